// What a foreign client is told of the DC that it shall call, and what is known of it. It runs in a process of its own,
// which prints the country that help.getNearestDc answers, and may be ended at any time after that.

import type { RuleId } from '../../protocol/rules/index.ts';
import type { FakeDcOptions } from '../../server-mock/index.ts';

/** The one argument of a client's process, as JSON. */
export interface Order {
  readonly host: string;
  readonly port: number;
  readonly dc: number;
  readonly publicKey: string;
  /** As 16 hex digits, as it stands on the wire. */
  readonly fingerprint: string;
  /** One of the variants of the client. */
  readonly variant: string;
  /** Key of an MTProxy secret, 32 hex digits, for clients that cannot be told another address. */
  readonly secret: string;
}

export interface ForeignClient {
  readonly name: string;
  /** Its folder beside this one, with package.json and first-call.ts. */
  readonly folder: string;
  readonly variants: readonly string[];
  /** What the DC must be for it. */
  readonly dc: FakeDcOptions;
  /** Rules that it is known to break, each with what it does. All others must hold, and these must be broken. */
  readonly known: Readonly<Partial<Record<RuleId, string>>>;
}

/** The order that this process was given. */
export function orderOf(args: readonly string[]): Order {
  return JSON.parse(args[2] ?? '{}') as Order;
}
