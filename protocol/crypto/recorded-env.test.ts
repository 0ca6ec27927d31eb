import { expect, it } from 'vitest';
import { recordedEnv, recordingEnv } from './recorded-env.ts';
import { SEEDED_START, seededEnv } from './seeded-env.ts';

it('a recorded Env gives what a recording one drew, label by label', () => {
  const { env, draws } = recordingEnv(seededEnv({ seed: 1 }));
  const first = [env.random('a', 3), env.random('b', 0), env.random('a', 5), env.scoped('s').random('a', 7)];
  expect(draws.map(({ label }) => label)).toEqual(['a', 'b', 'a', 's/a']);
  const again = recordedEnv(draws, { now: SEEDED_START });
  const scoped = again.scoped('s').random('a', 7);
  expect([again.random('a', 3), again.random('b', 0), again.random('a', 5), scoped]).toEqual(first);
  expect(again.now()).toBe(env.now());
});

it('and nothing else', () => {
  const env = recordedEnv([{ label: 'a', bytes: new Uint8Array(3) }], { now: 0 });
  for (const [label, length] of [
    ['b', 3],
    ['a', 4],
    ['a', 3],
  ] as const)
    expect(() => env.random(label, length)).toThrow(expect.objectContaining({ code: 'USAGE' }));
});

it('and tells what of it was not used', () => {
  const { env, draws } = recordingEnv(seededEnv({ seed: 1 }));
  env.random('a', 3);
  env.scoped('s').random('a', 7);
  const again = recordedEnv(draws, { now: 0 });
  again.random('a', 3);
  expect(() => again.checkUsedUp()).toThrow(
    expect.objectContaining({ code: 'USAGE', details: { label: 's/a', left: 1 } }),
  );
  again.scoped('s').random('a', 7);
  again.checkUsedUp();
});

it('what is drawn may be overwritten without harm', () => {
  const { env, draws } = recordingEnv(seededEnv({ seed: 1 }));
  const drawn = env.random('a', 4);
  const copy = drawn.slice();
  drawn.fill(0);
  expect(draws[0]?.bytes).toEqual(copy);
});
