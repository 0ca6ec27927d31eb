// The random values that clients of a DC drew for their handshakes, on whichever connection. Bounded: of each kind the
// oldest is forgotten first.

import { int64FromBytes } from '../protocol/bytes/index.ts';
import type { CryptoEngine } from '../protocol/crypto/index.ts';
import type { DrawnValue } from '../protocol/handshake/index.ts';

const REMEMBERED = 4096;

export class UsedValues {
  readonly #engine: CryptoEngine;
  readonly #limit: number;
  /** 64 bits of the SHA256 of each value: enough never to take two for one, and little memory. */
  readonly #fingerprints: Readonly<Record<DrawnValue, Set<bigint>>> = {
    nonce: new Set(),
    new_nonce: new Set(),
    temp_key: new Set(),
    g_b: new Set(),
  };

  /** @param limit number of values kept of each kind */
  constructor(engine: CryptoEngine, limit: number = REMEMBERED) {
    this.#engine = engine;
    this.#limit = limit;
  }

  /** Remembers a value; true when it is remembered already. */
  remember(name: DrawnValue, value: Uint8Array): boolean {
    const known = this.#fingerprints[name];
    const fingerprint = int64FromBytes(this.#engine.sha256(value));
    if (known.has(fingerprint)) return true;
    known.add(fingerprint);
    if (known.size > this.#limit) {
      const [oldest] = known;
      if (oldest !== undefined) known.delete(oldest);
    }
    return false;
  }
}
