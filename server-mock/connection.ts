// One connection, without its socket: bytes in, bytes out. The stairs are in one place and in one order:
//   bytes -> transport -> desks (plain | encrypted) -> answers -> transport -> bytes
// A broken rule goes to the journal; what is then sent is what production sends.

import { type HarnessError, toHex } from '../protocol/bytes/index.ts';
import type { CryptoEnv } from '../protocol/crypto/index.ts';
import {
  createServerTransport,
  type Transport,
  type TransportEvent,
  transportRule,
} from '../protocol/transport/index.ts';
import { Desks, type Outlet } from './desks.ts';
import type { FrameContent, FrameReader, JournalNote } from './journal-entry.ts';
import type { Shared } from './shared.ts';
import { textOf } from './text-of-error.ts';

/** What the owner of the socket does for a connection. */
export interface Wire {
  write(bytes: Uint8Array): void;
  /** Ends the connection after what was written is sent. */
  end(): void;
}

export class Connection implements Outlet {
  readonly kind = 'stream';
  readonly number: number;
  readonly #shared: Shared;
  readonly #wire: Wire;
  readonly #transport: Transport;
  readonly #desks: Desks;
  #announced = false;
  #closed = false;

  constructor(number: number, shared: Shared, wire: Wire) {
    this.number = number;
    this.#shared = shared;
    this.#wire = wire;
    const env: CryptoEnv = shared.settings.env.scoped(`connection/${number}`);
    this.#transport = createServerTransport({ ...shared.transport, engine: env.crypto, env });
    this.#desks = new Desks(shared, env, this);
    this.record({ kind: 'opened' });
  }

  /** Takes bytes as they came; answers through the wire. Never throws. */
  receive(chunk: Uint8Array): void {
    if (this.#closed) return;
    try {
      const events = this.#transport.receive(chunk);
      this.#announce();
      this.#desks.expect(events);
      for (const event of events) {
        if (this.#closed) return;
        this.#take(event, chunk);
      }
      this.#desks.expect(NOTHING);
      this.#desks.flush();
    } catch (error) {
      this.record({
        kind: 'fault',
        origin: 'dc',
        error: textOf(error),
      });
      this.end('a fault of the server');
    }
  }

  /** The peer or the network ended it. */
  closed(reason: string): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#desks.closed();
    this.record({ kind: 'closed', reason });
  }

  send(payload: Uint8Array): void {
    if (!this.#closed) this.#wire.write(this.#transport.send(payload));
  }

  sendError(errorCode: number): void {
    if (this.#closed) return;
    this.recordFrame('out', new Uint8Array(Int32Array.of(errorCode).buffer), { type: 'error', errorCode });
    this.#wire.write(this.#transport.sendError(errorCode));
  }

  sendQuickAck(token: number): void {
    if (this.#closed) return;
    const bytes = this.#transport.sendQuickAck(token);
    if (bytes.length === 0) return;
    this.recordFrame('out', bytes, { type: 'quick-ack', token });
    this.#wire.write(bytes);
  }

  end(reason: string): void {
    if (this.#closed) return;
    this.closed(reason);
    this.#wire.end();
  }

  record(note: JournalNote): void {
    this.#shared.journal.add(this.number, note);
  }

  recordFrame(direction: 'in' | 'out', bytes: Uint8Array, meaning: FrameContent | FrameReader): void {
    this.#shared.journal.addFrame(this.number, direction, bytes, meaning);
  }

  #take(event: TransportEvent, chunk: Uint8Array): void {
    if (event.kind === 'failed') this.#refuse(event.error, chunk);
    if (event.kind === 'payload') this.#desks.take(event.payload, event.quickAck);
  }

  #announce(): void {
    const { description } = this.#transport;
    if (this.#announced || description === undefined) return;
    this.#announced = true;
    this.record({ kind: 'transport', transport: description });
  }

  /** A byte stream that cannot go on: the violation, with the beginning of the chunk in which it was seen, and the end. */
  #refuse(error: HarnessError, chunk: Uint8Array): void {
    const violation = {
      rule: transportRule(error),
      detail: error.message,
      actual: toHex(chunk.subarray(0, SHOWN_BYTES)),
    };
    this.record({ kind: 'violation', violation });
    this.end(error.code);
  }
}

const NOTHING: readonly TransportEvent[] = [];
/** As long as what tells a transport. */
const SHOWN_BYTES = 64;
