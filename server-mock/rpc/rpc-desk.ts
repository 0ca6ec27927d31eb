// Queries of the API: unwraps one, finds its handler, and answers when it is done.
// https://core.telegram.org/api/invoking

import {
  type ApiLayers,
  InitJudge,
  judgeQuery,
  type Query,
  QueryRefusal,
} from '../../protocol/invoking/index.ts';
import type { IncomingMessage, ReceivedMessage } from '../../protocol/session/index.ts';
import { mtproto, type TlObject, type TlValue } from '../../protocol/tl/index.ts';
import type { Session } from '../session/session.ts';
import { textOf } from '../text-of-error.ts';
import type { RpcContext } from './context.ts';
import { encodeResult, encodeUpdates, upgraded } from './layered.ts';
import { isOwnMethod, OwnAnswers, type OwnAnswersOptions } from './own-answers.ts';
import { RpcError } from './rpc-error.ts';
import { WaitingQueries } from './waiting-queries.ts';

export class RpcDesk {
  readonly #options: OwnAnswersOptions;
  readonly #own: OwnAnswers;
  readonly #waiting = new WeakMap<Session, WaitingQueries>();
  readonly #inits = new InitJudge();

  constructor(options: OwnAnswersOptions) {
    this.#options = options;
    this.#own = new OwnAnswers(options);
  }

  get layers(): ApiLayers {
    return this.#options.layers;
  }

  /** Takes a query; the answer is queued now or, when its handler is not done, later. */
  take(session: Session, message: IncomingMessage, received: ReceivedMessage): void {
    received.running = true;
    const wasKnown = session.key.client !== undefined;
    const query = judgeQuery(session, this.layers, message, session.host.settings);
    if (query instanceof QueryRefusal) {
      this.refuse(session, received, query.errorCode, query.errorMessage);
      return;
    }
    if (query.client !== undefined) this.#inits.judge(session, query, wasKnown);
    if (session.withoutUpdates !== false)
      session.withoutUpdates = query.withoutUpdates || isFileQuery(query.call._);
    const task: Task = { session, message, received, query };
    if (query.after.length === 0) this.#run(task);
    else this.#runAfter(task);
  }

  /** Answers what is not run, though nobody may know what was asked. */
  refuse(session: Session, received: ReceivedMessage, errorCode: number, errorMessage: string): void {
    this.#finish(session, received, new RpcError(errorCode, errorMessage));
  }

  /** The session is over: queries of it that wait for others are not run. */
  forget(session: Session): void {
    this.#waiting.get(session)?.stop();
    this.#waiting.delete(session);
  }

  /** Only what the handler throws, now or later, is its fault: all else that is thrown here is ours. */
  #run(task: Task): void {
    const { session, message, received, query } = task;
    const handler = isOwnMethod(query.call._) ? undefined : this.#options.routes.take(query.call._);
    if (handler === undefined) {
      this.#finish(session, received, this.#own.answer(session, message, query), query, 'dc');
      return;
    }
    const params = upgraded(this.layers, query.codec, query.call);
    const context = this.#context(task);
    let result: TlValue | PromiseLike<TlValue>;
    let isLater: boolean;
    try {
      result = handler(params, context);
      isLater = isThenable(result);
    } catch (error) {
      this.#finish(session, received, this.#failure(session, query, error), query);
      return;
    }
    if (!isLater) {
      this.#finish(session, received, result as TlValue, query);
      return;
    }
    const settle = (outcome: () => TlValue | RpcError): void =>
      this.#guard(session, () => {
        this.#expire(session);
        this.#finish(session, received, outcome(), query);
      });
    // Of its own kind or of another realm, or only something with `then`.
    Promise.resolve(result).then(
      (value) => settle(() => value),
      (error: unknown) => settle(() => this.#failure(session, query, error)),
    );
  }

  /** What no connection waits for has nobody to catch its faults. */
  #guard(session: Session, act: () => void): void {
    try {
      act();
    } catch (error) {
      session.host.fault('dc', textOf(error));
    }
  }

  #context({ session, message, query }: Task): RpcContext {
    return {
      connection: session.carrier?.number ?? 0,
      authKeyId: session.key.name,
      sessionId: session.id,
      msgId: message.msgId,
      layer: query.layer,
      client: session.key.client,
      env: this.#options.env,
      push: (update: TlObject) => this.push(session, update),
    };
  }

  /** Sends an update to a session, in the layer of its client. @throws MalformedError when it is none */
  push(session: Session, update: TlObject): void {
    if (session.withoutUpdates || this.#expire(session)) return;
    const layer = session.key.client?.layer ?? this.layers.registry.newest;
    const codec = this.layers.codec(layer) ?? this.layers.newest;
    const body = encodeUpdates(this.layers, codec, update);
    this.#guard(session, () => {
      session.queueUpdate(body);
      session.flush();
    });
  }

  /**
   * Ends its key, and so the session, if that has expired since somebody spoke; whether it had: nobody is spoken to
   * then.
   */
  #expire({ host, key }: Session): boolean {
    return host.authKeys.expire(key, this.#options.env.now());
  }

  /** A handler that fails in another way than by an rpc_error has a fault of its own. */
  #failure(session: Session, query: Query, error: unknown, origin: Origin = 'handler'): RpcError {
    if (error instanceof RpcError) return error;
    session.host.fault(origin, `${query.call._}: ${textOf(error)}`);
    return new RpcError(500, 'INTERNAL');
  }

  #finish(
    session: Session,
    received: ReceivedMessage,
    result: TlValue | RpcError,
    query?: Query,
    origin?: Origin,
  ): void {
    received.running = false;
    received.failed = result instanceof RpcError;
    const body = this.#encodeResult(session, received, result, query, origin);
    // Unless rpc_drop_answer gave it another answer.
    if (received.answer === undefined) {
      received.answer = session.answer(received, body);
      if (query?.client !== undefined && !(result instanceof RpcError) && !received.failed)
        this.#inits.answered(session, received.answer, result);
    }
    const waiting = this.#waiting.get(session);
    waiting?.wake(received.msgId);
    if (!session.isReceiving && !waiting?.isWaking) session.flush();
  }

  /** A result that cannot be encoded makes the query fail, and is a fault of where it comes from. */
  #encodeResult(
    session: Session,
    received: ReceivedMessage,
    result: TlValue | RpcError,
    query?: Query,
    origin?: Origin,
  ): Uint8Array {
    if (result instanceof RpcError) return errorBody(result);
    if (query === undefined) throw new Error('a result without a query');
    try {
      return encodeResult(this.layers, query.codec, query.call._, result);
    } catch (error) {
      received.failed = true;
      return errorBody(this.#failure(session, query, error, origin));
    }
  }

  #runAfter(task: Task): void {
    const { session, received, query } = task;
    let waiting = this.#waiting.get(session);
    if (waiting === undefined) {
      waiting = new WaitingQueries(session.received, this.#options.env);
      this.#waiting.set(session, waiting);
    }
    waiting.add(query.after, (failure) =>
      this.#guard(session, () => {
        if (failure === undefined) this.#run(task);
        else this.#finish(session, received, new RpcError(400, failure), query);
      }),
    );
  }
}

/** A query on its way to its handler. */
interface Task {
  readonly session: Session;
  readonly message: IncomingMessage;
  readonly received: ReceivedMessage;
  readonly query: Query;
}

/** Who made a result. */
type Origin = 'dc' | 'handler';

/** Those subscribe a session to nothing. https://core.telegram.org/method/invokeWithoutUpdates */
function isFileQuery(method: string): boolean {
  return method.startsWith('upload.');
}

/** Whatever object it is: it comes from a handler, which may say so in JavaScript. */
function isThenable(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

function errorBody({ errorCode, errorMessage }: RpcError): Uint8Array {
  return mtproto.encode({ _: 'rpc_error', error_code: errorCode, error_message: errorMessage });
}
