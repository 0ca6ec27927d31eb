// The judge of initConnection: whoever knows that it has arrived does not say it again.
// https://core.telegram.org/api/invoking#saving-client-info
// Clients say it in every query until one is answered, and again on every connection. TDLib says it until it is signed
// in, or until its temporary key is bound, and then for 3 seconds after an answer. All of that is accepted, as is saying
// it again when it says something else. So a client is judged when it is signed in, or its temporary key bound, and some
// time after it has shown that it has an answer.

import { equalBytes } from '../bytes/index.ts';
import type { TlValue } from '../tl/index.ts';
import type { Invoker } from './judge-query.ts';
import type { Query } from './unwrap.ts';

/** The session that queries come in, or whoever stands for it. */
export interface InvokingSession extends Invoker {
  /** Number of the connection that brings them. */
  readonly connection: number | undefined;
  /** Ms since the epoch. */
  now(): number;
  /** Whether the client has acknowledged a message of the server, as far back as is remembered. */
  hasAcknowledged(msgId: bigint): boolean;
}

/** What a client said of itself, on one connection. */
interface Said {
  /** Number of the connection. */
  readonly connection: number;
  readonly layer: number;
  readonly initConnection: Uint8Array;
  /** msg_id of the answer that tells the client. */
  answer: bigint | undefined;
  /** When it said so again although it had acknowledged that answer, ms since the epoch. */
  knownSince: number | undefined;
}

/** TDLib's 3 seconds, and time to travel. */
const GRACE_MS = 5000;

const SIGNED_IN: ReadonlySet<string> = new Set([
  'auth.authorization',
  'auth.loginTokenSuccess',
  'auth.sentCodeSuccess',
]);

export class InitJudge {
  readonly #said = new WeakMap<InvokingSession, Said>();
  readonly #signedIn = new WeakSet<InvokingSession>();

  /**
   * Judges a query with initConnection.
   * @param wasKnown whether the server knew what the client says, of whatever query, before this one
   */
  judge(session: InvokingSession, { initConnection, layer }: Query, wasKnown: boolean): void {
    const { connection } = session;
    if (initConnection === undefined || connection === undefined) return;
    const said = this.#said.get(session);
    const isNew =
      said === undefined ||
      // A binding makes the server forget it.
      !wasKnown ||
      said.connection !== connection ||
      said.layer !== layer ||
      !equalBytes(said.initConnection, initConnection);
    if (isNew) {
      const copy = initConnection.slice();
      this.#said.set(session, {
        connection,
        layer,
        initConnection: copy,
        answer: undefined,
        knownSince: undefined,
      });
    } else this.#judgeRepetition(session, said);
  }

  /** A query with initConnection has its result, in the message `answer`. */
  answered(session: InvokingSession, answer: bigint, result: TlValue): void {
    if (typeof result === 'object' && '_' in result && SIGNED_IN.has(`${result._}`))
      this.#signedIn.add(session);
    const said = this.#said.get(session);
    const isSettled = this.#signedIn.has(session) || session.key.permanent !== undefined;
    if (said !== undefined && isSettled) said.answer ??= answer;
  }

  #judgeRepetition(session: InvokingSession, said: Said): void {
    const now = session.now();
    if (said.knownSince === undefined) {
      if (said.answer !== undefined && session.hasAcknowledged(said.answer)) said.knownSince = now;
    } else if (now - said.knownSince >= GRACE_MS) {
      session.note({ rule: 'MT-IN-06', detail: 'initConnection again, after an answer to it' });
      // Once for a while is enough.
      said.knownSince = now;
    }
  }
}
