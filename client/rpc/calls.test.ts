import { expect, it } from 'vitest';
import { seededEnv } from '../../protocol/crypto/index.ts';
import type { Request } from '../session/index.ts';
import { Calls } from './calls.ts';

it('calls hold the process as long as one of them waits', async () => {
  const env = seededEnv({ seed: 1 });
  let held = 0;
  const calls = new Calls(
    env,
    () => {
      throw new Error('nothing is encoded here');
    },
    () => {},
    () => {
      held++;
      return () => held--;
    },
  );
  const wait = (timeout: number): { request: Request; ended: Promise<unknown> } => {
    const request: Request = { build: () => new Uint8Array() };
    const ended = calls.wait(request, 'a.method', 'Bool', { timeout }).catch((error: unknown) => error);
    return { request, ended };
  };
  const failing = wait(5000);
  const late = wait(1000);
  expect(held).toBe(1);
  env.clock.advance(1000);
  await expect(late.ended).resolves.toMatchObject({ code: 'TIMEOUT' });
  expect(held).toBe(1);
  calls.fail(failing.request, new Error('over'));
  expect(held).toBe(0);
  const again = wait(5000);
  expect(held).toBe(1);
  calls.failAll(new Error('over'));
  await again.ended;
  expect(held).toBe(0);
});
