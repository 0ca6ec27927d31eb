// The random bytes of a vector, one entry a draw: `{ "label": "handshake/nonce", "bytes": "..." }`, in the order in
// which they were drawn.

import { toHex } from '../protocol/bytes/index.ts';
import type { Draw } from '../protocol/crypto/index.ts';
import { BadInput, bytesOf, type Inputs } from './inputs.ts';
import type { Json } from './vector.ts';

/** The draws that stand under `key`. @throws MissingInput, BadInput */
export function drawsOf(inputs: Inputs, key: string): Draw[] {
  const list = inputs.value(key);
  if (!isList(list)) throw new BadInput(`${key} is no list`);
  return list.map((draw, index) => {
    if (typeof draw !== 'object' || draw === null || isList(draw) || typeof draw.label !== 'string')
      throw new BadInput(`${key}/${index} has no label`);
    return { label: draw.label, bytes: bytesOf(`${key}/${index}/bytes`, draw.bytes ?? null) };
  });
}

/** As they stand in a vector. */
export function jsonOfDraws(draws: readonly Draw[]): Json {
  return draws.map(({ label, bytes }) => ({ label, bytes: toHex(bytes) }));
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
