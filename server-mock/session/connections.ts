// The connections of one session: that which it speaks through, and the streams that it spoke through before, which its
// client may use again. What may not have come through another one is said again.
// https://core.telegram.org/mtproto/description#session

import type { Carrier } from './carrier.ts';
import { ANY_RESPONSE } from './outbox.ts';
import type { Session } from './session.ts';

/**
 * What went through another stream, which has brought nothing since, is said again when it is not acknowledged for so
 * long, ms.
 */
const PATIENCE_MS = 60_000;

export class Connections {
  readonly #session: Session;
  #current: Carrier | undefined;
  /** Streams that spoke before it, once there was one, which the client may still listen to. */
  #others: Set<Carrier> | undefined;
  /** Numbers of those that are gone since a message came; mostly undefined. */
  #lost: Set<number> | undefined;
  /** When the current one brought a message last, ms since the epoch. */
  #heardAt = 0;
  /** When to look for what other streams carried, ms since the epoch. */
  #lookAt = 0;
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
    this.#heardAt = now;
    // Every response of HTTP says again what is not acknowledged.
    if (this.#others === undefined || carrier.kind === 'http') return;
    if (this.#lost !== undefined) this.#repeatLost(this.#lost, now);
    if (now >= this.#lookAt) this.#repeatUncertain(now);
  }

  /** The stream that spoke last of those that are still there, if the current one is gone. */
  get latestOther(): Carrier | undefined {
    return this.#others === undefined ? undefined : [...this.#others].at(-1);
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
    this.#session.outbox.ledger.heard?.delete(stream.number);
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
    this.#session.outbox.ledger.through = carrier.kind === 'http' ? ANY_RESPONSE : carrier.number;
    const isKnown = this.#others?.delete(carrier) === true;
    if (before?.kind === 'stream') this.#remember(before);
    if (carrier.kind === 'http') this.#hadHttp = true;
    else if (!isKnown) this.#repeatAll(now);
    else if (this.#hadHttp) this.#session.outbox.repeatResponses(now);
  }

  #remember(stream: Carrier): void {
    this.#others ??= new Set();
    this.#others.add(stream);
    const { ledger } = this.#session.outbox;
    ledger.heard ??= new Map();
    ledger.heard.set(stream.number, this.#heardAt);
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
  /** A stream may be dead for long before anybody knows. */
  #repeatUncertain(now: number): void {
    this.#lookAt = now + PATIENCE_MS / 4;
    this.#session.outbox.repeatUncertain(now - PATIENCE_MS, now);
  }
}
