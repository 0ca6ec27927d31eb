// The calls that wait for an answer: promises on one side, queries of a session on the other.

import { RemoteError, type Timer } from '../../protocol/bytes/index.ts';
import type { CryptoEnv } from '../../protocol/crypto/index.ts';
import { mtproto, type TlObject, type TlValue } from '../../protocol/tl/index.ts';
import type { ApiMethod, Api as ApiObject, ApiResult } from '../../schemas/index.ts';
import type { Hold } from '../hold-process.ts';
import { mtprotoName, type Request } from '../session/index.ts';
import { type Api, afterMsgs } from './api.ts';

/** The parameters of a method: typed by its name if the newest layer has it. */
export type CallParams<Method extends string> = Method extends ApiMethod
  ? Omit<ApiObject<Method>, '_'>
  : Readonly<Record<string, TlValue>>;
/** What a method answers. */
export type CallResult<Method extends string> = Method extends ApiMethod ? ApiResult<Method> : TlValue;
/** What follows the name of a method: parameters, which may be left out where all are optional, and options. */
export type CallArguments<Method extends string> =
  Record<never, never> extends CallParams<Method>
    ? [params?: CallParams<Method>, options?: CallOptions]
    : [params: CallParams<Method>, options?: CallOptions];

export interface CallOptions {
  /** Takes the call back: it is rejected with the reason of the signal, and the server is told. */
  readonly signal?: AbortSignal;
  /** How long to wait for the answer, in ms, reconnecting included; Infinity: for ever. */
  readonly timeout?: number;
  /** Earlier calls of this client that the server must have done before (invokeAfterMsg). */
  readonly after?: Promise<unknown> | readonly Promise<unknown>[];
}

interface Call {
  readonly method: string;
  readonly type: string;
  readonly resolve: (value: TlValue) => void;
  readonly reject: (error: unknown) => void;
  /** Takes back what would end it in another way. */
  readonly unwatch: () => void;
}

export class Calls {
  readonly #env: CryptoEnv;
  readonly #api: () => Api;
  readonly #cancelled: (request: Request) => void;
  readonly #hold: Hold;
  #letGo: (() => void) | undefined;
  readonly #waiting = new Map<Request, Call>();
  readonly #requests = new WeakMap<Promise<unknown>, Request>();

  /**
   * @param cancelled told of calls that were taken back, took too long, or failed with all others
   * @param hold held while any call waits
   */
  constructor(env: CryptoEnv, api: () => Api, cancelled: (request: Request) => void, hold: Hold) {
    this.#hold = hold;
    this.#env = env;
    this.#api = api;
    this.#cancelled = cancelled;
  }

  get size(): number {
    return this.#waiting.size;
  }

  isWaiting(request: Request): boolean {
    return this.#waiting.has(request);
  }

  /**
   * A new call; its request is not sent yet.
   * @throws UsageError for an unknown method, MalformedError for parameters that do not fit
   */
  open(
    call: TlObject,
    options: CallOptions & { readonly timeout: number },
  ): { request: Request; answer: Promise<TlValue> } {
    const api = this.#api();
    const request = this.#request(api.encode(call), options.after);
    const answer = this.wait(request, call._, api.resultOf(call), options);
    this.#requests.set(answer, request);
    return { request, answer };
  }

  /** Waits for the answer to a request, a value of `type`. */
  wait(
    request: Request,
    method: string,
    type: string,
    { signal, timeout }: { readonly signal?: AbortSignal | undefined; readonly timeout: number },
  ): Promise<TlValue> {
    return new Promise<TlValue>((resolve, reject) => {
      const unwatch = this.#watch(request, signal, timeout);
      this.#waiting.set(request, { method, type, resolve, reject, unwatch });
      this.#letGo ??= this.#hold();
    });
  }

  /** The body of rpc_result came. */
  answer(request: Request, body: Uint8Array): void {
    const call = this.#take(request);
    if (call === undefined) return;
    try {
      if (mtprotoName(body) === 'rpc_error') call.reject(rpcError(call.method, body));
      else call.resolve(this.#api().decode(call.type, body));
    } catch (error) {
      call.reject(error);
    }
  }

  fail(request: Request, error: unknown): void {
    this.#take(request)?.reject(error);
  }

  /** Nothing that failed is done later: whoever calls again would have it done twice. */
  failAll(error: unknown): void {
    const requests = [...this.#waiting.keys()];
    for (const request of requests) this.fail(request, error);
    // The first carries initConnection: it is needed as long as others are there.
    for (const request of requests.reverse()) this.#cancelled(request);
  }

  #take(request: Request): Call | undefined {
    const call = this.#waiting.get(request);
    this.#waiting.delete(request);
    if (this.#waiting.size === 0) {
      this.#letGo?.();
      this.#letGo = undefined;
    }
    call?.unwatch();
    return call;
  }

  #request(query: Uint8Array, after: CallOptions['after'] = []): Request {
    const earlier = [after].flat().flatMap((promise) => this.#requests.get(promise) ?? []);
    return {
      after: earlier,
      build: ({ init, idOf }) => {
        const ids = earlier.flatMap((request) => idOf(request) ?? []);
        return afterMsgs(init ? this.#api().withInit(query) : query, ids);
      },
    };
  }

  #watch(request: Request, signal: AbortSignal | undefined, timeout: number): () => void {
    const end = (error: unknown): void => {
      this.fail(request, error);
      this.#cancelled(request);
    };
    const abort = (): void => end(signal?.reason);
    signal?.addEventListener('abort', abort, { once: true });
    const timer: Timer | undefined = Number.isFinite(timeout)
      ? this.#env.setTimer(timeout, () =>
          end(new RemoteError('TIMEOUT', `no answer within ${timeout} ms`, { timeout })),
        )
      : undefined;
    return () => {
      timer?.cancel();
      signal?.removeEventListener('abort', abort);
    };
  }
}

/** https://core.telegram.org/api/errors */
function rpcError(method: string, body: Uint8Array): RemoteError {
  const error = mtproto.decode(body);
  if (error._ !== 'rpc_error') throw new TypeError(`not an rpc_error: ${error._}`);
  const { error_code: errorCode, error_message: errorMessage } = error;
  return new RemoteError('RPC_ERROR', `${method}: ${errorCode} ${errorMessage}`, {
    errorCode,
    errorMessage,
    method,
  });
}
