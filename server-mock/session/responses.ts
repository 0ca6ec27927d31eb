// Responses of HTTP that are open for one session, on whatever connections: each takes one payload.
// A request whose answer is there is answered in its own response. Anything else goes into the response that waits
// longest, or stays queued until there is one.
// https://core.telegram.org/mtproto/service_messages#http-wait-long-poll,
// https://core.telegram.org/mtproto#http-transport

import type { Timer } from '../../protocol/bytes/index.ts';
import type { OpenResponse } from './carrier.ts';
import type { Session } from './session.ts';

/** A client cannot hold a response longer. */
const MAX_WAIT_MS = 60_000;
/** Polls of a session that are open at once, at most: far more than a client has connections. */
const MAX_POLLS = 64;

export class Responses {
  readonly #session: Session;
  /** That of the request which is being taken. */
  #own: OpenResponse | undefined;
  /** Responses that wait for something to say, oldest first. */
  readonly #polls: OpenResponse[] = [];
  /** Runs while messages are gathered for one response. */
  #gathering: Timer | undefined;
  /** When the first of them was there, ms since the epoch. */
  #gatheringSince = 0;

  constructor(session: Session) {
    this.#session = session;
  }

  /** A client waits for something to be said. */
  get hasPoll(): boolean {
    return this.#polls.length > 0;
  }

  /** A request is being taken: its response is the next one, until flush() or release(). */
  take(response: OpenResponse): void {
    this.#own = response;
    this.#session.outbox.beginRequest();
  }

  /**
   * Answers with what there is to say, unless more is to be gathered: the response goes when wait_after has passed
   * without another message, but at the latest max_delay after the first one and max_wait after the request. A request
   * without http_wait has none of that: it is answered at once.
   */
  flush(): void {
    const { own, next } = this.#choose();
    if (next !== undefined && this.#session.hasNews) {
      const rest = this.#restOf(next);
      if (rest > 0) this.#gather(next, rest);
      else this.#respond(next, next === own);
    }
    if (own?.isOpen) this.#hold(own);
  }

  /** Answers at once. */
  release(): void {
    const { own, next } = this.#choose();
    if (next !== undefined) this.#respond(next, next === own);
  }

  /** The session is over: a client that asks again begins a new one, if its key is still there. */
  end(): void {
    this.#gathering?.cancel();
    const { host, key } = this.#session;
    const hasKey = host.authKeys.has(key.authKey.id);
    for (const poll of [...this.#polls])
      if (hasKey) this.#session.sendNothing(poll);
      else poll.sendError(-404);
  }

  #choose(): { own: OpenResponse | undefined; next: OpenResponse | undefined } {
    const own = this.#own?.isOpen ? this.#own : undefined;
    this.#own = undefined;
    return { own, next: own ?? this.#polls[0] };
  }

  /** How long a response may wait for more, ms. */
  #restOf({ env, times }: OpenResponse): number {
    const now = env.now();
    const since = this.#gathering === undefined ? now : this.#gatheringSince;
    return Math.min(since + times.maxDelay - now, times.waitAfter);
  }

  #gather(response: OpenResponse, rest: number): void {
    if (this.#gathering === undefined) this.#gatheringSince = response.env.now();
    this.#gathering?.cancel();
    this.#gathering = response.env.setTimer(rest, () => {
      this.#stopGathering();
      const next = response.isOpen ? response : this.#polls[0];
      if (next !== undefined) this.#respond(next);
    });
  }

  /** @param isOwn it is that of the request which is being taken */
  #respond(response: OpenResponse, isOwn = false): void {
    this.#stopGathering();
    this.#session.respond(response, isOwn, true);
    // What had no room is fresh: nothing need be said again with it.
    for (let next = this.#polls[0]; next !== undefined && this.#session.hasNews; next = this.#polls[0])
      this.#session.respond(next, false, false);
  }

  #stopGathering(): void {
    this.#gathering?.cancel();
    this.#gathering = undefined;
  }

  /**
   * Until there is something to say. When time is up before, or too many others are open, it gets what was gathered, or
   * else an empty container.
   */
  #hold(response: OpenResponse): void {
    const maxWait = Math.min(Math.max(response.times.maxWait, 0), MAX_WAIT_MS);
    const timer = response.env.setTimer(maxWait, () => this.#respond(response));
    this.#polls.push(response);
    response.hold(() => {
      timer.cancel();
      this.#polls.splice(this.#polls.indexOf(response), 1);
      if (this.#polls.length === 0) this.#stopGathering();
    });
    const [oldest] = this.#polls;
    if (oldest !== undefined && this.#polls.length > MAX_POLLS) this.#respond(oldest);
  }
}
