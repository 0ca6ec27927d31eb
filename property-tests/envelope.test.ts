// Encrypted messages under random input. `npm run fuzz -- session` does the same a hundred thousand times.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rpc } from '../server-mock/index.ts';
import { clientRefusesChange, clientSurvives, dcRefusesChange, dcSurvives } from './envelope-laws.ts';
import { shots } from './envelope-shots.ts';

const change = fc.record({ at: fc.nat(), mask: fc.integer({ min: 1, max: 255 }) });
const strictness = fc.constantFrom('enforce' as const, 'report' as const);
const body = fc.nat(20).chain((count) => fc.uint8Array({ minLength: 4 * count, maxLength: 4 * count }));

describe('any change of any byte of an encrypted message', () => {
  it('is refused by the DC with its rule, and has no effect', () => {
    fc.assert(
      fc.property(body, change, (bytes, one) => {
        dcRefusesChange(bytes, one);
      }),
      { numRuns: 300 },
    );
  });

  it('is refused by the client with its rule, and has no effect', () => {
    fc.assert(
      fc.property(body, change, (bytes, one) => {
        clientRefusesChange(bytes, one);
      }),
      { numRuns: 300 },
    );
  });
});

describe('any message under a right key', () => {
  it('leaves the DC whole, which serves others', () => {
    let broken = 0;
    fc.assert(
      fc.property(shots(30), strictness, (all, how) => {
        broken += dcSurvives(all, { strictness: how }).size;
      }),
      { numRuns: 60 },
    );
    // Messages that break nothing would prove nothing.
    expect(broken).toBeGreaterThan(100);
  });

  it('leaves the session of a client whole, which takes right messages', () => {
    let refused = 0;
    fc.assert(
      fc.property(shots(30), (all) => {
        refused += clientSurvives(all);
      }),
      { numRuns: 60 },
    );
    expect(refused).toBeGreaterThan(100);
  });

  it('finds out a fault, were there one: a handler that throws', () => {
    const handlers = [
      rpc('help.getNearestDc', () => {
        throw new TypeError('on purpose');
      }),
    ];
    const property = fc.property(shots(30), (all) => {
      dcSurvives(all, { handlers, strictness: 'report' });
    });
    const { failed, errorInstance } = fc.check(property, { numRuns: 200, endOnFailure: true });
    expect([failed, String(errorInstance)]).toEqual([true, expect.stringContaining('on purpose')]);
  });
});
