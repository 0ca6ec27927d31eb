/** A bar and what was measured in this run; every goal is a ratio. */
export interface Goal {
  readonly name: string;
  readonly bar: number;
  readonly measured: number;
  readonly ok: boolean;
}
