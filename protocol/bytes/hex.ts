// Hexadecimal text, lower case out, either case in.

import { MalformedError } from './errors.ts';

/** Lower-case hex of `bytes`, two digits a byte, no prefix. */
export function toHex(bytes: Uint8Array): string {
  const pairs = new Uint16Array(bytes.length);
  for (let i = 0; i < bytes.length; i++) pairs[i] = DIGIT_PAIRS[bytes[i] as number] as number;
  return ascii.decode(pairs);
}

/**
 * Bytes of a hex text. White space is not accepted.
 * @throws MalformedError BAD_HEX with the offset (in digits) of the first bad character or of the missing digit
 */
export function fromHex(text: string): Uint8Array {
  const bad = text.search(/[^0-9a-fA-F]/);
  if (bad >= 0)
    throw new MalformedError('BAD_HEX', `not a hex digit at ${bad}: ${JSON.stringify(text[bad])}`, {
      offset: bad,
    });
  if (text.length % 2 !== 0)
    throw new MalformedError('BAD_HEX', `odd number of hex digits: ${text.length}`, { offset: text.length });
  const bytes = new Uint8Array(text.length / 2);
  for (let i = 0; i < bytes.length; i++)
    bytes[i] = (hexDigitValue(text.charCodeAt(2 * i)) << 4) | hexDigitValue(text.charCodeAt(2 * i + 1));
  return bytes;
}

/** 0..15 for the code of a hex digit in either case; of anything else, whatever comes out. */
export function hexDigitValue(code: number): number {
  // Letters have bit 6, and their low bits begin at 1.
  return (code & 15) + 9 * (code >>> 6);
}

/** The two digits of each byte, as they lie in memory: four times as fast as joining texts. */
const DIGIT_PAIRS: Uint16Array = new Uint16Array(
  Uint8Array.from({ length: 512 }, (_, i) => ((i & 1 ? i >>> 1 : i >>> 5) & 15).toString(16).charCodeAt(0))
    .buffer,
);
const ascii: TextDecoder = new TextDecoder();
