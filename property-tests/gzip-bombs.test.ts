// A gzip bomb is refused before it has cost more than the cap. Each scenario of gzip-bombs-suite.ts runs in a process
// of its own, which counts what it needs. https://core.telegram.org/mtproto/service_messages#packed-object

import { execFile } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const SUITE = path.join(path.dirname(fileURLToPath(import.meta.url)), 'gzip-bombs-suite.ts');
const MIB = 1 << 20;
/** The default of GunzipLimits, and what gunzip() may need besides: 2 MiB, and as much for a process that does more. */
const CAP = 16 * MIB;
const BESIDES = 4 * MIB;

interface Cost {
  /** Bytes of the bomb, which would unpack to 1 GiB. */
  readonly packed: number;
  /** How it was refused. */
  readonly outcome: unknown;
  /** Bytes that were needed at once, at the highest, and that were made in all. */
  readonly needed: number;
  readonly made: number;
}

async function costOf(scenario: string): Promise<Cost> {
  const args = ['--expose-gc', '--import', 'tsx', SUITE, scenario];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout) as Cost;
}

it('a bomb needs no more than the cap', async () => {
  const { packed, outcome, needed, made } = await costOf('gunzip');
  expect(outcome).toBe('TOO_LARGE');
  expect(packed).toBeGreaterThan(MIB);
  expect(needed).toBeLessThan(CAP + BESIDES);
  expect(made).toBeLessThan(6 * CAP);
});

it('what is needed is counted: under a higher cap it is more', async () => {
  const { outcome, needed, made } = await costOf('gunzip-32');
  expect(outcome).toBe('TOO_LARGE');
  expect(needed).toBeGreaterThan(30 * MIB);
  expect(needed).toBeLessThan(32 * MIB + BESIDES);
  expect(made).toBeGreaterThan(needed);
});

it('in an update and in an answer, the client needs the same, one after the other, and keeps none of it', async () => {
  const { packed, outcome, needed } = await costOf('client');
  expect(outcome).toEqual([
    ['refused', 'TOO_LARGE'],
    ['failed', 'TOO_LARGE'],
  ]);
  // Two copies of the frame: the decrypted one, and the packed data.
  expect(needed).toBeLessThan(CAP + BESIDES + 4 * packed);
});

it('in a message of a client, the server needs the same', async () => {
  const { packed, outcome, needed } = await costOf('server');
  expect(outcome).toEqual(['MT-CT-07']);
  expect(needed).toBeLessThan(CAP + BESIDES + 4 * packed);
});
