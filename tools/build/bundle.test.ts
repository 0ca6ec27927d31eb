import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { bundleEntries } from './bundle.ts';

it('joins each folder, keeps folders apart, and shares what two entries have in common', async () => {
  const out = mkdtempSync(path.join(tmpdir(), 'bundle-'));
  const write = (file: string, text: string) => {
    mkdirSync(path.dirname(path.join(out, file)), { recursive: true });
    writeFileSync(path.join(out, file), text);
  };
  write('package.json', '{"type":"module"}');
  write('protocol/bytes/fault.js', 'export class Fault extends Error {}');
  write('protocol/bytes/index.js', "export { Fault } from './fault.js';");
  write(
    'protocol/tl/schema.js',
    "import { Fault } from '../bytes/index.js';\nexport class Schema { fail() { throw new Fault(); } }",
  );
  write('protocol/tl/core/index.js', "export { Schema } from '../schema.js';");
  write('protocol/tl/index.js', "export { Schema } from './schema.js';\nexport const more = 1;");
  bundleEntries(out, [['protocol/bytes/index.js'], ['protocol/tl/index.js', 'protocol/tl/core/index.js']]);

  const load = async (file: string) =>
    (await import(/* @vite-ignore */ pathToFileURL(path.join(out, file)).href)) as Record<string, unknown>;
  const [bytes, core, tl] = [
    await load('protocol/bytes/index.js'),
    await load('protocol/tl/core/index.js'),
    await load('protocol/tl/index.js'),
  ];
  expect(core.Schema).toBe(tl.Schema);
  expect(() => new (core.Schema as new () => { fail(): void })().fail()).toThrow(
    bytes.Fault as new () => Error,
  );
  expect(readFileSync(path.join(out, 'protocol/bytes/index.js'), 'utf8')).toMatch(
    /Fault = class|class Fault/,
  );
  expect(readdirSync(path.join(out, 'protocol/tl')).some((name) => name.startsWith('chunk-'))).toBe(true);
  rmSync(out, { recursive: true });
});
