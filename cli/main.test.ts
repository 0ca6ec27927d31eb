// The command as a process: what becomes of its exit code and of stderr when stdout does not take what it prints.

import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));

async function verify(stdout: 'pipe' | number): Promise<{ code: unknown; stderr: string }> {
  const child = spawn(process.execPath, ['--import', 'tsx', MAIN, 'verify', 'vectors/data'], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    stdio: ['ignore', stdout, 'pipe'],
  });
  const closed = new Promise((resolve) => child.once('close', resolve));
  child.stdout?.destroy();
  const stderr = child.stderr === null ? '' : await text(child.stderr);
  return { code: await closed, stderr };
}

it('says nothing when whoever read it is gone', async () => {
  expect(await verify('pipe')).toEqual({ code: 0, stderr: '' });
});

/** A file that takes nothing: some systems have none, and nothing else refuses what is written as surely. */
const FULL = '/dev/full';

it.runIf(existsSync(FULL))('tells in one line that it cannot write', async () => {
  const full = openSync(FULL, 'w');
  try {
    const { code, stderr } = await verify(full);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^fakedc: cannot write: .+\n$/);
  } finally {
    closeSync(full);
  }
});
