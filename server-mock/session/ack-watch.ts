// Asks the judge of acknowledgements when nobody else does: a client that says nothing does not acknowledge either.

import type { Timer } from '../../protocol/bytes/index.ts';
import type { CryptoEnv } from '../../protocol/crypto/index.ts';
import { AckJudge } from '../../protocol/session/index.ts';
import type { Session } from './session.ts';

export class AckWatch {
  readonly judge: AckJudge;
  readonly #session: Session;
  readonly #env: CryptoEnv;
  #timer: Timer | undefined;

  constructor(session: Session, env: CryptoEnv) {
    this.#session = session;
    this.#env = env;
    this.judge = new AckJudge(
      session.outbox.ledger,
      (violation) => session.note(violation),
      // What is late is no fault of the frame that comes meanwhile.
      (violation) => session.carrier?.record({ kind: 'violation', violation, frame: undefined }),
    );
  }

  /** Looks again when the oldest message that it has not complained of is due. Once asked, it goes on by itself. */
  start(): void {
    if (this.#timer !== undefined || !this.#isSpeaking) return;
    const pause = this.judge.untilDue(this.#env.now());
    if (pause === undefined) return;
    this.#timer = this.#env.setTimer(pause, () => {
      this.#timer = undefined;
      if (!this.#isSpeaking) return;
      this.judge.judge(this.#env.now());
      this.start();
    });
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  /** False when the client has left the session for another one, and need not listen to it. */
  get #isSpeaking(): boolean {
    return this.#session.carrier?.isLatest(this.#session) === true;
  }
}
