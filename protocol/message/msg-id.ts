// Message identifiers: the high 32 bits are Unix seconds, the low 32 a fraction whose last two bits tell
// who wrote it. https://core.telegram.org/mtproto/description#message-identifier-msg-id

/** What the two low bits say: 0 from a client; from a server 1 for an answer and 3 otherwise. */
export type MsgIdKind = 'client' | 'server-response' | 'server-other';

const LOW_BITS: Readonly<Record<MsgIdKind, bigint>> = {
  client: 0n,
  'server-response': 1n,
  'server-other': 3n,
};

/** The msg_id of an instant: `milliseconds` since the epoch, fractions allowed. */
export function msgIdAt(milliseconds: number, kind: MsgIdKind): bigint {
  const seconds = Math.floor(milliseconds / 1000);
  const fraction = Math.floor(((milliseconds - seconds * 1000) / 1000) * 2 ** 32);
  return BigInt.asIntN(64, (BigInt(seconds) << 32n) | (BigInt(fraction) & ~3n) | LOW_BITS[kind]);
}

/** Unix seconds of a msg_id. Only these may be judged: clients fill the fraction as they like. */
export function secondsOfMsgId(msgId: bigint): number {
  return Number(BigInt.asUintN(64, msgId) >> 32n);
}

export interface MsgIdSource {
  /**
   * The next identifier: greater than every one before it, also when the clock stands still or goes back.
   * Its lower half is never empty, as a client's must not be: at a full second it is 4.
   * From 2038 on identifiers are negative as signed numbers; greater then means as unsigned ones.
   */
  next(kind: MsgIdKind): bigint;
}

/**
 * @param now milliseconds since the epoch, in the time of the server
 * @param after the first identifier is greater than this one
 */
export function createMsgIdSource(now: () => number, after?: bigint): MsgIdSource {
  let last = after === undefined ? -1n : BigInt.asUintN(64, after);
  return {
    next(kind): bigint {
      const fresh = BigInt.asUintN(64, msgIdAt(now(), kind));
      const following = ((last | 3n) + 1n) | LOW_BITS[kind];
      const next = fresh > last ? fresh : following;
      last = (next & 0xffffffffn) === 0n ? next + 4n : next;
      return BigInt.asIntN(64, last);
    },
  };
}
