// One vector of kind session_check as it is written down by hand: what comes of a client, and what must come of it.

import { concatBytes, int64ToBytes, toHex } from '../../protocol/bytes/index.ts';
import { SEEDED_START } from '../../protocol/crypto/index.ts';
import type { RuleId } from '../../protocol/rules/index.ts';
import type { Question } from '../../protocol/session/index.ts';
import { type MtprotoObject, mtproto } from '../../protocol/tl/index.ts';
import type { JsonObject } from '../../vectors/index.ts';

/** One message as it comes, and what must come of it. */
export interface SessionMessage {
  readonly msgId: bigint;
  readonly seqno: number;
  /** Bytes, or what repeats, as JSON: see vectors/repeated-bytes.ts. */
  readonly body: Uint8Array | JsonObject;
  /** Ms after the beginning. */
  readonly at?: number;
  readonly connection?: number;
  /** Bytes as hex. */
  readonly padding?: string;
  /** 8 bytes as hex. */
  readonly salt?: string;
  /** The rule that it breaks. */
  readonly breaks?: RuleId;
  /** Code of the notification that refuses it. */
  readonly refused?: number;
  /** msg_ids that take effect, or how many do: its own if absent, and it is not refused. */
  readonly taken?: readonly bigint[] | number;
}

/** What the server sends: seqno tells whether it must be acknowledged. A msg_id that comes again is sent again. */
export interface SentMessage {
  readonly msgId: bigint;
  readonly seqno: number;
  /** Ms after the beginning. */
  readonly at?: number;
}

/** What the server asks the client. */
export interface AskedQuestion {
  readonly msgId: bigint;
  /** Ms after the beginning. */
  readonly at: number;
  /** Ms until its answer is late. */
  readonly timeout: number;
  readonly question: Question;
}

export interface SessionCase {
  readonly rule: RuleId;
  readonly name: string;
  readonly notes: string;
  readonly strictness?: 'report';
  readonly transport?: 'http';
  /** How many messages the server remembers. */
  readonly remembered?: number;
  /** As in JSON. */
  readonly sessionId?: string;
  readonly sent?: readonly SentMessage[];
  readonly asked?: readonly AskedQuestion[];
  readonly messages: readonly SessionMessage[];
}

/** As they stand on the wire, half an hour each. */
export const CURRENT_SALT = '00112233445566aa';
export const NEXT_SALT = '11223344556677bb';
const SALTS: readonly string[] = [CURRENT_SALT, NEXT_SALT, '22334455667788cc'];

export const START_S: bigint = BigInt(SEEDED_START / 1000);
export const HALF_HOUR = 1_800_000;

/** The k-th msg_id of a second after the beginning. */
export function id(k: number, second = 0): bigint {
  return ((START_S + BigInt(second)) << 32n) + (BigInt(k) << 16n);
}

export function body(object: MtprotoObject): Uint8Array {
  return mtproto.encode(object);
}

export const PING: Uint8Array = body({ _: 'ping', ping_id: 5n });
export const ACK: Uint8Array = body({ _: 'msgs_ack', msg_ids: [] });
/** help.getNearestDc#1fb33026, a query of the API. */
export const QUERY: Uint8Array = Uint8Array.of(0x26, 0x30, 0xb3, 0x1f);

export function container(
  ...members: readonly (readonly [bigint, number, Uint8Array, declared?: number])[]
): Uint8Array {
  return concatBytes(
    words(0x73f1f8dc, members.length),
    ...members.map(([msgId, seqno, bytes, declared = bytes.length]) =>
      concatBytes(int64ToBytes(msgId), words(seqno, declared), bytes),
    ),
  );
}

/** msg_copy of one message. */
export function copyOf(msgId: bigint, seqno: number, bytes: Uint8Array): Uint8Array {
  return concatBytes(words(0xe06046b2, 0x5bb8e511), int64ToBytes(msgId), words(seqno, bytes.length), bytes);
}

export function words(...values: readonly number[]): Uint8Array {
  return new Uint8Array(Int32Array.from(values).buffer);
}

export const first: SessionMessage = { msgId: id(1), seqno: 1, body: PING };
export const second: SessionMessage = { msgId: id(2), seqno: 3, body: PING };
export const refused = (breaks: RuleId, code: number): Pick<SessionMessage, 'breaks' | 'refused'> => ({
  breaks,
  refused: code,
});

/** Which of the messages breaks the rule, if any does, it says itself. */
export function about(
  rule: RuleId,
  name: string,
  notes: string,
  ...messages: readonly SessionMessage[]
): SessionCase {
  return { rule, name, notes, messages };
}

/** The inputs and what is expected, as a vector of kind session_check has them. */
export function sessionDocument({
  strictness,
  transport,
  remembered,
  sessionId,
  sent,
  asked,
  messages,
}: SessionCase): {
  readonly inputs: JsonObject;
  readonly expected: JsonObject;
} {
  return {
    inputs: {
      clock: SEEDED_START,
      ...(sessionId === undefined ? {} : { session_id: sessionId }),
      strictness: strictness ?? 'enforce',
      ...(transport === undefined ? {} : { transport }),
      salts: SALTS,
      ...(remembered === undefined ? {} : { remembered }),
      ...(sent === undefined
        ? {}
        : {
            sent: sent.map(({ msgId, seqno, at }) => ({
              ...(at === undefined ? {} : { at }),
              msg_id: `${msgId}`,
              seqno,
            })),
          }),
      ...(asked === undefined
        ? {}
        : {
            asked: asked.map(({ msgId, at, timeout, question }) => ({
              at,
              msg_id: `${msgId}`,
              timeout,
              question: toHex(body(question)),
            })),
          }),
      messages: messages.map(({ msgId, seqno, body: bytes, at, connection, padding, salt }) => ({
        ...(at === undefined ? {} : { at }),
        ...(connection === undefined ? {} : { connection }),
        salt: salt ?? CURRENT_SALT,
        msg_id: `${msgId}`,
        seqno,
        body: bytes instanceof Uint8Array ? toHex(bytes) : bytes,
        ...(padding === undefined ? {} : { padding }),
      })),
    },
    expected: {
      violations: messages.map(({ breaks }) => (breaks === undefined ? [] : [breaks])),
      refused: messages.map(({ msgId, refused: code }) =>
        code === undefined ? [] : [{ msg_id: `${msgId}`, code }],
      ),
      ...takenOf(messages),
    },
  };
}

/** Told one by one, or, when there are too many for that, counted. */
function takenOf(messages: readonly SessionMessage[]): JsonObject {
  const all = messages.map(({ msgId, refused: code, taken }) => taken ?? (code === undefined ? [msgId] : []));
  if (all.some((taken) => typeof taken === 'number'))
    return { taken_count: all.map((taken) => (typeof taken === 'number' ? taken : taken.length)) };
  return { taken: all.map((taken) => (typeof taken === 'number' ? [] : taken.map(String))) };
}
