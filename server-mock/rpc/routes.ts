// Which handler takes which method. The words are msw's: use, once, resetHandlers.

import type { TlObject, TlValue } from '../../protocol/tl/index.ts';
import type { Api, ApiMethod, ApiResult } from '../../schemas/index.ts';
import type { RpcContext } from './context.ts';

/** The parameters of a method: typed by its name if the newest layer has it. */
export type RpcParams<Method extends string> = Method extends ApiMethod ? Api<Method> : TlObject;
/** What a method answers. */
export type RpcResult<Method extends string> = Method extends ApiMethod ? ApiResult<Method> : TlValue;

/**
 * Answers one method: a value of its result type, or a promise of one; throws rpcError for an rpc_error.
 * Both are of the newest layer, whatever layer the client speaks.
 */
export type RpcHandler<Method extends string = string> = (
  params: RpcParams<Method>,
  context: RpcContext,
) => RpcResult<Method> | Promise<RpcResult<Method>>;

/** A method and its handler; made by rpc(). */
export interface RpcRoute {
  readonly method: string;
  readonly handler: RpcHandler;
}

/** @param method as the schema spells it, e.g. `help.getNearestDc` */
export function rpc<Method extends ApiMethod | (string & {})>(
  method: Method,
  handler: RpcHandler<Method>,
): RpcRoute {
  return { method, handler: handler as unknown as RpcHandler };
}

export class Routes {
  readonly #base: ReadonlyMap<string, RpcRoute>;
  /** The newest first. */
  #added: { readonly route: RpcRoute; readonly once: boolean }[] = [];

  /** @param base handlers that resetHandlers() leaves */
  constructor(base: readonly RpcRoute[]) {
    const first = new Map<string, RpcRoute>();
    for (const route of base) if (!first.has(route.method)) first.set(route.method, route);
    this.#base = first;
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
    const added = this.#added.length === 0 ? undefined : this.#takeAdded(method);
    return (added ?? this.#base.get(method))?.handler;
  }

  #takeAdded(method: string): RpcRoute | undefined {
    const index = this.#added.findIndex(({ route }) => route.method === method);
    const found = this.#added[index];
    if (found?.once) this.#added.splice(index, 1);
    return found?.route;
  }

  /** Methods that have a handler. */
  methods(): string[] {
    return [...new Set([...this.#added.map(({ route }) => route.method), ...this.#base.keys()])];
  }
}
