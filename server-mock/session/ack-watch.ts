// Asks the judge of acknowledgements when nobody else does: a client that says nothing does not acknowledge either.

import type { Timer } from '../../protocol/bytes/index.ts';
import type { CryptoEnv } from '../../protocol/crypto/index.ts';
import type { AckJudge } from '../../protocol/session/index.ts';

export class AckWatch {
  readonly #judge: AckJudge;
  readonly #env: CryptoEnv;
  readonly #isSpeaking: () => boolean;
  #timer: Timer | undefined;

  /** @param isSpeaking false when the client has left the session for another one, and need not listen to it */
  constructor(judge: AckJudge, env: CryptoEnv, isSpeaking: () => boolean) {
    this.#judge = judge;
    this.#env = env;
    this.#isSpeaking = isSpeaking;
  }

  /** Looks again when the oldest message that it has not complained of is due. Once asked, it goes on by itself. */
  start(): void {
    if (this.#timer !== undefined || !this.#isSpeaking()) return;
    const pause = this.#judge.untilDue(this.#env.now());
    if (pause === undefined) return;
    this.#timer = this.#env.setTimer(pause, () => {
      this.#timer = undefined;
      if (!this.#isSpeaking()) return;
      this.#judge.judge(this.#env.now());
      this.start();
    });
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }
}
