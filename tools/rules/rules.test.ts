// No rule without a check, no check without a test, and a document that says where both are.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type RuleId, rules } from '../../protocol/rules/index.ts';
import { rulesDocument } from './document.ts';
import { findPlaces } from './places.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const ids = Object.keys(rules) as RuleId[];
const places = findPlaces(ROOT, ids);

describe('every rule', () => {
  it.each(ids)('%s is checked somewhere, and broken in a test of the peer that checks it', (id) => {
    const { checks, tests } = places.get(id) ?? { checks: [], tests: [] };
    expect(checks).not.toEqual([]);
    expect(tests).not.toEqual([]);
    // Whoever refuses has the test: the DC for what a client must do, the client for what a server must do.
    if (!id.startsWith('MT-HS-')) {
      const judge = rules[id].peer === 'server' ? 'client/' : 'server-mock/';
      expect(tests.filter((file) => file.startsWith(judge))).not.toEqual([]);
    }
  });

  it('is in the document, which is up to date', () => {
    const document = readFileSync(path.join(ROOT, 'docs/rules.md'), 'utf8');
    for (const id of ids) expect(document).toContain(`| ${id} |`);
    expect(document === rulesDocument(ROOT), 'run npm run docs:rules').toBe(true);
  });
});

describe('finding the places', () => {
  it('misses nothing that stands there, and takes nothing else for it', () => {
    const root = mkdtempSync(path.join(tmpdir(), 'fakedc-rules-'));
    const write = (file: string, text: string): void => {
      mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
      writeFileSync(path.join(root, file), text);
    };
    write('client/check.ts', "violate('MT-EN-07', '...')");
    write('client/mention.ts', '// MT-EN-08 is somebody else’s');
    write('protocol/rules/envelope.ts', "'MT-EN-07': {}, 'MT-EN-08': {}");
    write('server-mock/faults/bend.ts', "rule: 'MT-EN-08'");
    write('client/check.test.ts', "expect(rule).toBe('MT-EN-07')");
    write('client/rules-envelope.test.ts', "rule: 'MT-EN-08'");
    write('client/other.test.ts', "rule: 'MT-EN-08'");
    write('vectors/data/some.json', '{ "rule": "MT-EN-07" }');
    const found = findPlaces(root, ['MT-EN-07', 'MT-EN-08']);
    rmSync(root, { recursive: true });
    expect(Object.fromEntries(found)).toEqual({
      'MT-EN-07': {
        checks: ['client/check.ts'],
        tests: ['client/check.test.ts'],
      },
      'MT-EN-08': { checks: [], tests: ['client/rules-envelope.test.ts'] },
    });
  });
});
