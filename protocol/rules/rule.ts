// A rule is one obligation of one peer. Rules are data: the same id stands at the check, in the violation,
// in the vector, in the fault and in the report.

/** Who must obey. */
export type RulePeer = 'client' | 'server' | 'both';

export interface Rule {
  /** One sentence: what the peer must do. */
  readonly sentence: string;
  /** Where the specification says so. */
  readonly link: string;
  readonly severity: 'MUST' | 'SHOULD';
  readonly peer: RulePeer;
}
