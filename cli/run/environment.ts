// The machine of a run, without anything that names it or its user.

import { arch, cpus, release, totalmem, type } from 'node:os';
import type { Fact } from '../../reports/index.ts';

export function environmentFacts(): Fact[] {
  const [cpu] = cpus();
  return [
    { name: 'Node', value: process.versions.node },
    { name: 'V8', value: process.versions.v8 },
    { name: 'CPU', value: `${cpu?.model.trim() ?? 'unknown'}, ${cpus().length} logical` },
    { name: 'OS', value: `${type()} ${release()}, ${arch()}` },
    { name: 'Memory', value: `${(totalmem() / 2 ** 30).toFixed(1)} GiB` },
  ];
}
