// A report that cannot be trusted to replay is worse than none: a property is made to fail, and its command obeyed.

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { replayCommand, replayParameters } from './replay.ts';

const test = { file: `${process.cwd()}/property-tests/some.test.ts`, name: `a suite > it's a (test) [1]` };

/** Fails for what is above a limit; counts what it was asked. */
function failing(asked: number[]): fc.IPropertyWithHooks<[number]> {
  return fc.property(fc.nat(1_000_000), (n) => {
    asked.push(n);
    return n <= 1000;
  });
}

function messageOf(run: () => void): string {
  try {
    run();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  throw new Error('nothing failed');
}

it('the report names seed, path and command, and the command has the failure again at once', () => {
  const message = messageOf(() => fc.assert(failing([]), { ...replayParameters({}, () => test), seed: 42 }));
  const command =
    /FAKEDC_SEED=(\S+) FAKEDC_PATH=(\S+) npx vitest run --project property property-tests\/some\.test\.ts -t (.+)/;
  const [, seed = '', path = '', pattern] = command.exec(message) ?? [];
  expect(seed).toBe('42');
  expect(pattern).toBe(String.raw`'it'\''s a \(test\) \[1\]'`);
  expect(message).toContain('Counterexample: [1001]');

  const asked: number[] = [];
  const again = messageOf(() =>
    fc.assert(
      failing(asked),
      replayParameters({ FAKEDC_SEED: seed, FAKEDC_PATH: path }, () => test),
    ),
  );
  expect(asked[0]).toBe(1001);
  expect(again).toContain('Counterexample: [1001]');
});

it('every property of this project has it', () => {
  const message = messageOf(() => fc.assert(failing([])));
  expect(message).toContain('property-tests/replay.test.ts -t ');
  expect(message).toContain('every property of this project has it');
});

it('asynchronous ones too', async () => {
  const property = fc.asyncProperty(fc.nat(), async () => false);
  await expect(fc.assert(property)).rejects.toThrow(/FAKEDC_SEED=-?\d+ FAKEDC_PATH=\d/);
});

it('what succeeds reports nothing', () => {
  fc.assert(
    fc.property(fc.nat(), (n) => n >= 0),
    replayParameters({}, () => test),
  );
});

it('a failure without a counterexample has no path', () => {
  expect(replayCommand({ seed: 1, counterexamplePath: null }, test)).toMatch(/^FAKEDC_SEED=1 npx vitest/);
});

it.each([{ FAKEDC_SEED: 'x' }, { FAKEDC_PATH: '0:1' }])('refuses %o', (environment) => {
  expect(() => replayParameters(environment, () => test)).toThrow(/FAKEDC_/);
});
