// The envelope with bytes that another program made (vectors/data/rules-envelope.json: hashlib and pyca/cryptography):
// the DC finds the rule that each name tells, and takes the right ones.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fromHex } from '../../protocol/bytes/index.ts';
import { authKeyOf } from '../../protocol/message/index.ts';
import { isRuleId, type RuleId } from '../../protocol/rules/index.ts';
import { recordOf } from '../auth-keys.ts';
import { memoryDc } from '../test-kit/index.ts';

interface EnvelopeVector {
  readonly name: string;
  readonly kind: string;
  readonly inputs: { readonly auth_key: string; readonly x: number; readonly payload: string };
  readonly expected: { readonly salt_le?: string };
}

const file = new URL('../../vectors/data/rules-envelope.json', import.meta.url);
const vectors = (JSON.parse(readFileSync(file, 'utf8')) as EnvelopeVector[]).filter(
  ({ inputs }) => inputs.x === 0,
);
const SALT = fromHex('0011223344556677');

describe('the DC, given a vector of a client', () => {
  it.each(vectors)('$name', ({ name, kind, inputs }) => {
    expect(broken(inputs)).toEqual(kind === 'msg_decrypt_v2' ? [] : [ruleOf(name)]);
  });

  it('there is one to refuse for every rule of the envelope but that of plain messages', () => {
    const refused = vectors.filter(({ kind }) => kind !== 'msg_decrypt_v2').map(({ name }) => ruleOf(name));
    const rules: RuleId[] = ['MT-EN-02', 'MT-EN-03', 'MT-EN-04', 'MT-EN-05', 'MT-EN-06', 'MT-EN-10'];
    expect([...new Set(refused)].sort()).toEqual(rules);
  });
});

function broken({ auth_key, payload }: EnvelopeVector['inputs']): RuleId[] {
  const dc = memoryDc();
  const { env } = dc.shared.settings;
  dc.shared.authKeys.add(
    recordOf(
      {
        authKey: authKeyOf(env.crypto, fromHex(auth_key)),
        salt: SALT,
        expiresIn: undefined,
        dc: 2,
        inner: 'p_q_inner_data_dc',
        rsaPadding: 'rsa-pad',
      },
      env,
    ),
  );
  // HTTP carries any number of bytes as they are.
  void dc.openHttp().exchange(fromHex(payload));
  return dc.broken();
}

function ruleOf(name: string): RuleId {
  const [id = ''] = name.split(' ');
  if (!isRuleId(id)) throw new Error(`no rule: ${name}`);
  return id;
}
