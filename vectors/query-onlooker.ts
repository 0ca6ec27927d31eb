// A session that does nothing with queries but write down which rules they break.

import type { InvokingKey, InvokingSession } from '../protocol/invoking/index.ts';
import type { Violation } from '../protocol/rules/index.ts';
import type { Inputs } from './inputs.ts';

export class QueryOnlooker implements InvokingSession {
  readonly key: Key;
  connection = 1;
  #now = 0;
  readonly #acknowledged = new Set<bigint>();
  #violations: string[] = [];

  constructor(key: Key) {
    this.key = key;
  }

  /** A query comes. Returns where the rules that it breaks are written down. */
  begin(query: Inputs): readonly string[] {
    this.connection = query.has('connection') ? query.integer('connection') : 1;
    this.#now = query.has('at') ? query.integer('at') : 0;
    const acknowledged = query.has('acknowledged') ? query.int64List('acknowledged') : [];
    for (const msgId of acknowledged) this.#acknowledged.add(msgId);
    this.#violations = [];
    return this.#violations;
  }

  /** What the client has said before is forgotten. */
  bind(): void {
    this.key.permanent = {};
    this.key.client = undefined;
  }

  now(): number {
    return this.#now;
  }

  hasAcknowledged(msgId: bigint): boolean {
    return this.#acknowledged.has(msgId);
  }

  note({ rule }: Violation): void {
    this.#violations.push(rule);
  }
}

/** A key that may be bound in the course of a vector. */
interface Key extends InvokingKey {
  permanent: object | undefined;
}
