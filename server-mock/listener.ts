// The only place of the DC with sockets: accepts, feeds connections, writes what they answer, and closes.

import { createServer, type Server, type Socket } from 'node:net';
import { UsageError } from '../protocol/bytes/index.ts';
import { Connection } from './connection.ts';
import { HeldWrites } from './held-writes.ts';
import type { Shared } from './shared.ts';

export interface Listener {
  readonly host: string;
  readonly port: number;
  /** Connections that are open now. */
  readonly connections: number;
  /** Stops listening and ends every connection; resolves when all sockets are closed. */
  close(): Promise<void>;
}

/** @throws UsageError when the address cannot be had */
export async function listen(shared: Shared): Promise<Listener> {
  const { host, port, limits } = shared.settings;
  const sockets = new Set<Socket>();
  const writes = new HeldWrites();
  const server = createServer({ noDelay: true }, (socket) => {
    if (sockets.size >= limits.maxConnections) {
      socket.destroy();
      return;
    }
    sockets.add(socket);
    const connection = attend(socket, shared.nextConnection(), shared, writes);
    socket.on('close', () => {
      sockets.delete(socket);
      connection.closed('closed');
    });
  });
  await listening(server, host, port);
  const address = server.address();
  if (address === null || typeof address === 'string')
    throw new UsageError(`no TCP address: ${String(address)}`);
  return {
    host: address.address,
    port: address.port,
    get connections() {
      return sockets.size;
    },
    close: () => {
      writes.flush();
      return closing(server, sockets);
    },
  };
}

function attend(socket: Socket, number: number, shared: Shared, writes: HeldWrites): Connection {
  const { maxUnsent } = shared.settings.limits;
  const connection: Connection = new Connection(number, shared, {
    write(bytes) {
      if (socket.destroyed) return;
      // What this turn of the event loop has led to nobody could read yet: only what was there before counts.
      if (socket.writableCorked === 0 && socket.writableLength > maxUnsent) {
        connection.closed(`more than ${maxUnsent} bytes waited to be read`);
        socket.destroy();
        return;
      }
      writes.write(socket, bytes);
      if (socket.writableNeedDrain && !socket.isPaused()) rest(socket);
    },
    end: () => socket.destroySoon(),
  });
  socket.on('data', (chunk) => {
    // Buffer's own methods cost more than those of the array that it is.
    connection.receive(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength));
  });
  socket.on('end', () => connection.closed('the client closed it'));
  socket.on('error', (error) => connection.closed(`socket error: ${error.message}`));
  return connection;
}

/** A client that does not read gets nothing more to answer: reading goes on when it has caught up. */
function rest(socket: Socket): void {
  socket.pause();
  socket.once('drain', () => socket.resume());
}

function listening(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      reject(new UsageError(`cannot listen on ${host}:${port}: ${error.message}`, { host, port }, error));
    });
    server.listen({ host, port, backlog: 1024 }, () => resolve());
  });
}

async function closing(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  // The server may be closed a little before its sockets have said so, and their connections with them.
  const gone = [...sockets].map((socket) => new Promise((resolve) => socket.once('close', resolve)));
  const closed = new Promise((resolve) => server.close(resolve));
  for (const socket of sockets) socket.destroy();
  await Promise.all([closed, ...gone]);
}
