// The connections of one session: that which it speaks through, and the streams that it spoke through before, which its
// client may use again. What may not have come through another one is said again.
// https://core.telegram.org/mtproto/description#session

import type { Carrier } from './carrier.ts';
import type { Session } from './session.ts';

export class Connections {
  readonly #session: Session;
  #current: Carrier | undefined;
  /** Streams that spoke before it, once there was one, which the client may still listen to. */
  #others: Set<Carrier> | undefined;
  /** Numbers of those that are gone since a message came; mostly undefined. */
  #lost: Set<number> | undefined;
  /** Whether a response of HTTP may have carried something. */
  #hadHttp = false;

  constructor(session: Session) {
    this.#session = session;
  }

  /** The connection that spoke last, if it is still there. */
  get current(): Carrier | undefined {
    return this.#current;
  }

  /** The session speaks through the connection from now on, at `now` ms since the epoch. */
  attach(carrier: Carrier, now: number): void {
    if (this.#current !== carrier) this.#change(carrier, now);
    // Every response of HTTP says again what is not acknowledged.
    if (this.#lost !== undefined && carrier.kind === 'stream') this.#repeatLost(this.#lost, now);
  }

  /** The current one is gone, or the session is over. */
  detach(): void {
    const current = this.#current;
    this.#current = undefined;
    current?.leave(this.#session);
    if (current?.kind === 'stream') this.lose(current);
  }

  /** A stream is gone. */
  lose(stream: Carrier): void {
    this.#others?.delete(stream);
    // What comes next is a new one otherwise, which brings everything again.
    if (this.#others === undefined) return;
    this.#lost ??= new Set();
    this.#lost.add(stream.number);
  }

  /** The session is over. */
  end(): void {
    this.detach();
    for (const stream of this.#others ?? []) stream.leave(this.#session);
    this.#others = undefined;
  }

  #change(carrier: Carrier, now: number): void {
    const before = this.#current;
    before?.leave(this.#session);
    carrier.join(this.#session);
    this.#current = carrier;
    const isKnown = this.#others?.delete(carrier) === true;
    if (before?.kind === 'stream') this.#remember(before);
    if (carrier.kind === 'http') this.#hadHttp = true;
    else if (!isKnown) this.#repeatAll(now);
    else if (this.#hadHttp) this.#session.outbox.repeatResponses(now);
  }

  #remember(stream: Carrier): void {
    this.#others ??= new Set();
    this.#others.add(stream);
    stream.remember(this.#session);
  }

  /** A client that opens another connection has mostly lost the one before, though the DC need not know that yet. */
  #repeatAll(now: number): void {
    this.#lost = undefined;
    this.#session.outbox.repeatAll(now);
  }

  #repeatLost(lost: ReadonlySet<number>, now: number): void {
    this.#lost = undefined;
    this.#session.outbox.repeatAll(now, lost);
  }
}
