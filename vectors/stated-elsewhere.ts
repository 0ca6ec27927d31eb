// The values of one field in all other vectors of a file. A recorded message is worth as much as what it can be
// held against: a nonce that every other message of the file spells in another way is wrong.

import {
  bigIntFromBytes,
  bigIntToBytes,
  HarnessError,
  int64ToBytes,
  toHex,
} from '../protocol/bytes/index.ts';
import { type CryptoEngine, newNonceHash } from '../protocol/crypto/index.ts';
import { type MtprotoObject, mtproto } from '../protocol/tl/index.ts';
import { BadInput, int64Readings, tryBytesOf } from './inputs.ts';
import { decodeShown, MESSAGE_KEYS } from './shown-message.ts';
import type { Json, Vector } from './vector.ts';

/** Values as lower-case hex. */
export class StatedElsewhere {
  readonly #values = new Map<string, Set<string>>();

  /** @param others all vectors of the file but the one that is judged */
  constructor(others: readonly Vector[]) {
    for (const vector of others) {
      for (const [key, value] of [...Object.entries(vector.inputs), ...Object.entries(vector.expected)])
        this.#addValue(key, value);
      for (const object of objectsOf(vector)) this.#addObject(object);
    }
    for (const p of this.of('p')) for (const q of this.of('q')) this.#addProduct(p, q);
  }

  /** Every value of a field, of `length` bytes if that is said. */
  of(field: string, length?: number): readonly string[] {
    const values = [...(this.#values.get(field) ?? [])];
    return length === undefined ? values : values.filter((value) => value.length === 2 * length);
  }

  /** What new_nonce_hash1 can be with the keys and nonces of the file. */
  newNonceHashes(engine: CryptoEngine): readonly string[] {
    return this.of('new_nonce', 32).flatMap((nonce) =>
      this.of('auth_key', 256).map((key) => toHex(newNonceHash(engine, bytes(nonce), 1, bytes(key)))),
    );
  }

  #addValue(key: string, value: Json): void {
    const known = tryBytesOf(value);
    if (known !== undefined) this.#add(key, toHex(known));
    if (key === 'fingerprints' && Array.isArray(value)) for (const one of value) this.#addFingerprint(one);
    if (/^public_key_fingerprint/.test(key)) this.#addFingerprint(value, key.endsWith('_le'));
  }

  #addFingerprint(value: Json, wire = false): void {
    for (const id of int64Readings(value, wire).slice(0, 1))
      this.#add('fingerprint', toHex(int64ToBytes(id)));
  }

  #addObject(object: MtprotoObject): void {
    for (const [field, value] of Object.entries(object))
      if (value instanceof Uint8Array) this.#add(field, toHex(value));
    if (object._ === 'resPQ')
      for (const id of object.server_public_key_fingerprints)
        this.#add('fingerprint', toHex(int64ToBytes(id)));
    if (object._ === 'req_DH_params')
      this.#add('fingerprint', toHex(int64ToBytes(object.public_key_fingerprint)));
  }

  #addProduct(p: string, q: string): void {
    const product = bigIntFromBytes(bytes(p)) * bigIntFromBytes(bytes(q));
    if (product < 1n << 64n) this.#add('pq', toHex(bigIntToBytes(product)));
  }

  #add(field: string, value: string): void {
    const values = this.#values.get(field);
    if (values === undefined) this.#values.set(field, new Set([value]));
    else values.add(value);
  }
}

function bytes(hex: string): Uint8Array {
  return tryBytesOf(hex) ?? new Uint8Array(0);
}

/** Keys that hold a bare TL object. */
const OBJECT_KEYS: readonly string[] = ['data', 'answer'];

/** Every TL object that a vector holds and that can be read. */
function objectsOf({ inputs, expected }: Vector): MtprotoObject[] {
  return [...Object.entries(inputs), ...Object.entries(expected)].flatMap(([key, value]) => {
    const content = tryBytesOf(value);
    if (content === undefined) return [];
    if (MESSAGE_KEYS.includes(key)) return tryRead(() => decodeShown(key, content).object);
    return OBJECT_KEYS.includes(key) ? tryRead(() => mtproto.decode(content)) : [];
  });
}

function tryRead(read: () => MtprotoObject): MtprotoObject[] {
  try {
    return [read()];
  } catch (error) {
    if (error instanceof HarnessError || error instanceof BadInput) return [];
    throw error;
  }
}
