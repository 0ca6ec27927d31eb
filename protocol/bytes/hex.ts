// Hexadecimal text, lower case out, either case in.

import { MalformedError } from './errors.ts';

/** Lower-case hex of `bytes`, two digits a byte, no prefix. */
export function toHex(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += DIGIT_PAIRS[byte];
  return text;
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
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(text.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}

const DIGIT_PAIRS: readonly string[] = Array.from({ length: 256 }, (_, byte) =>
  byte.toString(16).padStart(2, '0'),
);
