// A TCP connection that speaks a transport: the only file of the client with a socket.

import { createConnection, type Socket } from 'node:net';
import { RemoteError } from '../protocol/bytes/index.ts';
import type { Transport } from '../protocol/transport/index.ts';
import type { Link, LinkHandler } from './link.ts';

/** @throws RemoteError CONNECTION_CLOSED when nobody listens there */
export async function openTcp(
  address: { readonly host: string; readonly port: number },
  transport: Transport,
  handler: LinkHandler,
  signal: AbortSignal,
): Promise<Link> {
  const socket = await connected(address, signal);
  attend(socket, transport, handler);
  const opening = transport.open();
  if (opening.length > 0) socket.write(opening);
  return {
    send: (payload, options) => void (socket.destroyed || socket.write(transport.send(payload, options))),
    close: (signal) => closed(socket, signal),
  };
}

function connected(
  { host, port }: { readonly host: string; readonly port: number },
  signal: AbortSignal,
): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = createConnection({ host, port, noDelay: true });
    const giveUp = (): void => void socket.destroy(new Error('the client was closed'));
    signal.addEventListener('abort', giveUp, { once: true });
    socket.once('connect', () => {
      signal.removeEventListener('abort', giveUp);
      socket.removeAllListeners('error');
      resolve(socket);
    });
    socket.once('error', (error) => {
      signal.removeEventListener('abort', giveUp);
      reject(
        new RemoteError(
          'CONNECTION_CLOSED',
          `cannot connect to ${host}:${port}: ${error.message}`,
          { host, port },
          error,
        ),
      );
    });
  });
}

function attend(socket: Socket, transport: Transport, handler: LinkHandler): void {
  let failure: Error | undefined;
  let open = true;
  const end = (): void => {
    if (!open) return;
    open = false;
    handler.closed(
      new RemoteError('CONNECTION_CLOSED', failure?.message ?? 'the connection was closed', {}, failure),
    );
  };
  socket.on('data', (chunk) => {
    for (const event of transport.receive(chunk)) {
      if (!open) return;
      if (event.kind === 'failed') {
        failure = event.error;
        socket.destroy();
      } else handler.event(event);
    }
  });
  socket.on('error', (error) => {
    failure = error;
  });
  socket.on('end', () => socket.destroySoon());
  socket.on('close', end);
}

/** A peer that does not read keeps the last bytes from being written, and the socket open, until `signal`. */
function closed(socket: Socket, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => socket.destroy(), { once: true });
    if (socket.closed) resolve();
    else {
      socket.once('close', () => resolve());
      socket.destroySoon();
      socket.resume();
    }
  });
}
