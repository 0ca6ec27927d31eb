// A connection that HTTP carries, without its socket: one payload a request, one payload a response.
// https://core.telegram.org/mtproto/transports#http
// Transport errors are the status of the response. Left out: long polls (http_wait); a request that nothing
// answers gets an empty body at once.

import type { CryptoEnv } from '../protocol/crypto/index.ts';
import { Desks, type Outlet, type Shared } from './desks.ts';
import type { JournalEvent } from './journal.ts';

/** What goes back for one request. */
export interface HttpAnswer {
  /** 200, or the transport error as a positive number: 404, 444, ... */
  readonly status: number;
  /** One payload; empty when there is nothing to say, and with every other status than 200. */
  readonly body: Uint8Array<ArrayBuffer>;
}

export class HttpConnection implements Outlet {
  readonly kind = 'http';
  readonly number: number;
  readonly #shared: Shared;
  readonly #desks: Desks;
  /** Answers that no response has taken yet, oldest first. */
  readonly #waiting: HttpAnswer[] = [];
  #closed = false;

  constructor(number: number, shared: Shared) {
    this.number = number;
    this.#shared = shared;
    const env: CryptoEnv = shared.settings.env.scoped(`connection/${number}`);
    this.#desks = new Desks(shared, env, this);
    this.record({ kind: 'opened' });
    this.record({ kind: 'transport', transport: { framing: 'http', obfuscated: false } });
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  /** Takes the body of a request, gives the response. Never throws; undefined when the connection is closed. */
  exchange(payload: Uint8Array): HttpAnswer | undefined {
    if (this.#closed) return undefined;
    try {
      this.#take(payload);
    } catch (error) {
      this.record({
        kind: 'fault',
        origin: 'dc',
        error: error instanceof Error ? (error.stack ?? error.message) : String(error),
      });
      return { status: 500, body: EMPTY };
    }
    return this.#waiting.shift() ?? { status: 200, body: EMPTY };
  }

  /** The peer or the DC ended it. */
  closed(reason: string): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#desks.closed();
    this.record({ kind: 'closed', reason });
  }

  send(payload: Uint8Array): void {
    this.#waiting.push({ status: 200, body: payload.slice() });
  }

  sendError(errorCode: number): void {
    this.record({
      kind: 'frame',
      direction: 'out',
      bytes: EMPTY,
      content: { type: 'error', errorCode },
    });
    this.#waiting.push({ status: -errorCode, body: EMPTY });
  }

  /** A response is its own acknowledgement: HTTP has no quick acks. */
  sendQuickAck(): void {}

  end(reason: string): void {
    this.closed(reason);
  }

  record(event: JournalEvent): void {
    this.#shared.journal.add(this.number, event);
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
