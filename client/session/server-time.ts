// The server's clock as the client knows it: our clock and an offset, learned in the handshake or from a message.
// https://core.telegram.org/mtproto/description#message-identifier-msg-id

import type { Env } from '../../protocol/bytes/index.ts';

/** https://core.telegram.org/mtproto/security_guidelines#checking-msg-id */
const MAX_AGE_MS = 300_000;
const MAX_AHEAD_MS = 30_000;
/** An offset from an earlier run that differs no more than this is kept. */
const TOLERANCE_MS = 5000;

export class ServerTime {
  readonly #env: Pick<Env, 'now'>;
  #offset = 0;
  #synced = false;

  constructor(env: Pick<Env, 'now'>) {
    this.#env = env;
  }

  /** Milliseconds since the epoch, as the server counts them. */
  now(): number {
    return this.#env.now() + this.#offset;
  }

  /** Server time minus our time, in ms. */
  get offset(): number {
    return this.#offset;
  }

  /** Whether the offset comes from the server: until then no message is too old. */
  get isSynced(): boolean {
    return this.#synced;
  }

  /** @param isCertain an offset from an earlier run may be stale: the first message of the server corrects it */
  set(offset: number, isCertain: boolean): void {
    this.#offset = offset;
    this.#synced = isCertain;
  }

  /** The first message of a new session is fresh: it shows whether an uncertain offset still holds. */
  confirmBy(msgId: bigint): void {
    if (Math.abs(timeOf(msgId) - this.now()) > TOLERANCE_MS) this.correctBy(msgId);
    this.#synced = true;
  }

  /** Sets the clock by a message that the server has just written. */
  correctBy(msgId: bigint): void {
    this.#offset = timeOf(msgId) - this.#env.now();
    this.#synced = true;
  }

  /** Whether a message of that id may be taken: a clock that was never set judges nothing. */
  isTimely(msgId: bigint): boolean {
    if (!this.#synced) return true;
    const age = this.now() - timeOf(msgId);
    return age <= MAX_AGE_MS && age >= -MAX_AHEAD_MS;
  }
}

/** When a message was written, ms since the epoch. */
export function timeOf(msgId: bigint): number {
  return Number(BigInt.asUintN(64, msgId) >> 16n) / 65.536;
}
