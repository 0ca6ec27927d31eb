// The table itself: what stands in it is complete and consistent. That each rule is checked, its area tests.

import { describe, expect, it } from 'vitest';
import { isRuleId, type RuleId, rules, ViolationError, violate } from './index.ts';

const entries = Object.entries(rules) as [RuleId, (typeof rules)[RuleId]][];

describe('a rule', () => {
  it.each(entries)('%s', (id, { sentence, link, severity, peer }) => {
    expect(id).toMatch(/^MT-[A-Z]{2}-\d{2}$/);
    expect(sentence).toMatch(/^.{15,}\.$/);
    expect(sentence).not.toMatch(/\n|packet/);
    expect(link).toMatch(/^https:\/\/core\.telegram\.org\/[a-z]\S+$/);
    expect(['MUST', 'SHOULD']).toContain(severity);
    expect(['client', 'server', 'both']).toContain(peer);
  });

  it('says what no other says', () => {
    const said = entries.map(([, { sentence, peer }]) => `${peer}: ${sentence}`);
    expect(new Set(said).size).toBe(said.length);
  });

  it('of the handshake belongs to the client below 51 and to the server from there on', () => {
    for (const [id, { peer }] of entries)
      if (id.startsWith('MT-HS-')) expect(peer).toBe(Number(id.slice(6)) < 51 ? 'client' : 'server');
  });
});

describe('isRuleId', () => {
  it('knows every id and nothing else', () => {
    for (const [id] of entries) expect(isRuleId(id)).toBe(true);
    for (const text of ['', 'MT-HS-99', 'mt-hs-01', 'toString', '__proto__', 'constructor'])
      expect(isRuleId(text)).toBe(false);
  });
});

describe('a violation', () => {
  const caught = (run: () => never): ViolationError => {
    try {
      run();
    } catch (error) {
      if (error instanceof ViolationError) return error;
      throw error;
    }
    throw new Error('nothing was thrown');
  };

  it('is an error that tells the rule, its sentence, its link and both values', () => {
    const error = caught(() => violate('MT-HS-52', 'nonce differs', { expected: 'aa', actual: 'bb' }));
    expect(error).toMatchObject({ code: 'VIOLATION', rule: 'MT-HS-52' });
    expect(error.violation).toEqual({
      rule: 'MT-HS-52',
      detail: 'nonce differs',
      expected: 'aa',
      actual: 'bb',
    });
    expect(error.details).toEqual(error.violation);
    for (const part of [
      'MT-HS-52',
      'nonce differs',
      'aa',
      'bb',
      rules['MT-HS-52'].sentence,
      rules['MT-HS-52'].link,
    ])
      expect(error.message).toContain(part);
  });

  it('needs no values, and may have a cause', () => {
    expect(caught(() => violate('MT-HS-01', 'no query')).violation).toEqual({
      rule: 'MT-HS-01',
      detail: 'no query',
    });
    const cause = new Error('why');
    expect(new ViolationError({ rule: 'MT-HS-01', detail: 'no query' }, cause).cause).toBe(cause);
  });
});
