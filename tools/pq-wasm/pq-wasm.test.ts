import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { MODULE_BASE64, MODULE_SIZE, STAGE_1_BOUND, STAGE_1_CHAIN } from '../../protocol/pq/index.ts';
import { compileModule, generatedFile, generatedText } from '../wasm/compile.ts';
import { PQ_MODULE } from './pq-module.ts';

it('the embedded module is what the sources compile to, byte for byte', async () => {
  const bytes = await compileModule(PQ_MODULE);
  expect(await readFile(generatedFile(PQ_MODULE), 'utf8')).toBe(generatedText(PQ_MODULE, bytes));
  expect(Buffer.from(MODULE_BASE64, 'base64').equals(bytes)).toBe(true);
}, 60_000);

it('the module has at most 10 KB and imports nothing', () => {
  expect(MODULE_SIZE).toBeLessThanOrEqual(10 * 1024);
  expect(WebAssembly.Module.imports(new WebAssembly.Module(Buffer.from(MODULE_BASE64, 'base64')))).toEqual(
    [],
  );
});

it('the chain of stage 1 multiplies by every prime power up to the bound', () => {
  let product = 1n;
  let base = 1n;
  for (const d of STAGE_1_CHAIN.subarray(0, -4)) {
    if (d === 0) base = product;
    else product = (product << BigInt(Math.abs(d))) + (d > 0 ? base : -base);
  }
  product <<= BigInt(STAGE_1_CHAIN.at(-3) as number);
  for (let prime = 2; prime <= STAGE_1_BOUND; prime++) {
    if ([2, 3, 5, 7, 11].some((small) => small < prime && prime % small === 0)) continue;
    for (let power = prime; power <= STAGE_1_BOUND; power *= prime) {
      expect([prime, product % BigInt(prime)]).toEqual([prime, 0n]);
      product /= BigInt(prime);
    }
  }
  // One 2 and one 3 more than the bound asks for, and nothing else.
  expect(product).toBe(6n);
});
