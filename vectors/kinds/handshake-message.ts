// One message of a handshake, with or without its envelope and frame: decoded, compared field by field with what
// the vector and the rest of its file state, and encoded again.
// https://core.telegram.org/mtproto/auth_key, https://core.telegram.org/mtproto/description#unencrypted-message

import {
  bigIntFromBytes,
  bigIntToBytes,
  concatBytes,
  int64ToBytes,
  toHex,
} from '../../protocol/bytes/index.ts';
import { newNonceHash } from '../../protocol/crypto/index.ts';
import { mtproto } from '../../protocol/tl/index.ts';
import { encodeFrame, framingTag } from '../../protocol/transport/index.ts';
import { anyOf, type Computed, difference, judged } from '../compare.ts';
import { bytesOf, tryBytesOf } from '../inputs.ts';
import { decodeShown, MESSAGE_KEYS, type ShownMessage } from '../shown-message.ts';
import { StatedElsewhere } from '../stated-elsewhere.ts';
import type { Json } from '../vector.ts';
import { type CheckContext, type Computations, type Kind, once, Uncheckable } from './kind.ts';

/** Inputs that are fields of the TL object, and what they are called there. */
const FIELDS: Readonly<Record<string, string>> = {
  nonce: 'nonce',
  server_nonce: 'server_nonce',
  pq: 'pq',
  p: 'p',
  q: 'q',
  fingerprints: 'server_public_key_fingerprints',
  public_key_fingerprint: 'public_key_fingerprint',
  public_key_fingerprint_le: 'public_key_fingerprint',
  encrypted_data: 'encrypted_data',
  encrypted_answer: 'encrypted_answer',
  new_nonce_hash: 'new_nonce_hash',
  new_nonce_hash1: 'new_nonce_hash1',
  new_nonce_hash2: 'new_nonce_hash2',
  new_nonce_hash3: 'new_nonce_hash3',
};

const HASHES = ['new_nonce_hash1', 'new_nonce_hash2', 'new_nonce_hash3'] as const;

export const handshakeMessage: Kind = {
  kind: 'handshake_message',
  inputs: [
    ...Object.keys(FIELDS),
    ...MESSAGE_KEYS,
    'msg_id',
    'msg_id_mod4',
    'unixtime',
    'declared_length',
    'abridged_wire_len',
    'new_nonce',
    'auth_key',
  ],
  expected: [...MESSAGE_KEYS, 'declared_length', ...HASHES],
  compute: (context) => {
    const elsewhere = once(
      () => new StatedElsewhere(context.siblings.filter((one) => one !== context.vector)),
    );
    const judgements: Record<string, () => Computed> = {};
    for (const key of MESSAGE_KEYS)
      judgements[key] = () =>
        judged((expected) => {
          const shown = decodeShown(key, bytesOf(key, expected));
          return disagreement(key, expected, shown, context) ?? checkUnstated(shown, context, elsewhere());
        });
    HASHES.forEach((key, index) => {
      const number = (index + 1) as 1 | 2 | 3;
      judgements[key] = () => hashOf(context, number) ?? onlyFieldOf(context, key);
    });
    return { ...judgements, declared_length: () => envelopeOf(context).declaredLength };
  },
  confirm: (context) => {
    const facts: Record<string, () => Computed> = {};
    for (const [key, field] of Object.entries(FIELDS))
      facts[key] = () => judged((expected) => judgeField(context, key, field, expected));
    return { ...facts, ...envelopeFacts(context) };
  },
};

function envelopeFacts(context: CheckContext): Computations {
  const envelopes = once(() => shownOf(context).flatMap(([, { envelope }]) => envelope ?? []));
  const some = (value: (envelope: { msgId: bigint; declaredLength: number }) => Computed) => (): Computed => {
    if (envelopes().length === 0) throw new Uncheckable('no message of the vector has an envelope');
    return anyOf(...envelopes().map(value));
  };
  return {
    msg_id: some(({ msgId }) => msgId),
    msg_id_mod4: some(({ msgId }) => Number(msgId & 3n)),
    unixtime: some(({ msgId }) => judged((expected) => judgeTime(expected, msgId))),
    declared_length: some(({ declaredLength }) => declaredLength),
    abridged_wire_len: () => {
      const payloads = shownOf(context).flatMap(([key, { bytes, envelope }]) =>
        envelope === undefined || key === 'payload_shown' || key === 'transport_abridged' ? [] : [bytes],
      );
      if (payloads.length === 0) throw new Uncheckable('the vector has no whole payload');
      return anyOf(...payloads.map((payload) => encodeFrame('abridged', payload).length));
    },
  };
}

/** The messages that can be read; one that cannot fails under its own key. */
function shownOf({ vector }: CheckContext): (readonly [string, ShownMessage])[] {
  return [...Object.entries(vector.expected), ...Object.entries(vector.inputs)].flatMap(([key, value]) => {
    const bytes = MESSAGE_KEYS.includes(key) ? tryBytesOf(value) : undefined;
    return bytes === undefined ? [] : [[key, decodeShown(key, bytes)] as const];
  });
}

function envelopeOf(context: CheckContext): { readonly declaredLength: number } {
  const envelope = shownOf(context).find(([, shown]) => shown.envelope !== undefined)?.[1].envelope;
  if (envelope === undefined) throw new Uncheckable('no message of the vector has an envelope');
  return envelope;
}

/** Every message with that field must agree, and one must have it. */
function judgeField(context: CheckContext, key: string, field: string, expected: Json): string | undefined {
  const values = shownOf(context).flatMap(([, { object }]) =>
    Object.entries(object).flatMap(([name, value]) => (isField(name, field) ? [value as Computed] : [])),
  );
  if (values.length === 0) values.push(...hashNotSent(context, key));
  if (values.length === 0) throw new Uncheckable('no message of the vector has this field');
  for (const value of values) {
    const wire = key.endsWith('_le') && typeof value === 'bigint' ? int64ToBytes(value) : value;
    const reason = difference(expected, wire);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

/** `new_nonce_hash` stands for whichever of the three a message has. */
function isField(name: string, field: string): boolean {
  return name === field || (field === 'new_nonce_hash' && /^new_nonce_hash[123]$/.test(name));
}

/** A vector may state the hashes of the answers that were not given as well. */
function hashNotSent(context: CheckContext, key: string): Uint8Array[] {
  const number = hashNumber(key);
  const hash = number === undefined ? undefined : hashOf(context, number);
  return hash === undefined ? [] : [hash];
}

function hashNumber(field: string): 1 | 2 | 3 | undefined {
  return ([1, 2, 3] as const).find((one) => field === `new_nonce_hash${one}`);
}

/** Seconds since the epoch: whole, or with the fraction that the low half of msg_id is taken for. */
function judgeTime(expected: Json, msgId: bigint): string | undefined {
  const seconds = typeof expected === 'string' ? Number(expected) : expected;
  const exact = Number(BigInt.asUintN(64, msgId)) / 2 ** 32;
  if (typeof seconds === 'number' && (seconds === Math.floor(exact) || Math.abs(seconds - exact) < 1e-6))
    return undefined;
  return `expected ${JSON.stringify(expected)}, msg_id says ${exact}`;
}

/** What the frame, or the other messages of the same vector, say against this one. */
function disagreement(
  key: string,
  expected: Json,
  { object, padding, bytes }: ShownMessage,
  context: CheckContext,
): string | undefined {
  if (key === 'transport_abridged') {
    const frame = encodeFrame('abridged', tryBytesOf(context.vector.expected.payload) ?? bytes);
    return difference(expected, anyOf(frame, concatBytes(framingTag('abridged'), frame)));
  }
  if (key !== 'message') return undefined;
  const enclosing = shownOf(context).find(([other]) => other === 'payload' || other === 'payload_shown')?.[1];
  if (enclosing === undefined) return undefined;
  const inside = concatBytes(
    mtproto.encode(enclosing.object),
    padding.length === 0 ? padding : enclosing.padding,
  );
  return difference(toHex(concatBytes(mtproto.encode(object), padding)), inside);
}

function hashOf({ engine, inputs }: CheckContext, number: 1 | 2 | 3): Uint8Array | undefined {
  const newNonce = inputs.tryBytes('new_nonce', 32);
  const authKey = inputs.tryBytes('auth_key', 256);
  return newNonce && authKey && newNonceHash(engine, newNonce, number, authKey);
}

function onlyFieldOf(context: CheckContext, field: string): Computed {
  for (const [, { object }] of shownOf(context))
    for (const [name, value] of Object.entries(object)) if (name === field) return value as Computed;
  throw new Uncheckable('neither new_nonce and auth_key nor a message with this hash are given');
}

/**
 * Fields that the vector itself does not state are held against the rest of the file. A ciphertext that stands
 * nowhere else is open: no key is there to make it anew. Anything else is then taken as the message has it.
 * @throws Uncheckable
 */
function checkUnstated(
  { object }: ShownMessage,
  context: CheckContext,
  elsewhere: StatedElsewhere,
): string | undefined {
  const stated = new Set(Object.keys(context.vector.inputs).flatMap((key) => FIELDS[key] ?? []));
  const open: string[] = [];
  for (const [field, value] of Object.entries(object)) {
    if (stated.has(field) || field === '_') continue;
    const { wrong, known } = holdAgainst(field, value, context, elsewhere);
    if (wrong !== undefined) return wrong;
    if (!known && (field === 'encrypted_data' || field === 'encrypted_answer')) open.push(field);
  }
  if ('p' in object && 'q' in object && !stated.has('p') && !stated.has('q')) {
    const wrong = wrongProduct(object.p, object.q, elsewhere);
    if (wrong !== undefined) return wrong;
  }
  if (open.length > 0)
    throw new Uncheckable(
      `${open.join(', ')} cannot be computed: neither the key nor the random padding is known; all else is compared`,
    );
  return undefined;
}

/** `wrong`: the file says something else. `known`: the file says the same. Neither: it says nothing. */
interface Held {
  readonly wrong?: string;
  readonly known?: boolean;
}

function holdAgainst(field: string, value: unknown, context: CheckContext, elsewhere: StatedElsewhere): Held {
  if (field === 'server_public_key_fingerprints' || field === 'public_key_fingerprint')
    return holdFingerprints(field, value, elsewhere);
  if (!(value instanceof Uint8Array)) return {};
  const values = valuesFor(field, value.length, context, elsewhere);
  const hex = toHex(value);
  if (values.includes(hex)) return { known: true };
  const [only, ...others] = values;
  return only === undefined || others.length > 0
    ? {}
    : { wrong: `${field}: the file says ${difference(only, value)}` };
}

/** What a field of `length` bytes is according to this vector, or else to the others of the file. */
function valuesFor(
  field: string,
  length: number,
  context: CheckContext,
  elsewhere: StatedElsewhere,
): readonly string[] {
  const number = hashNumber(field);
  if (number === undefined) return elsewhere.of(field, length);
  const own = hashOf(context, number) ?? tryBytesOf(context.vector.expected[field]);
  if (own !== undefined) return [toHex(own)];
  // The key that dh_gen_retry and dh_gen_fail refuse is not the one that the file ends with.
  if (number !== 1 || elsewhere.of('server_nonce', 16).length !== 1) return [];
  return [...new Set([...elsewhere.of(field, length), ...elsewhere.newNonceHashes(context.engine)])];
}

/** In a file of one exchange, the key that is used is one that was offered. */
function holdFingerprints(field: string, value: unknown, elsewhere: StatedElsewhere): Held {
  const known = elsewhere.of('fingerprint');
  const here = (Array.isArray(value) ? value : [value]).flatMap((id) =>
    typeof id === 'bigint' ? [toHex(int64ToBytes(id))] : [],
  );
  if (here.some((one) => known.includes(one))) return { known: true };
  return known.length > 0 && elsewhere.of('server_nonce', 16).length === 1
    ? { wrong: `${field}: the file says ${known.join(' or ')}, not ${here.join(', ')} (wire bytes)` }
    : {};
}

function wrongProduct(p: Uint8Array, q: Uint8Array, elsewhere: StatedElsewhere): string | undefined {
  const [pq, ...others] = elsewhere.of('pq');
  const product = bigIntToBytes(bigIntFromBytes(p) * bigIntFromBytes(q));
  return pq === undefined || others.length > 0 || pq === toHex(product)
    ? undefined
    : `p * q is ${toHex(product)}, and the file's pq is ${pq}`;
}
