// The counts that stand on top of every form of the report.

import type { RunReport } from './model.ts';

export interface Totals {
  readonly verdict: 'passed' | 'failed';
  readonly checks: { readonly total: number; readonly passed: number; readonly failed: number };
  readonly vectors: {
    readonly total: number;
    readonly passed: number;
    readonly partial: number;
    readonly failed: number;
    readonly unsupported: number;
  };
  readonly handshakes: { readonly total: number; readonly passed: number };
}

/** A run passes when every check passed and there was one. */
export function totalsOf(report: RunReport): Totals {
  const { checks, vectors, handshakes } = report;
  const passed = checks.filter(({ status }) => status === 'passed').length;
  const count = (status: string): number => vectors.filter((one) => one.status === status).length;
  return {
    verdict: checks.length > 0 && passed === checks.length ? 'passed' : 'failed',
    checks: { total: checks.length, passed, failed: checks.length - passed },
    vectors: {
      total: vectors.length,
      passed: count('passed'),
      partial: count('partial'),
      failed: count('failed'),
      unsupported: count('unsupported'),
    },
    handshakes: {
      total: handshakes.length,
      passed: handshakes.filter(({ status }) => status === 'passed').length,
    },
  };
}
