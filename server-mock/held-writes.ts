// What sockets are given to write during one turn of the event loop goes to the system at its end, a socket's writes
// together. Writing wakes whoever waits at the other end, which costs as much as answering a query: with many clients
// at once, one that is awake reads what the others' answers would have woken it for.

import type { Writable } from 'node:stream';

export class HeldWrites {
  #sockets: Writable[] = [];

  write(socket: Writable, bytes: Uint8Array): void {
    if (socket.writableCorked === 0) {
      socket.cork();
      if (this.#sockets.push(socket) === 1) setImmediate(() => this.flush());
    }
    socket.write(bytes);
  }

  /** Lets everything go now: what is about to close must not lose it. */
  flush(): void {
    const sockets = this.#sockets;
    this.#sockets = [];
    for (const socket of sockets) socket.uncork();
  }
}
