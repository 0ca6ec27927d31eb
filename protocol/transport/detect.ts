// Which transport a connection uses, from its first bytes. Obfuscation looks like noise, so it is what
// nothing else is; clients avoid noise that begins like something else (isAllowedObfuscatedInit).
// https://core.telegram.org/mtproto/mtproto-transports
// HTTP and TLS are named, not read.

import { viewOf } from '../bytes/index.ts';
import { abridged } from './abridged.ts';
import type { FramingCodec } from './framing-codec.ts';
import { full } from './full.ts';
import { intermediate } from './intermediate.ts';
import { padded } from './padded.ts';

export type Detection =
  /** `tag`: bytes at the start that belong to no frame. */
  | { readonly kind: 'framing'; readonly codec: FramingCodec; readonly tag: number }
  | { readonly kind: 'obfuscated' }
  /** A WebSocket begins as HTTP. */
  | { readonly kind: 'foreign'; readonly protocol: 'http' | 'tls' };

/** No more bytes than these are looked at. */
export const DETECTION_LENGTH = 9;

/** Undefined: these bytes may still become several things. */
export function tryDetect(start: Uint8Array): Detection | undefined {
  if (start[0] === 0xef) return { kind: 'framing', codec: abridged, tag: 1 };
  if (start.length < 4) return undefined;
  const view = viewOf(start);
  const known = BY_FIRST_FOUR_BYTES.get(view.getUint32(0, false));
  if (known !== undefined) return known;
  if (start.length < 8) return undefined;
  // The number of the first frame, which is 0.
  if (view.getUint32(4, true) === 0) return { kind: 'framing', codec: full, tag: 0 };
  if (view.getUint16(0, false) !== 0x1603) return { kind: 'obfuscated' };
  if (start.length < DETECTION_LENGTH) return undefined;
  return isClientHello(view) ? { kind: 'foreign', protocol: 'tls' } : { kind: 'obfuscated' };
}

const HTTP: Detection = { kind: 'foreign', protocol: 'http' };

/** The identifiers that the specification forbids an obfuscated connection to begin with, big-endian. */
const BY_FIRST_FOUR_BYTES: ReadonlyMap<number, Detection> = new Map<number, Detection>([
  [0xeeeeeeee, { kind: 'framing', codec: intermediate, tag: 4 }],
  [0xdddddddd, { kind: 'framing', codec: padded, tag: 4 }],
  [0x48454144, HTTP], // HEAD
  [0x504f5354, HTTP], // POST
  [0x47455420, HTTP], // GET
  [0x4f505449, HTTP], // OPTI
  [0x16030102, { kind: 'foreign', protocol: 'tls' }],
]);

/**
 * A TLS record (16 03 version length:u16) that holds one ClientHello (01 length:u24) and nothing else.
 * Two bytes would do for a guess, but one obfuscated connection in 65536 begins with them.
 * https://www.rfc-editor.org/rfc/rfc8446#section-5.1
 */
function isClientHello(view: DataView): boolean {
  const recordLength = view.getUint16(3, false);
  const helloLength = view.getUint32(5, false) & 0xffffff;
  return view.getUint8(2) <= 4 && view.getUint8(5) === 1 && helloLength === recordLength - 4;
}
