import { afterEach, describe, expect, it, vi } from 'vitest';
import { tlCommand } from './tl.ts';

afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
});

/** What the command prints, and its exit code. */
async function run(...words: string[]): Promise<{ out: string; code: unknown }> {
  let out = '';
  vi.spyOn(console, 'log').mockImplementation((line) => {
    out += `${line}\n`;
  });
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += text;
    return true;
  });
  await tlCommand().parseAsync(['node', 'tl', ...words]);
  return { out, code: process.exitCode };
}

const PART = new URL('../schemas/data/layer-45.tl', import.meta.url).pathname;

describe('check', () => {
  it('lists every layer of the repository as JSON', async () => {
    const { out, code } = await run('check', '--json');
    const { ok, files } = JSON.parse(out);
    expect({ ok, code }).toEqual({ ok: true, code: undefined });
    expect(files[0].schemas.at(-1)).toMatchObject({ layer: 227, constructors: 1619, methods: 798 });
  });

  it('reports a file', async () => {
    expect((await run('check', PART)).out).toContain('layer 45: 62 constructors, 20 methods');
  });

  it('refuses what does not parse', async () => {
    await expect(run('check', new URL('tl.ts', import.meta.url).pathname)).rejects.toMatchObject({
      code: 'BAD_SCHEMA',
    });
  });
});

describe('decode', () => {
  it('prints a tree', async () => {
    expect((await run('decode', 'ec77be7a0100000000000000')).out).toBe(
      '0000  value: ping#7abe77ec = Pong\n0004    ping_id: long = 1 (0000000000000001)\n',
    );
    const { out } = await run('decode', '--layer', '45', '--json', '6dbcb19d07000000');
    expect(JSON.parse(out)).toMatchObject([{ type: 'peerUser#9db1bc6d = Peer', children: [{ value: '7' }] }]);
  });

  it('refuses a layer that is not known', async () => {
    await expect(run('decode', '--layer', '46', '00')).rejects.toMatchObject({ code: 'USAGE' });
  });
});

describe('encode', () => {
  it('prints bytes', async () => {
    expect((await run('encode', '{"_":"ping","ping_id":"1"}')).out).toBe('ec77be7a0100000000000000\n');
    expect((await run('encode', '--schema', PART, '{"_":"help.getNearestDc"}')).out).toBe('2630b31f\n');
  });

  it('says what is wrong', async () => {
    await expect(run('encode', '{"_":"ping"}')).rejects.toMatchObject({ code: 'BAD_VALUE' });
  });
});
