// The rule table. A new area is one file and one line here.

import { envelopeRules } from './envelope.ts';
import { handshakeRules } from './handshake.ts';
import type { Rule } from './rule.ts';
import { sessionRules } from './session.ts';
import { transportRules } from './transport.ts';

type Table = typeof transportRules & typeof envelopeRules & typeof handshakeRules & typeof sessionRules;

/** The id of a rule, such as `MT-HS-12`. */
export type RuleId = keyof Table;

/** Every rule, by id. */
export const rules: Readonly<Record<RuleId, Rule>> = withLinks({
  ...transportRules,
  ...envelopeRules,
  ...handshakeRules,
  ...sessionRules,
});

export function isRuleId(text: string): text is RuleId {
  return Object.hasOwn(rules, text);
}

function withLinks<Id extends string>(table: Readonly<Record<Id, Rule>>): Readonly<Record<Id, Rule>> {
  const entries = Object.entries<Rule>(table);
  return Object.fromEntries(
    entries.map(([id, rule]) => [id, { ...rule, link: `https://core.telegram.org/${rule.link}` }]),
  ) as Record<Id, Rule>;
}
