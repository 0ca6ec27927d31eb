// `npm run fuzz -- TARGET [--minutes N] [--shards N] [--seed N]`: runs the target's *.fuzz.ts files, sharded by
// vitest among processes, and merges what they report. A failure prints the value, shrunk, and the seed.

import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { FuzzReport } from './budget.ts';
import { fuzzTargets } from './targets.ts';

/** Names of what was not met that are printed for each file. */
const SHOWN = 20;
const root = fileURLToPath(new URL('../..', import.meta.url));
const order = tryParse();
const folder = order && fuzzTargets[order.target];
const target = order?.target ?? '';

if (order === undefined || folder === undefined) {
  console.error(
    `fuzz: TARGET [--minutes N] [--shards N] [--seed N]; targets: ${Object.keys(fuzzTargets).join(', ')}`,
  );
  process.exitCode = 2;
} else process.exitCode = await fuzz(folder, order);

/** What one run shall do. */
interface Order {
  readonly target: string;
  readonly minutes: number;
  readonly shards: number;
  /** 31 bits. */
  readonly seed: number;
}

/** Undefined for arguments that cannot be. */
function tryParse(): Order | undefined {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        minutes: { type: 'string', default: '1' },
        shards: { type: 'string', default: `${availableParallelism()}` },
        seed: { type: 'string', default: `${Date.now() & 0x7fffffff}` },
      },
    });
    const [minutes, shards, seed] = [Number(values.minutes), Number(values.shards), Number(values.seed)];
    const isWhole = Number.isInteger(shards) && Number.isInteger(seed);
    if (positionals.length !== 1 || !isWhole || !(minutes > 0) || shards < 1 || seed !== (seed & 0x7fffffff))
      return undefined;
    return { target: positionals[0] ?? '', minutes, shards, seed };
  } catch {
    return undefined;
  }
}

async function fuzz(files: string, { minutes, shards, seed }: Order): Promise<number> {
  const count = readdirSync(path.join(root, files)).filter((name) => name.endsWith('.fuzz.ts')).length;
  const out = mkdtempSync(path.join(tmpdir(), 'fuzz-'));
  const report = path.join(out, 'report.jsonl');
  const seconds = (60 * minutes) / Math.ceil(count / shards);
  console.log(
    `fuzz ${target}: ${count} files, ${shards} shards, ${seconds.toFixed(1)} s a file, seed ${seed}`,
  );
  const environment = {
    ...process.env,
    FAKEDC_FUZZ_SECONDS: `${seconds}`,
    FAKEDC_FUZZ_SEED: `${seed}`,
    FAKEDC_FUZZ_REPORT: report,
  };
  const codes = await Promise.all(
    Array.from({ length: Math.min(shards, count) }, (_, i) =>
      runShard(`${i + 1}/${shards}`, files, environment),
    ),
  );
  const isMerged = printMerged(readReports(report), count);
  rmSync(out, { recursive: true, force: true });
  return isMerged && codes.every((code) => code === 0) ? 0 : 1;
}

function runShard(shard: string, files: string, environment: NodeJS.ProcessEnv): Promise<number> {
  const vitest = path.join(root, 'node_modules/vitest/vitest.mjs');
  const config = path.join(root, 'property-tests/fuzz/vitest.config.ts');
  const child = spawn(process.execPath, [vitest, 'run', '--config', config, '--shard', shard, files], {
    cwd: root,
    env: environment,
    stdio: 'inherit',
  });
  return new Promise((resolve) => child.on('close', (code) => resolve(code ?? 1)));
}

function readReports(file: string): FuzzReport[] {
  try {
    const lines = readFileSync(file, 'utf8').trim().split('\n');
    return lines.map((line) => JSON.parse(line) as FuzzReport).sort((a, b) => a.name.localeCompare(b.name));
  } catch {
    return [];
  }
}

function printMerged(reports: readonly FuzzReport[], files: number): boolean {
  for (const { name, covered, total, missed, least, values: tried, seconds } of reports) {
    console.log(
      `${name}: ${covered} of ${total} met, each at least ${least} times, ${tried} values in ${seconds.toFixed(1)} s`,
    );
    const more = missed.length > SHOWN ? `, and ${missed.length - SHOWN} more` : '';
    if (missed.length > 0) console.log(`  not met: ${missed.slice(0, SHOWN).join(', ')}${more}`);
  }
  const sum = (pick: (report: FuzzReport) => number) =>
    reports.reduce((total, report) => total + pick(report), 0);
  console.log(
    `fuzz ${target}: ${sum(({ covered }) => covered)} of ${sum(({ total }) => total)} met, ${sum(({ values: tried }) => tried)} values, ${reports.length} of ${files} files done`,
  );
  return reports.length === files;
}
