// Message identifiers: the high 32 bits are Unix seconds, the low 32 a fraction whose last two bits tell
// who wrote it. https://core.telegram.org/mtproto/description#message-identifier-msg-id

/** What the two low bits say: 0 from a client; from a server 1 for an answer and 3 otherwise. */
export type MsgIdKind = 'client' | 'server-response' | 'server-other';

const LOW_BITS: Readonly<Record<MsgIdKind, number>> = {
  client: 0,
  'server-response': 1,
  'server-other': 3,
};

/** The msg_id of an instant: `milliseconds` since the epoch, fractions allowed. */
export function msgIdAt(milliseconds: number, kind: MsgIdKind): bigint {
  return ofHalves(Math.floor(milliseconds / 1000), fractionOf(milliseconds) | LOW_BITS[kind]);
}

/** Unix seconds of a msg_id. Only these may be judged: clients fill the fraction as they like. */
export function secondsOfMsgId(msgId: bigint): number {
  halves.setBigInt64(0, msgId, true);
  return halves.getUint32(4, true);
}

/** The lower 32 bits of a msg_id: the fraction of its second, and the two bits that tell who wrote it. */
export function lowerHalfOfMsgId(msgId: bigint): number {
  halves.setBigInt64(0, msgId, true);
  return halves.getUint32(0, true);
}

/** Whether `a` is the greater one: as an unsigned number, so that ids go on ascending after 2038. */
export function isLaterMsgId(a: bigint, b: bigint): boolean {
  const isWrapped = a < 0n;
  return isWrapped === b < 0n ? a > b : isWrapped;
}

// Every message has one or two of these to make and to judge: halves as numbers take a third of the time of shifts.
const halves: DataView = new DataView(new ArrayBuffer(8));

function ofHalves(high: number, low: number): bigint {
  halves.setUint32(0, low, true);
  halves.setUint32(4, high, true);
  return halves.getBigInt64(0, true);
}

/** The fraction of the second in units of 2^-32 s, its two low bits clear. */
function fractionOf(milliseconds: number): number {
  const seconds = Math.floor(milliseconds / 1000);
  return (Math.floor(((milliseconds - seconds * 1000) / 1000) * 2 ** 32) & ~3) >>> 0;
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
  let high = after === undefined ? -1 : secondsOfMsgId(after);
  let low = after === undefined ? 0xffff_ffff : lowerHalfOfMsgId(after);
  return {
    next(kind): bigint {
      const instant = now();
      const seconds = Math.floor(instant / 1000) >>> 0;
      const fraction = (fractionOf(instant) | LOW_BITS[kind]) >>> 0;
      if (seconds > high || (seconds === high && fraction > low)) {
        high = seconds;
        low = fraction;
      } else {
        // The next four ids are one to each kind: the first of them that is this kind's.
        const following = (low | 3) >>> 0;
        if (following === 0xffff_ffff) high = (high + 1) >>> 0;
        low = ((following + 1) | LOW_BITS[kind]) >>> 0;
      }
      if (low === 0) low = 4;
      return ofHalves(high, low);
    },
  };
}
