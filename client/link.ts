// One connection as the client sees it, whatever carries it: TCP (tcp.ts), or memory in tests.

import type { RemoteError } from '../protocol/bytes/index.ts';
import type { TransportEvent } from '../protocol/transport/index.ts';

/** What a connection tells. */
export interface LinkHandler {
  event(event: TransportEvent): void;
  /** The connection is over: by us, by the peer, or by a fault. Called once. */
  closed(reason: RemoteError): void;
}

export interface Link {
  send(payload: Uint8Array, options?: { readonly quickAck?: boolean }): void;
  /**
   * Resolves when nothing of it is left; what was sent is written before.
   * @param signal aborted: what is not written by now is given up
   */
  close(signal: AbortSignal): Promise<void>;
}

/**
 * Opens a connection.
 * @param signal aborted: nobody wants it any more
 * @throws RemoteError CONNECTION_CLOSED when that fails
 */
export type Dial = (handler: LinkHandler, signal: AbortSignal) => Promise<Link>;
