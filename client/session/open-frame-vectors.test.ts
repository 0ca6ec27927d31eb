// The envelope of a server with bytes that another program made (vectors/data/rules-envelope.json: hashlib and
// pyca/cryptography): the client names the rule that each name tells, and takes the right ones.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fromHex, int64FromBytes } from '../../protocol/bytes/index.ts';
import { defaultEngine } from '../../protocol/crypto/index.ts';
import { authKeyOf } from '../../protocol/message/index.ts';
import { ViolationError } from '../../protocol/rules/index.ts';
import { openFrame } from './open-frame.ts';

interface EnvelopeVector {
  readonly name: string;
  readonly kind: string;
  readonly inputs: { readonly auth_key: string; readonly x: number; readonly payload: string };
}

const file = new URL('../../vectors/data/rules-envelope.json', import.meta.url);
const vectors = (JSON.parse(readFileSync(file, 'utf8')) as EnvelopeVector[]).filter(
  ({ inputs }) => inputs.x === 8,
);
/** The session of all of them. */
const SESSION_ID = int64FromBytes(fromHex('8899aabbccddeeff'));

describe('the client, given a vector of a server', () => {
  it.each(vectors)('$name', ({ name, kind, inputs }) => {
    expect(ruleOf(inputs)).toBe(kind === 'msg_decrypt_v2' ? undefined : name.split(' ')[0]);
  });

  it('there is one to refuse for every rule of the envelope that binds a server', () => {
    const refused = vectors
      .filter(({ kind }) => kind !== 'msg_decrypt_v2')
      .map(({ name }) => name.split(' ')[0]);
    expect([...new Set(refused)].sort()).toEqual([
      ...['MT-EN-02', 'MT-EN-03', 'MT-EN-04', 'MT-EN-05', 'MT-EN-06', 'MT-EN-07', 'MT-EN-09', 'MT-EN-10'],
    ]);
  });
});

/** The rule that a frame breaks. */
function ruleOf({ auth_key, payload }: EnvelopeVector['inputs']): string | undefined {
  const authKey = authKeyOf(defaultEngine, fromHex(auth_key));
  try {
    openFrame(defaultEngine, authKey, fromHex(payload), { id: SESSION_ID, former: new Set() });
    return undefined;
  } catch (error) {
    if (error instanceof ViolationError) return error.rule;
    throw error;
  }
}
