// A few numbers about speed, measured in about a second. They inform; the check fails only when something throws.

import { performance } from 'node:perf_hooks';
import { connect } from '../../client/index.ts';
import { seededEnv } from '../../protocol/crypto/index.ts';
import { type FactorPqOptions, factorPq, rhoBigint, rhoWasm, semiprime } from '../../protocol/pq/index.ts';
import { startFakeDc } from '../../server-mock/index.ts';
import type { Check, CheckResult } from './check.ts';
import type { Draft } from './draft.ts';

const SEMIPRIMES = 20;
const HANDSHAKES = 8;

export function benchmarkChecks(seed: string, draft: Draft): Check[] {
  return [
    { group: 'speed', name: 'factorization', run: async () => measureFactorization(seed, draft) },
    { group: 'speed', name: 'handshakes', run: (signal) => measureHandshakes(seed, draft, signal) },
  ];
}

function measureFactorization(seed: string, draft: Draft): CheckResult {
  const env = seededEnv({ seed }).scoped('benchmark');
  const numbers = Array.from(
    { length: SEMIPRIMES },
    () => semiprime((length) => env.random('semiprime', length)).pq,
  );
  const paths: readonly (readonly [string, FactorPqOptions])[] = [
    ['factorPq, default path', {}],
    ['factorPq without WebAssembly', { wasm: false }],
    ['Pollard rho-Brent in WebAssembly', { strategies: [rhoWasm] }],
    ['Pollard rho-Brent on BigInt', { strategies: [rhoBigint] }],
  ];
  for (const [what, options] of paths)
    draft.speeds.push({
      what,
      value: medianTime(numbers, options),
      unit: 'µs',
      note: `median of ${SEMIPRIMES} products of two 31-bit primes, warm`,
    });
  return { summary: `${SEMIPRIMES} numbers by ${paths.length} paths` };
}

function medianTime(numbers: readonly bigint[], options: FactorPqOptions): number {
  for (const n of numbers.slice(0, WARM_UP)) factorPq(n, options);
  const times = numbers.map((n) => {
    const started = performance.now();
    factorPq(n, options);
    return (performance.now() - started) * 1000;
  });
  const sorted = times.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

const WARM_UP = 5;

async function measureHandshakes(seed: string, draft: Draft, signal: AbortSignal): Promise<CheckResult> {
  await using dc = await startFakeDc({ seed, clock: 'system' });
  signal.addEventListener('abort', () => void dc.close());
  const { host, port, publicKeys } = dc;
  const started = performance.now();
  for (let count = 0; count < HANDSHAKES; count++) {
    await using client = await connect({ host, port, publicKeys, dc: dc.dc });
    await client.createAuthKey();
  }
  const perSecond = (HANDSHAKES * 1000) / (performance.now() - started);
  draft.speeds.push({
    what: 'auth keys, one after another',
    value: perSecond,
    unit: 'per second',
    note: `${HANDSHAKES} connections with both sides in this process, over loopback`,
  });
  return { summary: `${HANDSHAKES} auth keys` };
}
