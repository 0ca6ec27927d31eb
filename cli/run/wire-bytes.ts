// Counts what a client writes to and reads from its socket, framing included. Node announces every socket that is
// opened: https://nodejs.org/docs/latest-v20.x/api/diagnostics_channel.html#net
// So the client need not have a hook for it.

import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { Socket } from 'node:net';

/** Bytes, as the client sees them. */
export interface WireBytes {
  readonly sent: number;
  readonly received: number;
}

const CHANNEL = 'net.client.socket';

/** Counts over all sockets that are opened from now on, until `end()`. */
export function countWireBytes(): { end(): WireBytes } {
  const sockets: Socket[] = [];
  const opened = (message: unknown): void => {
    if (
      typeof message === 'object' &&
      message !== null &&
      'socket' in message &&
      message.socket instanceof Socket
    )
      sockets.push(message.socket);
  };
  subscribe(CHANNEL, opened);
  return {
    end(): WireBytes {
      unsubscribe(CHANNEL, opened);
      return {
        sent: sockets.reduce((sum, { bytesWritten }) => sum + bytesWritten, 0),
        received: sockets.reduce((sum, { bytesRead }) => sum + bytesRead, 0),
      };
    },
  };
}
