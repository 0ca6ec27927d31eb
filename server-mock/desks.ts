// What a payload meets, whatever carried it: the desk of the handshake or that of encrypted messages.
// A carrier (a TCP connection, an HTTP exchange) unframes bytes and gives the desks an outlet for the answers.

import type { CryptoEnv } from '../protocol/crypto/index.ts';
import { isPlainPayload, type Upcoming } from '../protocol/message/index.ts';
import { EncryptedDesk } from './encrypted-desk.ts';
import { HandshakeDesk } from './handshake-desk.ts';
import type { FrameContent, FrameReader, JournalNote } from './journal-entry.ts';
import type { OpenResponse } from './session/carrier.ts';
import type { Shared } from './shared.ts';

/** What a desk may do to its connection. */
export interface Outlet {
  /** Number of the connection. */
  readonly number: number;
  readonly kind: 'stream' | 'http';
  /** Frames a payload and sends it. */
  send(payload: Uint8Array): void;
  sendError(errorCode: number): void;
  sendQuickAck(token: number): void;
  end(reason: string): void;
  /** HTTP only: the response to the request that is being taken. */
  readonly response?: OpenResponse | undefined;
  record(note: JournalNote): void;
  /** Writes a frame down; `meaning` tells what it holds, now or when somebody looks. */
  recordFrame(direction: 'in' | 'out', bytes: Uint8Array, meaning: FrameContent | FrameReader): void;
}

/** A desk is there when somebody comes: of ten thousand connections, most may wait for their first byte. */
export class Desks {
  readonly #shared: Shared;
  readonly #env: CryptoEnv;
  readonly #outlet: Outlet;
  #handshakes: HandshakeDesk | undefined;
  #encrypted: EncryptedDesk | undefined;

  constructor(shared: Shared, env: CryptoEnv, outlet: Outlet) {
    this.#shared = shared;
    this.#env = env;
    this.#outlet = outlet;
    if (outlet.kind === 'stream') shared.silentStreams++;
  }

  /** What a chunk brought, before the payloads in it are taken one by one. */
  expect(upcoming: readonly Upcoming[]): void {
    this.#encrypted?.expect(upcoming);
  }

  /** Answers through the outlet, before it returns; over HTTP, a session may keep the response. */
  take(payload: Uint8Array, quickAck: boolean): void {
    try {
      if (isPlainPayload(payload)) this.#ofHandshakes().take(payload);
      else this.#ofEncrypted().take(payload, quickAck);
    } finally {
      this.#shared.journal.endFrame();
    }
  }

  /** All payloads of a chunk are taken. */
  flush(): void {
    this.#encrypted?.flush();
  }

  /** The connection is gone: nothing of it may fire any more. */
  closed(): void {
    if (this.#encrypted === undefined) this.#endSilence();
    this.#encrypted?.closed();
  }

  #ofHandshakes(): HandshakeDesk {
    this.#handshakes ??= new HandshakeDesk(this.#shared, this.#env, this.#outlet);
    return this.#handshakes;
  }

  #ofEncrypted(): EncryptedDesk {
    if (this.#encrypted === undefined) {
      this.#encrypted = new EncryptedDesk(this.#shared, this.#env, this.#outlet);
      this.#endSilence();
    }
    return this.#encrypted;
  }

  #endSilence(): void {
    if (this.#outlet.kind === 'stream') this.#shared.silentStreams--;
  }
}
