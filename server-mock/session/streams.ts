// The streams that a session spoke through before, and through which its client may speak again. What went through one
// of them comes again when that is gone.

import type { Carrier } from './carrier.ts';
import type { Session } from './session.ts';

export class Streams {
  readonly #session: Session;
  readonly #others = new Set<Carrier>();
  /** Numbers of streams that are gone since anybody asked; mostly undefined. */
  #lost: Set<number> | undefined;

  constructor(session: Session) {
    this.#session = session;
  }

  /** The session speaks through another connection from now on. */
  remember(stream: Carrier): void {
    this.#others.add(stream);
    stream.remember(this.#session);
  }

  /** The session speaks through the stream again; false when that is a new one. */
  rejoin(stream: Carrier): boolean {
    return this.#others.delete(stream);
  }

  /** The stream is gone. */
  lose(stream: Carrier): void {
    this.#others.delete(stream);
    this.#lost ??= new Set();
    this.#lost.add(stream.number);
  }

  /** The streams that are gone since the last time. */
  takeLost(): ReadonlySet<number> | undefined {
    const lost = this.#lost;
    if (lost !== undefined) this.#lost = undefined;
    return lost;
  }

  /** The session is over. */
  end(): void {
    for (const stream of this.#others) stream.leave(this.#session);
    this.#others.clear();
  }
}
