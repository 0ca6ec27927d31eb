// obfuscated2: 64 bytes that look random, then AES-256-CTR over everything, one stream a direction.
// https://core.telegram.org/mtproto/mtproto-transports#transport-obfuscation

import { concatBytes, type Env, reverseBytes, UsageError, viewOf } from '../bytes/index.ts';
import type { CryptoEngine, CtrStream } from '../crypto/index.ts';
import { tryDetect } from './detect.ts';
import type { Framing } from './transport.ts';

/** Bytes that a client sends before its first frame. */
export const OBFUSCATED_HEADER_LENGTH = 64;

/** Offsets in the header: what the framing is, and (MTProxy) which DC is meant. */
const TAG_AT = 56;
const DC_AT = 60;

/** The tag of a framing is repeated to four bytes; `full` has none. */
const TAGS: readonly (readonly [number, Framing])[] = [
  [0xefefefef, 'abridged'],
  [0xeeeeeeee, 'intermediate'],
  [0xdddddddd, 'padded'],
];

/** Keys (32 bytes) and ivs (16 bytes) as the client uses them; a server swaps the two directions. */
export interface ObfuscatedKeys {
  readonly encryptKey: Uint8Array;
  readonly encryptIv: Uint8Array;
  readonly decryptKey: Uint8Array;
  readonly decryptIv: Uint8Array;
}

/** Whether a server takes these bytes (the 64, or as many of the first) for obfuscation and nothing else. */
export function isAllowedObfuscatedInit(init: Uint8Array): boolean {
  return tryDetect(init)?.kind === 'obfuscated';
}

/**
 * Random bytes, drawn again until a server cannot mistake them, with tag and DC in their place.
 * @param framing not `full` @param dc i16: +10000 for a test DC, negative for media; left random without
 * @throws UsageError
 */
export function createObfuscatedInit(env: Pick<Env, 'random'>, framing: Framing, dc?: number): Uint8Array {
  const tag = TAGS.find(([, name]) => name === framing)?.[0];
  if (tag === undefined) throw new UsageError(`the ${framing} framing cannot be obfuscated`);
  if (dc !== undefined && !(Number.isInteger(dc) && dc >= -0x8000 && dc <= 0x7fff))
    throw new UsageError(`DC ${dc} does not fit 16 bits`, { dc });
  const init = drawInit(env);
  const view = viewOf(init);
  view.setUint32(TAG_AT, tag, false);
  if (dc !== undefined) view.setInt16(DC_AT, dc, true);
  return init;
}

/** Draws before a source of randomness is given up; one draw in 250 is refused. */
const MAX_DRAWS = 100;

function drawInit(env: Pick<Env, 'random'>): Uint8Array {
  for (let draws = 0; draws < MAX_DRAWS; draws++) {
    const init = env.random('transport/obfuscated2_init', OBFUSCATED_HEADER_LENGTH);
    if (isAllowedObfuscatedInit(init)) return init.slice();
  }
  throw new UsageError(`no ${MAX_DRAWS} random headers were allowed: the source is not random`);
}

/**
 * @param init 64 bytes: what the client drew, or what it sent (bytes 8..56 are the same)
 * @param secretKey the 16 bytes of an MTProxy secret
 */
export function deriveObfuscatedKeys(
  engine: CryptoEngine,
  init: Uint8Array,
  secretKey?: Uint8Array,
): ObfuscatedKeys {
  const reversed = reverseBytes(init);
  const key = (bytes: Uint8Array): Uint8Array =>
    secretKey === undefined
      ? bytes.slice(8, 40)
      : engine.sha256(concatBytes(bytes.subarray(8, 40), secretKey));
  return {
    encryptKey: key(init),
    encryptIv: init.slice(40, 56),
    decryptKey: key(reversed),
    decryptIv: reversed.slice(40, 56),
  };
}

/** The client's side: what to send first, and the running ciphers. */
export interface SealedInit {
  /** 64 bytes */
  readonly header: Uint8Array;
  /** Encrypts what follows the header: its stream stands at 64. */
  readonly send: CtrStream;
  /** Decrypts what the server sends: its stream stands at 0. */
  readonly receive: CtrStream;
}

/** Encrypts tag and DC of an init; the rest is sent as it is. */
export function sealObfuscatedInit(
  engine: CryptoEngine,
  init: Uint8Array,
  secretKey?: Uint8Array,
): SealedInit {
  const keys = deriveObfuscatedKeys(engine, init, secretKey);
  const send = engine.aesCtr(keys.encryptKey, keys.encryptIv);
  const encrypted = send.process(init);
  return {
    header: concatBytes(init.subarray(0, TAG_AT), encrypted.subarray(TAG_AT)),
    send,
    receive: engine.aesCtr(keys.decryptKey, keys.decryptIv),
  };
}

/** The server's side: what the header says, and the running ciphers. */
export interface OpenedHeader {
  readonly framing: Framing;
  /** i16; noise unless the client uses an MTProxy secret. */
  readonly dc: number;
  /** Encrypts what the server sends: its stream stands at 0. */
  readonly send: CtrStream;
  /** Decrypts what follows the header: its stream stands at 64. */
  readonly receive: CtrStream;
}

/** Undefined when the tag is none: not obfuscated, or not with this secret. */
export function tryOpenObfuscatedHeader(
  engine: CryptoEngine,
  header: Uint8Array,
  secretKey?: Uint8Array,
): OpenedHeader | undefined {
  const keys = deriveObfuscatedKeys(engine, header, secretKey);
  const receive = engine.aesCtr(keys.encryptKey, keys.encryptIv);
  const view = viewOf(receive.process(header));
  const tag = view.getUint32(TAG_AT, false);
  const framing = TAGS.find(([value]) => value === tag)?.[1];
  if (framing === undefined) return undefined;
  const send = engine.aesCtr(keys.decryptKey, keys.decryptIv);
  return { framing, dc: view.getInt16(DC_AT, true), send, receive };
}
