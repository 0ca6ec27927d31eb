// A broken rule: as an error (what a refusing peer throws) and as a record (what a judge keeps).

import { HarnessError } from '../bytes/index.ts';
import { type RuleId, rules } from './table.ts';

/** A broken rule, as the judge writes it down. */
export interface Violation {
  readonly rule: RuleId;
  /** What was wrong with these very bytes, in one line. */
  readonly detail: string;
  /** What the rule wanted, and what came, where two values can be compared; bytes as lower-case hex. */
  readonly expected?: string;
  readonly actual?: string;
}

/** Bytes that parse and break a rule. The message says the detail, the rule's sentence and its link. */
export class ViolationError extends HarnessError {
  readonly violation: Violation;

  constructor(violation: Violation, cause?: unknown) {
    const rule = rules[violation.rule];
    const compared =
      violation.expected === undefined
        ? ''
        : ` (expected ${violation.expected}, got ${violation.actual ?? 'nothing'})`;
    super(
      'VIOLATION',
      `${violation.rule}: ${violation.detail}${compared}. ${rule.sentence} See ${rule.link}`,
      { ...violation },
      cause,
    );
    this.violation = violation;
  }

  get rule(): RuleId {
    return this.violation.rule;
  }
}

/** Refuses. @throws ViolationError always */
export function violate(
  rule: RuleId,
  detail: string,
  compared: Pick<Violation, 'expected' | 'actual'> = {},
): never {
  throw new ViolationError({ rule, detail, ...compared });
}
