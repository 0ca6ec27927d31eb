import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { apiTypesText, mtprotoTypesText } from './types-text.ts';

// What needs the packages of interop/schemas is checked by `npm run schemas -- --check`.
it.each([
  ['schemas/api-types.generated.ts', apiTypesText],
  ['protocol/tl/mtproto-types.generated.ts', mtprotoTypesText],
])('%s is what its schema gives', (file, make) => {
  expect(readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8') === make()).toBe(true);
});
