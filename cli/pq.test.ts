import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const run = promisify(execFile);
const HARNESS = `
import { Command } from 'commander';
import { pqCommand } from ${JSON.stringify(new URL('pq.ts', import.meta.url).href)};
await new Command().addCommand(pqCommand()).parseAsync(process.argv.slice(1), { from: 'user' });
`;

/** The command alone, in a process of its own. */
async function pq(...args: readonly string[]): Promise<{ exit: number; out: string; err: string }> {
  const command = ['--import', 'tsx', '--input-type=module', '--eval', HARNESS, '--', 'pq', ...args];
  const options = { cwd: fileURLToPath(new URL('..', import.meta.url)) };
  try {
    const { stdout, stderr } = await run(process.execPath, command, options);
    return { exit: 0, out: stdout, err: stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { exit: code, out: stdout, err: stderr };
  }
}

it('prints the primes, the strategy, work and time', async () => {
  const { exit, out } = await pq('17ed48941a08f981');
  expect(exit).toBe(0);
  expect(out).toMatch(
    /^p +494c553b \(1229739323\)\nq +53911073 \(1402015859\)\nstrategy +ecm-wasm\nwork +\d+ curves\ntime +[\d.]+ ms\n$/,
  );
});

it.each([
  [['0x0f'], { p: '3', q: '5', strategy: 'trial' }],
  [['15', '--dec'], { p: '3', q: '5' }],
  [['15'], { p: '3', q: '7' }],
  [['1724114033281923457'], { p: '494c553b', q: '53911073' }],
  [['0017ed48941a08f981', '--no-wasm'], { p: '494c553b', wasm: 'off' }],
  [
    ['17ed48941a08f981', '--strategy', 'rho-big-integer', '--seed', '3'],
    { p: '494c553b', strategy: 'rho-big-integer' },
  ],
])('reads %j', async (args, expected) => {
  const { exit, out } = await pq(...args, '--json');
  expect(exit).toBe(0);
  expect(JSON.parse(out)).toMatchObject(expected);
});

it.each([
  ['1fffffffffffffff', 'PQ_PRIME'],
  ['2305843009213693951', 'PQ_PRIME'],
  ['0', 'PQ_TOO_SMALL'],
  ['1', 'PQ_TOO_SMALL'],
  ['9', 'PQ_SQUARE'],
  ['8000000000000001', 'PQ_OUT_OF_RANGE'],
  ['9223372036854775809', 'PQ_OUT_OF_RANGE'],
  ['ff'.repeat(20), 'PQ_OUT_OF_RANGE'],
  ['', 'PQ_EMPTY'],
  ['text', 'BAD_HEX'],
  ['2^63+1', 'BAD_HEX'],
])('answers %j with one line that says %s, and exit code 1', async (text, code) => {
  const { exit, out, err } = await pq(text);
  expect([exit, out]).toEqual([1, '']);
  expect(err).toMatch(new RegExp(`^fakedc: ${code}: [^\n]+\n$`));
});
