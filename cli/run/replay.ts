// The recorded exchanges of the project, gone through again message by message. What cannot be verified does not
// fail: it stands in the report with the reason.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { toHex } from '../../protocol/bytes/index.ts';
import { plural, type ReplayStepReport } from '../../reports/index.ts';
import { type ReplayStep, replayDump } from '../../vectors/index.ts';
import { type Check, type CheckResult, failed } from './check.ts';
import type { Draft } from './draft.ts';

/** A check a recording. */
export function replayChecks(draft: Draft): Check[] {
  return recordings().map((file) => ({
    group: 'replay',
    name: path.basename(file),
    run: async () => checkRecording(file, draft),
  }));
}

function recordings(): string[] {
  const folder = fileURLToPath(new URL('../../vectors/data/', import.meta.url));
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.txt'))
    .sort()
    .map((name) => path.join(folder, name));
}

function checkRecording(file: string, draft: Draft): CheckResult {
  const name = path.basename(file);
  const steps = [...replayDump(readFileSync(file, 'utf8'), { file: name })];
  draft.replays.push({ title: name, steps: steps.map(stepReport) });
  const facts = steps.flatMap((step) => step.facts.map((fact) => ({ ...fact, step })));
  const count = (state: string): number => facts.filter((fact) => fact.state === state).length;
  const wrong = facts.find(({ state }) => state === 'failed');
  if (wrong !== undefined) {
    const { step, what, detail } = wrong;
    return failed(`${step.what} in line ${step.line}: ${what}: ${detail}`, bytesOf(step));
  }
  if (count('verified') === 0) return failed('nothing in the recording could be verified');
  return {
    summary: `${plural(steps.length, 'step')}: ${plural(count('verified'), 'fact')} verified, ${count('unverifiable')} not verifiable`,
  };
}

function stepReport({ from, what, at, wireLength, facts }: ReplayStep): ReplayStepReport {
  return {
    from,
    name: what,
    facts,
    ...(at === undefined ? {} : { at }),
    ...(wireLength === undefined ? {} : { wireLength }),
  };
}

function bytesOf({ bytes }: ReplayStep): { bytes?: string } {
  return bytes === undefined ? {} : { bytes: toHex(bytes) };
}
