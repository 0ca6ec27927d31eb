import os from 'node:os';
import type { Environment } from './result.ts';

/** The machine and the engine, now. */
export function environment(compiler: string | null): Environment {
  const cpus = os.cpus();
  return {
    cpu: cpus[0]?.model.trim() ?? 'unknown',
    cores: cpus.length,
    node: process.versions.node,
    v8: process.versions.v8,
    system: `${os.type()} ${os.release()} ${os.arch()}`,
    load: Math.round(100 * (os.loadavg()[0] ?? 0)) / 100,
    compiler,
  };
}
