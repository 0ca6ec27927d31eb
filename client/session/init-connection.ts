// Which query carries invokeWithLayer(initConnection(...)): the first of a session, and no other while it is under way.
// https://core.telegram.org/api/invoking#saving-client-info

import type { Request } from './request.ts';

export class InitConnection {
  #state: 'needed' | 'done' | Request = 'needed';

  /** Whether `request`, which is about to be sent, must carry it. */
  isFor(request: Request): boolean {
    if (request.needsNoInit || this.#state === 'done') return false;
    if (this.#state === 'needed') this.#state = request;
    return this.#state === request;
  }

  isCarriedBy(request: Request): boolean {
    return this.#state === request;
  }

  /** The server took the query. */
  arrive(request: Request): void {
    if (this.#state === request) this.#state = 'done';
  }

  /** The query is given up. */
  lose(request: Request): void {
    if (this.#state === request) this.#state = 'needed';
  }

  /** The server knows nothing of the client (any more). */
  reset(): void {
    this.#state = 'needed';
  }
}
