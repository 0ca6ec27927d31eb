// One response of HTTP: one payload, or a transport error, which is its status.
// https://core.telegram.org/mtproto/mtproto-transports#transport-errors

import type { CryptoEnv } from '../protocol/crypto/index.ts';
import type { Outlet } from './desks.ts';
import type { FrameContent, FrameReader, JournalNote } from './journal-entry.ts';
import type { HttpWait, OpenResponse } from './session/carrier.ts';

/** What goes back for one request. */
export interface HttpAnswer {
  /** 200, or the transport error as a positive number: 404, 444, ... */
  readonly status: number;
  /** One payload; empty when there is nothing to say, and with every other status than 200. */
  readonly body: Uint8Array<ArrayBuffer>;
}

export const EMPTY: Uint8Array<ArrayBuffer> = new Uint8Array(0);
/** A request without http_wait. */
const DEFAULT_TIMES: HttpWait = { maxDelay: 0, waitAfter: 0, maxWait: 25_000 };

export class HttpResponse implements OpenResponse {
  readonly env: CryptoEnv;
  /** Undefined when the connection is closed before, or the client gives up. */
  readonly answer: Promise<HttpAnswer | undefined>;
  readonly #outlet: Outlet;
  readonly #resolve: (answer: HttpAnswer | undefined) => void;
  #times: HttpWait = DEFAULT_TIMES;
  #isOpen = true;
  #over: (() => void) | undefined;

  /** @param env that of the connection */
  constructor(outlet: Outlet, env: CryptoEnv) {
    const { promise, resolve } = withResolvers<HttpAnswer | undefined>();
    this.#outlet = outlet;
    this.env = env;
    this.answer = promise;
    this.#resolve = resolve;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Somebody will send something. */
  get isHeld(): boolean {
    return this.#over !== undefined;
  }

  get times(): HttpWait {
    return this.#times;
  }

  wait(times: HttpWait): void {
    this.#times = times;
  }

  hold(over: () => void): void {
    this.#over = over;
  }

  send(payload: Uint8Array): void {
    this.end({ status: 200, body: payload.slice() });
  }

  sendError(errorCode: number): void {
    if (!this.#isOpen) return;
    this.recordFrame('out', EMPTY, { type: 'error', errorCode });
    this.end({ status: -errorCode, body: EMPTY });
  }

  /** Undefined: the connection is closed, or the client gives up. */
  end(answer: HttpAnswer | undefined): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#over?.();
    this.#resolve(answer);
  }

  record(note: JournalNote): void {
    this.#outlet.record(note);
  }

  recordFrame(direction: 'in' | 'out', bytes: Uint8Array, meaning: FrameContent | FrameReader): void {
    this.#outlet.recordFrame(direction, bytes, meaning);
  }
}

/** Node 20 has no Promise.withResolvers. */
function withResolvers<Value>(): { promise: Promise<Value>; resolve: (value: Value) => void } {
  let resolve: (value: Value) => void = () => undefined;
  const promise = new Promise<Value>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
