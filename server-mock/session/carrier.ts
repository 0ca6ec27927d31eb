// What a session needs of the connection that carries it. A session outlives its connections.

import type { CryptoEnv } from '../../protocol/crypto/index.ts';
import type { Outlet } from '../desks.ts';
import type { Session } from './session.ts';

/** What takes sealed payloads: a stream any number of them, a response of HTTP one. */
export interface Way extends Pick<Outlet, 'send' | 'record' | 'recordFrame'> {
  /** Randomness and time of the connection. */
  readonly env: CryptoEnv;
}

export interface Carrier extends Outlet, Way {
  /** The session speaks through it from now on, until it leaves. */
  join(session: Session): void;
  /** The session is over, or speaks through another one. */
  leave(session: Session): void;
  /** A session that has left wants to know when the connection is gone, until it joins or leaves again. */
  remember(session: Session): void;
  /** No other stream may turn out to bring messages of its sessions, as far as it has not yet. */
  readonly isAlone: boolean;
  /** Whether no other session has spoken through it since. */
  isLatest(session: Session): boolean;
  /**
   * The answers to all messages that came in one chunk may share a container: the session leaves it to the carrier
   * to flush. Never on a DC with a seed, because how a stream is cut into chunks is chance.
   */
  readonly coalesces: boolean;
  /** Ends the connection after `seconds`, unless asked again before; undefined takes the request back. */
  endAfter(seconds: number | undefined): void;
}

/** The fields of http_wait, in ms. https://core.telegram.org/mtproto/service_messages#http-wait-long-poll */
export interface HttpWait {
  /** From the first message for the session to the response, at most. It goes before waitAfter. */
  readonly maxDelay: number;
  /** From the latest message for the session to the response: another one begins it anew. */
  readonly waitAfter: number;
  /** From the request to the response, at most. It goes before the others. */
  readonly maxWait: number;
}

/** One response of HTTP, until something is sent, its client gives it up, or its connection is closed. */
export interface OpenResponse extends Way {
  readonly isOpen: boolean;
  /** How long it may wait for something to say. */
  readonly times: HttpWait;
  /** The last http_wait of a request counts. */
  wait(times: HttpWait): void;
  /** It waits for something to say; `over` is called once, when it is no longer open. */
  hold(over: () => void): void;
  sendError(errorCode: number): void;
}
