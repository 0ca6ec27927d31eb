// Connections between clients and a fake DC in memory: chunks wait until they are delivered, so that a test decides
// about every cut, every delay and every duplicate.

import type { Dial, LinkHandler } from '../../client/index.ts';
import { RemoteError } from '../../protocol/bytes/index.ts';
import type { Transport } from '../../protocol/transport/index.ts';
import type { ByteStream, FakeDc } from '../../server-mock/index.ts';

/** Does a task at some time. */
export type Schedule = (label: string, task: () => void) => void;

/** One connection; chunks in both directions wait in order. */
export class MemoryConnection {
  readonly up: Uint8Array[] = [];
  readonly down: Uint8Array[] = [];
  /** Complete writes of the server that were delivered: with intermediate framing, a frame each. */
  readonly delivered: Uint8Array[] = [];
  readonly #transport: Transport;
  readonly #handler: LinkHandler;
  readonly #stream: ByteStream;
  readonly #schedule: () => Schedule | undefined;
  #isOver = false;
  /** The client has lost it, and the server does not know. */
  #isLeft = false;
  /** The server has ended it: what it wrote before still arrives. */
  #isEnding = false;

  constructor(dc: FakeDc, transport: Transport, handler: LinkHandler, schedule: () => Schedule | undefined) {
    this.#schedule = schedule;
    this.#transport = transport;
    this.#handler = handler;
    this.#stream = dc.openStream({
      write: (bytes) => this.#queue('down', bytes.slice()),
      end: () => {
        this.#isEnding = true;
        this.#schedule()?.('the end', () => this.deliver('down'));
      },
    });
    this.#queue('up', transport.open());
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  get isQuiet(): boolean {
    return this.#isOver || (this.up.length === 0 && this.down.length === 0 && !this.#isEnding);
  }

  send(payload: Uint8Array): void {
    if (!this.#isOver && !this.#isLeft) this.#queue('up', this.#transport.send(payload));
  }

  /** Delivers the oldest chunk of a direction, if there is one. */
  deliver(direction: 'up' | 'down'): void {
    if (this.#isOver) return;
    const chunk = this[direction].shift();
    if (chunk === undefined) {
      if (direction === 'down' && this.#isEnding) this.#end('the server closed it');
    } else if (direction === 'up') this.#stream.receive(chunk);
    else {
      this.delivered.push(chunk);
      this.#read(chunk);
    }
  }

  /** Delivers a frame of the server once more. */
  duplicate(back: number): void {
    const chunk = this.delivered.at(-1 - back);
    if (!this.#isOver && !this.#isLeft && chunk !== undefined) this.#read(chunk);
  }

  /** What is on its way is lost. */
  cut(reason: string): void {
    if (this.#isOver) return;
    this.#stream.closed(reason);
    this.#end(reason);
  }

  /** The client has it no more, and the server does not know: what the client wrote arrives, nothing else does. */
  leave(reason: string): void {
    if (this.#isOver || this.#isLeft) return;
    while (this.up.length > 0 && !this.#isOver) this.deliver('up');
    if (this.#isOver) return;
    this.#isLeft = true;
    this.#handler.closed(new RemoteError('CONNECTION_CLOSED', reason));
  }

  #queue(direction: 'up' | 'down', chunk: Uint8Array): void {
    this[direction].push(chunk);
    this.#schedule()?.(`${direction} ${chunk.length} bytes`, () => this.deliver(direction));
  }

  #end(reason: string): void {
    this.#isOver = true;
    if (!this.#isLeft) this.#handler.closed(new RemoteError('CONNECTION_CLOSED', reason));
  }

  #read(chunk: Uint8Array): void {
    if (this.#isLeft) return;
    for (const event of this.#transport.receive(chunk)) this.#handler.event(event);
  }
}

export class MemoryNetwork {
  readonly #dc: FakeDc;
  /** In the order in which they were opened. */
  readonly connections: MemoryConnection[] = [];
  /** Attempts to connect that will fail. */
  refusals = 0;
  /** Told of every chunk, unless they wait to be pumped. */
  schedule: Schedule | undefined;

  constructor(dc: FakeDc) {
    this.#dc = dc;
  }

  /** For `connect({ dial })`; `opened` is told of each connection. */
  dial(opened: (connection: MemoryConnection) => void): (transport: Transport) => Dial {
    return (transport) => async (handler) => {
      if (this.refusals > 0) {
        this.refusals--;
        throw new RemoteError('CONNECTION_CLOSED', 'refused');
      }
      const connection = new MemoryConnection(this.#dc, transport, handler, () => this.schedule);
      this.connections.push(connection);
      opened(connection);
      return {
        send: (payload) => connection.send(payload),
        close: async () => connection.cut('the client closed it'),
      };
    };
  }

  /** Delivers everything, both ways, until nothing more comes of it. */
  async pump(): Promise<void> {
    for (;;) {
      await turn();
      const busy = this.connections.filter((connection) => !connection.isQuiet);
      if (busy.length === 0) return;
      for (const connection of busy) {
        while (connection.up.length > 0 && !connection.isOver) connection.deliver('up');
        do connection.deliver('down');
        while (connection.down.length > 0 && !connection.isOver);
      }
    }
  }
}

/** What is ready in this turn of the event loop is done. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
