// Pings that keep a connection open, and tell when it is dead.
// https://core.telegram.org/mtproto/service_messages#deferred-connection-closure--ping

export interface KeepAliveOptions {
  /** A ping every so many ms. */
  readonly interval: number;
  /** What the server is asked to wait for the next ping, in seconds; more than the interval. */
  readonly disconnectDelay: number;
}

export const DEFAULT_KEEP_ALIVE: KeepAliveOptions = { interval: 60_000, disconnectDelay: 75 };

export class KeepAlive {
  readonly #options: KeepAliveOptions | undefined;
  /** When the next ping is due; undefined while there is nothing to keep alive. */
  #due: number | undefined;
  /** Whether anything came since the last ping; undefined before the first one. */
  #isAlive: boolean | undefined;

  /** @param options undefined: no pings */
  constructor(options: KeepAliveOptions | undefined) {
    this.#options = options;
  }

  get due(): number | undefined {
    return this.#due;
  }

  /** A connection is there. */
  start(now: number): void {
    if (this.#options === undefined) return;
    this.#isAlive = undefined;
    this.#due = now + this.#options.interval;
  }

  /** Our clock was set by so many ms. */
  shift(by: number): void {
    if (this.#due !== undefined) this.#due += by;
  }

  stop(): void {
    this.#due = undefined;
  }

  /** Something came that only a living peer sends. */
  hear(): void {
    if (this.#isAlive !== undefined) this.#isAlive = true;
  }

  /** What to do now: `dead` when the last ping, and everything since, was met with silence. */
  check(now: number): { readonly disconnectDelay: number } | 'dead' | undefined {
    if (this.#options === undefined || this.#due === undefined || now < this.#due) return undefined;
    if (this.#isAlive === false) {
      this.#due = undefined;
      return 'dead';
    }
    this.#isAlive = false;
    this.#due = now + this.#options.interval;
    return { disconnectDelay: this.#options.disconnectDelay };
  }
}
