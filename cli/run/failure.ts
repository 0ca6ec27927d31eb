// What a thrown error says about a failed check: a broken rule with its link, an error code, or a fault of ours.

import { HarnessError, toHex } from '../../protocol/bytes/index.ts';
import { type RuleId, rules, type Violation, ViolationError } from '../../protocol/rules/index.ts';
import type { FailureReport, RuleReport, ViolationReport } from '../../reports/index.ts';

export function failureOf(error: unknown): FailureReport {
  if (error instanceof ViolationError) {
    const { rule, detail, ...compared } = error.violation;
    return { reason: detail, rule: ruleReport(rule), ...compared };
  }
  if (error instanceof HarnessError) {
    const { bytes } = error.details;
    return {
      reason: `${error.code}: ${error.message}`,
      ...(bytes instanceof Uint8Array ? { bytes: toHex(bytes) } : {}),
    };
  }
  return {
    reason: `a fault of fakedc: ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`,
  };
}

export function ruleReport(id: RuleId): RuleReport {
  return { id, ...rules[id] };
}

export function violationReport({ rule, detail, expected, actual }: Violation): ViolationReport {
  return {
    rule: ruleReport(rule),
    detail,
    ...(expected === undefined ? {} : { expected }),
    ...(actual === undefined ? {} : { actual }),
  };
}
