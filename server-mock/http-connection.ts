// A connection that HTTP carries, without its socket: one payload a request, one payload a response.
// https://core.telegram.org/mtproto/transports#http
// A request that nothing answers is a long poll: its session keeps the response, see session/responses.ts.

import type { CryptoEnv } from '../protocol/crypto/index.ts';
import { Desks, type Outlet } from './desks.ts';
import { EMPTY, type HttpAnswer, HttpResponse } from './http-response.ts';
import type { FrameContent, FrameReader, JournalNote } from './journal-entry.ts';
import type { Shared } from './shared.ts';
import { textOf } from './text-of-error.ts';

export type { HttpAnswer } from './http-response.ts';

export class HttpConnection implements Outlet {
  readonly kind = 'http';
  readonly number: number;
  readonly #shared: Shared;
  readonly #desks: Desks;
  readonly #env: CryptoEnv;
  /** Responses that wait for something to say. */
  readonly #open = new Set<HttpResponse>();
  /** That of the request which is being taken. */
  #response: HttpResponse | undefined;
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

  get response(): HttpResponse | undefined {
    return this.#response;
  }

  /**
   * Takes the body of a request, gives the response: what it is answered with, or what comes within the time of
   * its http_wait. Undefined when the connection is closed, or the client gives up. Never rejects.
   * @param signal the client gives up: what comes then is for another response
   */
  async exchange(payload: Uint8Array, signal?: AbortSignal): Promise<HttpAnswer | undefined> {
    if (this.#closed) return undefined;
    const response = new HttpResponse(this, this.#env);
    this.#open.add(response);
    this.#response = response;
    const giveUp = (): void => response.end(undefined);
    signal?.addEventListener('abort', giveUp);
    if (signal?.aborted) giveUp();
    try {
      this.#take(payload);
    } catch (error) {
      this.record({
        kind: 'fault',
        origin: 'dc',
        error: textOf(error),
      });
      response.end({ status: 500, body: EMPTY });
    } finally {
      this.#response = undefined;
    }
    if (!response.isHeld) response.end({ status: 200, body: EMPTY });
    const answer = await response.answer;
    signal?.removeEventListener('abort', giveUp);
    this.#open.delete(response);
    return answer;
  }

  /** The peer or the DC ended it. */
  closed(reason: string): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const response of this.#open) response.end(undefined);
    this.#desks.closed();
    this.record({ kind: 'closed', reason });
  }

  send(payload: Uint8Array): void {
    this.#response?.send(payload);
  }

  sendError(errorCode: number): void {
    this.#response?.sendError(errorCode);
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
