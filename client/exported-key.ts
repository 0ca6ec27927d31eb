// An auth key in a form that can be stored: what a client needs to go on without a handshake.

import { fromHex, MalformedError, toHex } from '../protocol/bytes/index.ts';
import type { CryptoEngine } from '../protocol/crypto/index.ts';
import type { AgreedKey } from '../protocol/handshake/index.ts';
import { authKeyOf } from '../protocol/message/index.ts';

/** JSON-safe. Whoever has it can speak as its owner. */
export interface ExportedKey {
  /** 512 hex digits. */
  readonly authKey: string;
  /** The server salt, 16 hex digits as on the wire. */
  readonly salt: string;
  /** Server time minus our time, in ms. */
  readonly timeOffset: number;
}

export function exportKey(key: AgreedKey): ExportedKey {
  return { authKey: toHex(key.authKey.bytes), salt: toHex(key.salt), timeOffset: key.timeOffset };
}

/** @throws MalformedError BAD_HEX, BAD_LENGTH */
export function importKey(engine: CryptoEngine, exported: ExportedKey): AgreedKey {
  const salt = fromHex(exported.salt);
  if (salt.length !== 8) throw new MalformedError('BAD_LENGTH', `a salt has 8 bytes, not ${salt.length}`);
  return { authKey: authKeyOf(engine, fromHex(exported.authKey)), salt, timeOffset: exported.timeOffset };
}
