// The way to the server: one link at a time, opened again when it was lost.

import { RemoteError, type Timer } from '../protocol/bytes/index.ts';
import type { CryptoEnv } from '../protocol/crypto/index.ts';
import type { TransportEvent } from '../protocol/transport/index.ts';
import { backoffDelay, type ReconnectOptions } from './backoff.ts';
import type { Hold } from './hold-process.ts';
import type { Dial, Link } from './link.ts';

export interface LineListener {
  event(event: TransportEvent): void;
  /** The link is gone. Not called after close(). */
  lost(reason: RemoteError): void;
}

/** How long what was sent last may take to be written when a link is closed, in ms. */
export const CLOSE_TIMEOUT_MS = 2000;
/** Links in a row that may end within the shortest delay, though they led to something, and be opened again at once. */
const MAX_BRIEF = 3;

export class Line {
  readonly #env: CryptoEnv;
  readonly #dial: Dial;
  readonly #policy: ReconnectOptions;
  readonly #listener: LineListener;
  readonly #hold: Hold;
  #link: Link | undefined;
  #opening: Promise<void> | undefined;
  /** Attempts since the last one that led to something. */
  #attempts = 0;
  /** Links in a row that were lost before the shortest delay was over. */
  #brief = 0;
  #openedAt = 0;
  #ended: RemoteError | undefined;
  #isClosed = false;
  #dialling = new AbortController();
  #wake: (() => void) | undefined;
  #letGo: (() => void) | undefined;

  /** @param hold held while there is no link, and none is being opened */
  constructor(
    env: CryptoEnv,
    dial: Dial,
    policy: ReconnectOptions,
    listener: LineListener,
    hold: Hold = () => () => {},
  ) {
    this.#env = env;
    this.#dial = dial;
    this.#policy = policy;
    this.#listener = listener;
    this.#hold = hold;
  }

  get isOpen(): boolean {
    return this.#link !== undefined;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Whether another attempt may be made. */
  get mayTry(): boolean {
    return !this.#isClosed && this.#attempts < this.#policy.attempts;
  }

  /** One attempt. @throws RemoteError CONNECTION_CLOSED */
  async open(): Promise<void> {
    let own: Link | undefined;
    let isOver = false;
    this.#dialling = new AbortController();
    const { signal } = this.#dialling;
    const dialling = this.#dial(
      {
        event: (event) => {
          if (isOver || this.#link !== own) return;
          this.#listener.event(event);
        },
        closed: (reason) => {
          isOver = true;
          this.#ended = reason;
          if (own !== undefined && this.#link === own) this.#lose(reason);
        },
      },
      signal,
    );
    const link = await Promise.race([dialling, aborted(signal)]);
    if (link === undefined || this.#isClosed)
      void dialling.then(
        (late) => this.#end(late),
        () => {},
      );
    if (link === undefined || this.#isClosed || isOver) throw this.#reason();
    own = link;
    this.#link = link;
    this.#openedAt = this.#env.now();
  }

  /** Attempts until one succeeds. @throws RemoteError CONNECTION_CLOSED when there are no more, or after close() */
  async reopen(): Promise<void> {
    if (this.isOpen) return;
    this.#opening ??= this.#reopen().finally(() => {
      this.#opening = undefined;
    });
    await this.#opening;
  }

  /**
   * From now on attempts are counted anew: the last one led to something, which bytes that came do not prove. A server
   * that answers and closes, again and again, is tried more and more slowly all the same.
   */
  forgive(): void {
    this.#attempts = 0;
  }

  /** The next attempt is made, but the process is not held until then. */
  letGo(): void {
    this.#letGo?.();
    this.#letGo = undefined;
  }

  /** @throws RemoteError why there is no link */
  checkOpen(): void {
    if (this.#link === undefined) throw this.#reason();
  }

  /** @throws RemoteError why there is no link */
  send(payload: Uint8Array): void {
    if (this.#link === undefined) throw this.#reason();
    this.#link.send(payload);
  }

  /** Gives the link up, as if it had been lost. `penalty`: attempts that this counts as. */
  drop(reason: RemoteError, penalty = 0): void {
    const link = this.#link;
    if (link === undefined) return;
    this.#attempts += penalty;
    this.#lose(reason);
    void this.#end(link);
  }

  /** Resolves when the link is closed, or after CLOSE_TIMEOUT_MS. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const link = this.#link;
    this.#link = undefined;
    this.#wake?.();
    this.#dialling.abort();
    if (link !== undefined) await this.#end(link);
    await this.#opening?.catch(() => {});
  }

  /** A peer that does not read keeps a link open no longer than this. */
  async #end(link: Link): Promise<void> {
    const limit = new AbortController();
    const timer = this.#env.setTimer(CLOSE_TIMEOUT_MS, () => limit.abort());
    await Promise.race([link.close(limit.signal), aborted(limit.signal)]);
    timer.cancel();
  }

  async #reopen(): Promise<void> {
    while (this.mayTry) {
      const delay = backoffDelay(this.#policy, Math.max(this.#attempts, this.#brief - MAX_BRIEF), this.#env);
      this.#attempts++;
      if (delay > 0) await this.#sleep(delay);
      if (this.#isClosed) break;
      try {
        await this.open();
        return;
      } catch (error) {
        if (!(error instanceof RemoteError)) throw error;
        this.#ended = error;
      }
    }
    throw this.#reason();
  }

  #sleep(delay: number): Promise<void> {
    return new Promise((resolve) => {
      let timer: Timer | undefined;
      this.#letGo = this.#hold();
      this.#wake = () => {
        timer?.cancel();
        this.letGo();
        this.#wake = undefined;
        resolve();
      };
      timer = this.#env.setTimer(delay, this.#wake);
    });
  }

  #lose(reason: RemoteError): void {
    this.#brief = this.#env.now() - this.#openedAt < this.#policy.minDelay ? this.#brief + 1 : 0;
    this.#link = undefined;
    this.#ended = reason;
    if (!this.#isClosed) this.#listener.lost(reason);
  }

  #reason(): RemoteError {
    if (this.#isClosed) return new RemoteError('CONNECTION_CLOSED', 'the client was closed');
    return this.#ended ?? new RemoteError('CONNECTION_CLOSED', 'there is no connection');
  }
}

function aborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    else signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
}
