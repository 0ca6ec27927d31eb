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

/** What the specification forbids, and the client is known to do. All other rules must hold. */
export interface KnownFindings {
  /** Rules that it breaks in every run, each with what it does: an exception that is not broken is stale. */
  readonly known: Readonly<Partial<Record<RuleId, string>>>;
  /** Rules that it breaks in some runs. */
  readonly byChance?: Readonly<Partial<Record<RuleId, string>>>;
  /**
   * It drops zero bytes that an auth key begins with, as one of 256 does, refuses the DC's new_nonce_hash1, and makes
   * another key.
   */
  readonly dropsLeadingZeros?: boolean;
}

export interface ForeignClient extends KnownFindings {
  readonly name: string;
  /** Its folder beside this one, with package.json and first-call.ts. */
  readonly folder: string;
  readonly variants: readonly string[];
  /** What the DC must be for it. */
  readonly dc: FakeDcOptions;
}

/** The order that this process was given. */
export function orderOf(args: readonly string[]): Order {
  return JSON.parse(args[2] ?? '{}') as Order;
}
