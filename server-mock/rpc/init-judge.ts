// The judge of initConnection: whoever knows that it has arrived does not say it again.
// https://core.telegram.org/api/invoking#saving-client-info
// Clients say it in every query until one is answered, and again on every connection. TDLib says it until it is signed
// in, or until its temporary key is bound, and then for 3 seconds after an answer. All of that is accepted, as is saying
// it again when it says something else. So a client is judged when it is signed in, or its temporary key bound, and some
// time after it has shown that it has an answer.

import { equalBytes } from '../../protocol/bytes/index.ts';
import type { Query } from '../../protocol/invoking/index.ts';
import type { TlValue } from '../../protocol/tl/index.ts';
import type { Session } from '../session/session.ts';

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
  readonly #said = new WeakMap<Session, Said>();
  readonly #signedIn = new WeakSet<Session>();

  /**
   * Judges a query with initConnection.
   * @param wasKnown whether the server knew what the client says, of whatever query, before this one
   */
  judge(session: Session, { initConnection, layer }: Query, wasKnown: boolean): void {
    const connection = session.carrier?.number;
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
  answered(session: Session, answer: bigint, result: TlValue): void {
    if (typeof result === 'object' && '_' in result && SIGNED_IN.has(`${result._}`))
      this.#signedIn.add(session);
    const said = this.#said.get(session);
    const isSettled = this.#signedIn.has(session) || session.key.permanent !== undefined;
    if (said !== undefined && isSettled) said.answer ??= answer;
  }

  #judgeRepetition(session: Session, said: Said): void {
    const now = session.now();
    if (said.knownSince === undefined) {
      if (said.answer !== undefined && session.outbox.wasAcknowledged(said.answer)) said.knownSince = now;
    } else if (now - said.knownSince >= GRACE_MS) {
      session.note({ rule: 'MT-IN-06', detail: 'initConnection again, after an answer to it' });
      // Once for a while is enough.
      said.knownSince = now;
    }
  }
}
