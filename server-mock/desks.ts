// What a payload meets, whatever carried it: the desk of the handshake or that of encrypted messages.
// A carrier (a TCP connection, an HTTP exchange) unframes bytes and gives the desks an outlet for the answers.

import type { CryptoEnv } from '../protocol/crypto/index.ts';
import { isPlainPayload, type Upcoming } from '../protocol/message/index.ts';
import { EncryptedDesk } from './encrypted-desk.ts';
import { HandshakeDesk } from './handshake-desk.ts';
import type { FrameContent, FrameReader, JournalNote } from './journal.ts';
import type { HttpWait } from './session/carrier.ts';
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
  /** HTTP only: how long a response may wait for something to say. */
  wait?(times: HttpWait): void;
  /** HTTP only: a session has something to say; true when it shall keep that until release(). */
  gather?(): boolean;
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

  /** Answers through the outlet, before it returns. */
  take(payload: Uint8Array, quickAck: boolean): void {
    try {
      if (isPlainPayload(payload)) this.#ofHandshakes().take(payload);
      else this.#ofEncrypted().take(payload, quickAck);
    } finally {
      this.#shared.journal.endFrame();
    }
  }

  /** How many sessions speak through this connection. */
  get sessions(): number {
    return this.#encrypted?.sessions ?? 0;
  }

  /** All payloads of a chunk are taken. */
  flush(): void {
    this.#encrypted?.flush();
  }

  /** What was gathered is sent. */
  release(): void {
    this.#encrypted?.release();
  }

  /** Sends an empty container: what a long poll gets when its time is up. */
  sendNothing(): void {
    this.#encrypted?.sendNothing();
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
