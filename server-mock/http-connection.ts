// A connection that HTTP carries, without its socket: one payload a request, one payload a response.
// https://core.telegram.org/mtproto/transports#http
// Transport errors are the status of the response. A request that nothing answers is a long poll:
// https://core.telegram.org/mtproto/service_messages#http-wait-long-poll

import type { Timer } from '../protocol/bytes/index.ts';
import type { CryptoEnv } from '../protocol/crypto/index.ts';
import { Desks, type Outlet } from './desks.ts';
import type { FrameContent, FrameReader, JournalNote } from './journal.ts';
import type { HttpWait } from './session/carrier.ts';
import type { Shared } from './shared.ts';

/** What goes back for one request. */
export interface HttpAnswer {
  /** 200, or the transport error as a positive number: 404, 444, ... */
  readonly status: number;
  /** One payload; empty when there is nothing to say, and with every other status than 200. */
  readonly body: Uint8Array<ArrayBuffer>;
}

/** A response that is held back. */
interface Poll {
  readonly resolve: (answer: HttpAnswer | undefined) => void;
  readonly timer: Timer;
  readonly times: HttpWait;
}

/** A request without http_wait. */
const DEFAULT_TIMES: HttpWait = { maxDelay: 0, waitAfter: 0, maxWait: 25_000 };
/** A client cannot hold a response longer. */
const MAX_WAIT_MS = 60_000;

export class HttpConnection implements Outlet {
  readonly kind = 'http';
  readonly number: number;
  readonly #shared: Shared;
  readonly #desks: Desks;
  /** Answers that no response has taken yet, oldest first. */
  readonly #waiting: HttpAnswer[] = [];
  /** Responses that wait for something to say, oldest first. */
  readonly #polls: Poll[] = [];
  readonly #env: CryptoEnv;
  /** The times of the request that is being taken. */
  #taking: HttpWait | undefined;
  /** Runs while messages are gathered for one response. */
  #gathering: Timer | undefined;
  /** When the first of them was there, ms since the epoch. */
  #gatheringSince = 0;
  #closed = false;

  constructor(number: number, shared: Shared) {
    this.number = number;
    this.#shared = shared;
    this.#env = shared.settings.env.scoped(`connection/${number}`);
    this.#desks = new Desks(shared, this.#env, this);
    this.record({ kind: 'opened' });
    this.record({ kind: 'transport', transport: { framing: 'http', obfuscated: false } });
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  /**
   * Takes the body of a request, gives the response: what it is answered with, or what comes within the time of
   * its http_wait. Undefined when the connection is closed. Never rejects.
   */
  async exchange(payload: Uint8Array): Promise<HttpAnswer | undefined> {
    if (this.#closed) return undefined;
    this.#taking = DEFAULT_TIMES;
    let times: HttpWait;
    try {
      this.#take(payload);
    } catch (error) {
      this.record({
        kind: 'fault',
        origin: 'dc',
        error: error instanceof Error ? (error.stack ?? error.message) : String(error),
      });
      return { status: 500, body: EMPTY };
    } finally {
      times = this.#taking;
      this.#taking = undefined;
    }
    const answer = this.#waiting.shift();
    if (answer !== undefined) return answer;
    if (this.#closed || this.#desks.sessions === 0) return { status: 200, body: EMPTY };
    return await this.#poll(times);
  }

  /** The peer or the DC ended it. */
  closed(reason: string): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#desks.closed();
    this.#gathering?.cancel();
    for (const poll of this.#polls.splice(0)) this.#settle(poll, undefined);
    this.record({ kind: 'closed', reason });
  }

  /** The last one of a request counts. */
  wait(times: HttpWait): void {
    this.#taking = times;
  }

  /**
   * A session has something to say: true when it shall wait for more. The response goes when wait_after has passed
   * without another message, but at the latest max_delay after the first one and max_wait after the request. A request
   * without http_wait has none of that: it is answered at once.
   */
  gather(): boolean {
    const times = this.#taking ?? this.#polls[0]?.times;
    if (times === undefined) return false;
    const now = this.#env.now();
    if (this.#gathering === undefined) this.#gatheringSince = now;
    const rest = Math.min(this.#gatheringSince + times.maxDelay - now, times.waitAfter);
    if (rest <= 0) return false;
    this.#gathering?.cancel();
    this.#gathering = this.#env.setTimer(rest, () => this.#release());
    return true;
  }

  send(payload: Uint8Array): void {
    this.#answer({ status: 200, body: payload.slice() });
  }

  sendError(errorCode: number): void {
    this.recordFrame('out', EMPTY, { type: 'error', errorCode });
    this.#answer({ status: -errorCode, body: EMPTY });
  }

  /** A response is its own acknowledgement: HTTP has no quick acks. */
  sendQuickAck(): void {}

  end(reason: string): void {
    this.closed(reason);
  }

  record(note: JournalNote): void {
    this.#shared.journal.add(this.number, note);
  }

  recordFrame(direction: 'in' | 'out', bytes: Uint8Array, meaning: FrameContent | FrameReader): void {
    this.#shared.journal.addFrame(this.number, direction, bytes, meaning);
  }

  #answer(answer: HttpAnswer): void {
    const poll = this.#polls.shift();
    if (poll === undefined) this.#waiting.push(answer);
    else this.#settle(poll, answer);
  }

  #poll(times: HttpWait): Promise<HttpAnswer | undefined> {
    return new Promise((resolve) => {
      const maxWait = Math.min(Math.max(times.maxWait, 0), MAX_WAIT_MS);
      const timer = this.#env.setTimer(maxWait, () => this.#expire(poll));
      const poll: Poll = { resolve, timer, times };
      this.#polls.push(poll);
    });
  }

  /** What was gathered goes into the response that waits longest. */
  #release(): void {
    this.#gathering?.cancel();
    this.#gathering = undefined;
    this.#desks.release();
  }

  /**
   * Time is up: what was gathered, or else an empty container, or an empty body when the session went to another
   * connection.
   */
  #expire(poll: Poll): void {
    const others = this.#polls.filter((other) => other !== poll);
    this.#polls.splice(0, this.#polls.length, poll, ...others);
    this.#release();
    if (this.#polls[0] === poll) this.#desks.sendNothing();
    if (this.#polls[0] !== poll) return;
    this.#polls.shift();
    this.#settle(poll, { status: 200, body: EMPTY });
  }

  #settle({ resolve, timer }: Poll, answer: HttpAnswer | undefined): void {
    timer.cancel();
    resolve(answer);
  }

  #take(payload: Uint8Array): void {
    const { maxFrame } = this.#shared.settings.limits;
    if (payload.length <= maxFrame) {
      this.#desks.take(payload, false);
      return;
    }
    this.record({
      kind: 'violation',
      violation: {
        rule: 'MT-TP-03',
        detail: 'the body of a request is too large',
        expected: `at most ${maxFrame} bytes`,
        actual: `${payload.length} bytes`,
      },
    });
    this.sendError(-404);
  }
}

const EMPTY: Uint8Array<ArrayBuffer> = new Uint8Array(0);
