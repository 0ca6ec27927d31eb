export type { Rule, RulePeer } from './rule.ts';
export { isRuleId, type RuleId, rules } from './table.ts';
export { type Violation, ViolationError, violate } from './violation.ts';
