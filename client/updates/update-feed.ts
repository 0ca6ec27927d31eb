// Updates of the server on their way to whoever listens: each once, in order.
// https://core.telegram.org/api/updates. Left out: pts, qts and seq, which belong to an account's state.

import type { TlObject } from '../../protocol/tl/index.ts';

/** An object of the type Updates, as the layer of the client has it. */
export type UpdateHandler = (updates: TlObject) => void;
/** Updates may have been lost (updates.getDifference tells). */
export type GapHandler = () => void;

export class UpdateFeed {
  readonly #handlers = new Set<UpdateHandler>();
  readonly #gapHandlers = new Set<GapHandler>();

  /** Whether anybody listens. */
  get isWanted(): boolean {
    return this.#handlers.size > 0;
  }

  /** Returns what takes the handler away again. */
  add(handler: UpdateHandler): () => void {
    this.#handlers.add(handler);
    return () => void this.#handlers.delete(handler);
  }

  addGap(handler: GapHandler): () => void {
    this.#gapHandlers.add(handler);
    return () => void this.#gapHandlers.delete(handler);
  }

  deliver(updates: TlObject): void {
    for (const handler of this.#handlers) apart(() => handler(updates));
  }

  tellGap(): void {
    for (const handler of this.#gapHandlers) apart(handler);
  }
}

/** What a handler throws is an uncaught error of its own: it must not cost the next update. */
function apart(run: () => void): void {
  try {
    run();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
