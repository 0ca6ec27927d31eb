// For tests: the forms in which a secret could show itself, in bytes or in what people print.

import { inspect } from 'node:util';
import { toHex } from '../../protocol/bytes/index.ts';

/** Everything that a value tells whoever prints it, hidden properties and the stack of an error included. */
export function printed(value: unknown): string {
  const all = {
    depth: Number.POSITIVE_INFINITY,
    showHidden: true,
    maxArrayLength: null,
    maxStringLength: null,
  };
  const stack = value instanceof Error ? value.stack : '';
  const json = JSON.stringify(value, (_key, one: unknown) => (typeof one === 'bigint' ? `${one}` : one));
  return `${inspect(value, all)} ${stack} ${json} ${String(value)}`.replace(/\s+/g, ' ');
}

/** The forms of a secret that stand in a printed text: as it is, hex, base64, numbers. */
export function formsIn(text: string, secret: string | Uint8Array): string[] {
  const bytes = Buffer.from(secret);
  // Long secrets are not shown in part either: the middle is as telling as the whole.
  const part = bytes.length > 64 ? bytes.subarray(96, 120) : bytes;
  const numbers = [...part];
  const forms = {
    text: typeof secret === 'string' ? secret : part.toString('latin1'),
    hex: toHex(part),
    base64: part.toString('base64').replace(/=+$/, ''),
    numbers: numbers.join(', '),
    json: numbers.join(','),
    'json of a typed array': numbers.map((one, at) => `"${at + bytes.indexOf(part)}":${one}`).join(','),
  };
  const lower = text.toLowerCase();
  return Object.entries(forms).flatMap(([name, form]) => (lower.includes(form.toLowerCase()) ? [name] : []));
}

/** Whether bytes show a secret as it is, in hex or in base64. */
export function isShownIn(bytes: Uint8Array, secret: string | Uint8Array): boolean {
  const seen = Buffer.from(bytes);
  const whole = Buffer.from(secret);
  const parts =
    whole.length > 64 ? [whole.subarray(0, 24), whole.subarray(96, 120), whole.subarray(-24)] : [whole];
  return parts.some((part) =>
    [part, toHex(part), part.toString('base64').replace(/=+$/, '')].some((form) => seen.includes(form)),
  );
}
