// Both sides facing each other without a wire: one whole handshake, with a door on each way for whoever wants to
// bend, damage or record what passes.

import { HarnessError } from '../bytes/index.ts';
import type { CryptoEnv } from '../crypto/index.ts';
import type { Violation } from '../rules/index.ts';
import { startClientHandshake, stepClientHandshake } from './client.ts';
import type { AgreedKey, ClientHandshakeConfig, ClientHandshakeState } from './client-state.ts';
import { type ServerHandshakeStep, stepServerHandshake } from './server.ts';
import {
  type CreatedKey,
  initialServerHandshake,
  type ServerHandshakeConfig,
  type ServerHandshakeState,
} from './server-state.ts';

/** A query on its way to the server. */
export interface QueryPassage {
  readonly config: ClientHandshakeConfig;
  readonly env: CryptoEnv;
  /** The client's state now that it sends. */
  readonly state: ClientHandshakeState;
  /** The correct query. */
  readonly query: Uint8Array;
  /** The queries before it and the answers to them, oldest first, as they arrived. */
  readonly sent: readonly Uint8Array[];
  readonly received: readonly Uint8Array[];
}

/** An answer on its way to the client. */
export interface AnswerPassage {
  readonly config: ServerHandshakeConfig;
  readonly env: CryptoEnv;
  /** The server's state before the query. */
  readonly before: ServerHandshakeState;
  readonly step: ServerHandshakeStep;
  /** The correct answer. */
  readonly answer: Uint8Array;
}

export interface ExchangeOptions {
  readonly client: { readonly config: ClientHandshakeConfig; readonly env: CryptoEnv };
  readonly server: { readonly config: ServerHandshakeConfig; readonly env: CryptoEnv };
  /** What reaches the server instead of a query, and the client instead of an answer. */
  readonly onQuery?: (passage: QueryPassage) => Uint8Array;
  readonly onAnswer?: (passage: AnswerPassage) => Uint8Array;
}

/** What became of it. Bodies are those that arrived; there is no answer to a query that met an error. */
export interface Exchange {
  readonly queries: readonly Uint8Array[];
  readonly answers: readonly Uint8Array[];
  /** What the server wrote down. */
  readonly violations: readonly Violation[];
  /** The transport error with which the server ended it. */
  readonly error?: -404 | -444;
  /** The error with which the client ended it. */
  readonly refusal?: HarnessError;
  readonly clientKey?: AgreedKey;
  readonly serverKey?: CreatedKey;
}

/** @throws whatever is not of the error family: a fault of our own */
export function exchangeHandshake(options: ExchangeOptions): Exchange {
  const { client, server, onQuery, onAnswer } = options;
  const queries: Uint8Array[] = [];
  const answers: Uint8Array[] = [];
  const violations: Violation[] = [];
  const record = { queries, answers, violations };
  let serverState = initialServerHandshake();
  let serverKey: { serverKey?: CreatedKey } = {};
  let asking: { state: ClientHandshakeState; send: Uint8Array } = startClientHandshake(
    client.config,
    client.env,
  );
  for (;;) {
    const { state, send } = asking;
    const passage = { ...client, state, query: send, sent: [...queries], received: [...answers] };
    const query = onQuery?.(passage) ?? send;
    queries.push(query);
    const before = serverState;
    const step = stepServerHandshake(server.config, before, query, server.env);
    serverState = step.state;
    violations.push(...step.violations);
    if (step.created !== undefined) serverKey = { serverKey: step.created };
    if (step.answer === undefined) return { ...record, ...serverKey, error: step.error ?? -404 };
    const answer = onAnswer?.({ ...server, before, step, answer: step.answer }) ?? step.answer;
    answers.push(answer);
    try {
      const next = stepClientHandshake(client.config, state, answer, client.env);
      if ('result' in next) return { ...record, ...serverKey, clientKey: next.result };
      asking = next;
    } catch (refusal) {
      if (!(refusal instanceof HarnessError)) throw refusal;
      return { ...record, ...serverKey, refusal };
    }
  }
}
