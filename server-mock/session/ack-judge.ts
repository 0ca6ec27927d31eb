// The judge of acknowledgements: content-related messages of the server that the client does not acknowledge.
// https://core.telegram.org/mtproto/service_messages_about_messages#acknowledgment-of-receipt

import type { Timer } from '../../protocol/bytes/index.ts';
import type { CryptoEnv } from '../../protocol/crypto/index.ts';
import type { Violation } from '../../protocol/rules/index.ts';
import type { Outbox } from './outbox.ts';

const DEADLINE_MS = 120_000;
/** Between two looks, unless something was seen late: so a violation is noted a second too late at most. */
const MIN_PAUSE_MS = 1000;

export class AckJudge {
  readonly #outbox: Outbox;
  readonly #env: CryptoEnv;
  readonly #note: (violation: Violation) => void;
  #timer: Timer | undefined;
  /** Nothing is late before, ms since the epoch: a look at every message that waits is needed only then. */
  #due = 0;

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
    if (now < this.#due || this.#outbox.unacked === 0) return;
    // What is sent from now on is due later.
    let due = now + DEADLINE_MS;
    let isSeen = false;
    for (const message of this.#outbox.waiting()) {
      if (message.lateness === 'noted') continue;
      // Not in the order in which they are due: what is sent again is due later.
      if (now - message.sentAt < DEADLINE_MS) due = Math.min(due, message.sentAt + DEADLINE_MS);
      else if (message.lateness === 'in time') {
        message.lateness = 'seen';
        isSeen = true;
      } else {
        message.lateness = 'noted';
        this.#note({ rule: 'MT-AK-01', detail: 'no msgs_ack for a message', expected: `${message.msgId}` });
      }
    }
    this.#due = isSeen ? now : Math.max(due, now + MIN_PAUSE_MS);
  }

  /** Looks again when the oldest message that it has not complained of is due. Once asked, it goes on by itself. */
  watch(): void {
    if (this.#timer !== undefined) return;
    const since = this.#waitingSince();
    if (since === undefined) return;
    const due = since + DEADLINE_MS - this.#env.now();
    this.#timer = this.#env.setTimer(Math.max(due, MIN_PAUSE_MS), () => {
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
