// The judge of acknowledgements: content-related messages of the server that the client does not acknowledge.
// https://core.telegram.org/mtproto/service_messages_about_messages#acknowledgment-of-receipt

import type { Timer } from '../../protocol/bytes/index.ts';
import type { CryptoEnv } from '../../protocol/crypto/index.ts';
import type { Violation } from '../../protocol/rules/index.ts';
import type { Outbox } from './outbox.ts';

const DEADLINE_MS = 120_000;

export class AckJudge {
  readonly #outbox: Outbox;
  readonly #env: CryptoEnv;
  readonly #note: (violation: Violation) => void;
  #timer: Timer | undefined;

  constructor(outbox: Outbox, env: CryptoEnv, note: (violation: Violation) => void) {
    this.#outbox = outbox;
    this.#env = env;
    this.#note = note;
  }

  /**
   * A clock that jumps leaves a client no chance to be in time, so a message is late only when it was seen late
   * before: at the client's message before this one, or a second ago.
   */
  judge(now: number): void {
    const { oldest } = this.#outbox;
    if (oldest === undefined || now - oldest.sentAt < DEADLINE_MS) return;
    for (const message of this.#outbox.waiting()) {
      if (now - message.sentAt < DEADLINE_MS) break;
      if (message.lateness === 'seen')
        this.#note({ rule: 'MT-AK-01', detail: 'no msgs_ack for a message', expected: `${message.msgId}` });
      message.lateness = message.lateness === 'in time' ? 'seen' : 'noted';
    }
  }

  /** Looks again when the oldest message that it has not complained of is due. Once asked, it goes on by itself. */
  watch(): void {
    if (this.#timer !== undefined) return;
    const since = this.#waitingSince();
    if (since === undefined) return;
    const due = since + DEADLINE_MS - this.#env.now();
    this.#timer = this.#env.setTimer(Math.max(due, 1000), () => {
      this.#timer = undefined;
      this.judge(this.#env.now());
      this.watch();
    });
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #waitingSince(): number | undefined {
    let since: number | undefined;
    for (const { lateness, sentAt } of this.#outbox.waiting())
      if (lateness !== 'noted' && (since === undefined || sentAt < since)) since = sentAt;
    return since;
  }
}
