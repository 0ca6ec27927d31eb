import { describe, expect, it } from 'vitest';
import { MalformedError } from '../../protocol/bytes/index.ts';
import { violate } from '../../protocol/rules/index.ts';
import { type Check, failed, judge } from './check.ts';

const check = (run: Check['run'], limit?: number): Check => ({
  group: 'a group',
  name: 'a name',
  run,
  ...(limit === undefined ? {} : { limit }),
});

describe('judge', () => {
  it('passes what returns without a failure', async () => {
    const report = await judge(check(async () => ({ summary: 'well' })));
    expect(report).toMatchObject({ group: 'a group', name: 'a name', status: 'passed', summary: 'well' });
    expect(report).not.toHaveProperty('failure');
  });

  it('fails what says so, with everything it says', async () => {
    const report = await judge(check(async () => failed('bad', { expected: '1', actual: '2', bytes: 'ff' })));
    expect(report).toMatchObject({
      status: 'failed',
      failure: { reason: 'bad', expected: '1', actual: '2', bytes: 'ff' },
    });
  });

  it('names the rule and its link when a rule was broken', async () => {
    const report = await judge(
      check(async () => violate('MT-HS-02', 'nonce differs', { expected: '00', actual: 'ff' })),
    );
    expect(report.failure).toMatchObject({
      reason: 'nonce differs',
      rule: {
        id: 'MT-HS-02',
        severity: 'MUST',
        link: expect.stringMatching(/^https:\/\/core\.telegram\.org\//),
      },
      expected: '00',
      actual: 'ff',
    });
  });

  it('takes a typed error, and a fault of its own, for a failure', async () => {
    const typed = await judge(check(() => Promise.reject(new MalformedError('TRUNCATED', 'too short'))));
    expect(typed.failure?.reason).toContain('TRUNCATED');
    const fault = await judge(
      check(() => {
        throw new TypeError('x is not a function');
      }),
    );
    expect(fault).toMatchObject({ status: 'failed' });
    expect(fault.failure?.reason).toContain('fault');
  });

  it('ends what hangs, and tells it to close what it has open', async () => {
    let aborted = false;
    const report = await judge(
      check((signal) => {
        signal.addEventListener('abort', () => {
          aborted = true;
        });
        return new Promise(() => {});
      }, 1),
    );
    expect(report.status).toBe('failed');
    expect(aborted).toBe(true);
  });
});
