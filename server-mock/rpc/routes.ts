// Which handler takes which method. The words are msw's: use, once, resetHandlers.

import type { TlObject, TlValue } from '../../protocol/tl/index.ts';
import type { RpcContext } from './context.ts';

/** Answers one method: a value of its result type, or a promise of one; throws rpcError for an rpc_error. */
export type RpcHandler = (params: TlObject, context: RpcContext) => TlValue | Promise<TlValue>;

/** A method and its handler; made by rpc(). */
export interface RpcRoute {
  readonly method: string;
  readonly handler: RpcHandler;
}

/** @param method as the schema spells it, e.g. `help.getNearestDc` */
export function rpc(method: string, handler: RpcHandler): RpcRoute {
  return { method, handler };
}

export class Routes {
  readonly #base: readonly RpcRoute[];
  /** The newest first. */
  #added: { readonly route: RpcRoute; readonly once: boolean }[] = [];

  /** @param base handlers that resetHandlers() leaves */
  constructor(base: readonly RpcRoute[]) {
    this.#base = base;
  }

  /** These come before all that were there. */
  use(...routes: readonly RpcRoute[]): void {
    this.#added.unshift(...routes.map((route) => ({ route, once: false })));
  }

  /** As use, and each is gone after one call. */
  once(...routes: readonly RpcRoute[]): void {
    this.#added.unshift(...routes.map((route) => ({ route, once: true })));
  }

  /** Forgets what use() and once() added. */
  reset(): void {
    this.#added = [];
  }

  /** The handler of a method; one of once() is used up by this. */
  take(method: string): RpcHandler | undefined {
    const index = this.#added.findIndex(({ route }) => route.method === method);
    const found = this.#added[index];
    if (found?.once) this.#added.splice(index, 1);
    return found?.route.handler ?? this.#base.find((route) => route.method === method)?.handler;
  }

  /** Methods that have a handler. */
  methods(): string[] {
    return [
      ...new Set([
        ...this.#added.map(({ route }) => route.method),
        ...this.#base.map(({ method }) => method),
      ]),
    ];
  }
}
