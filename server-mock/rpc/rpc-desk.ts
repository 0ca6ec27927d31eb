// Queries of the API: unwraps one, finds its handler, and answers when it is done.
// https://core.telegram.org/api/invoking

import type { CryptoEnv } from '../../protocol/crypto/index.ts';
import {
  type ApiLayers,
  InitJudge,
  judgeQuery,
  type Query,
  QueryRefusal,
} from '../../protocol/invoking/index.ts';
import type { IncomingMessage, ReceivedMessage } from '../../protocol/session/index.ts';
import { mtproto, type TlObject, type TlSchema, type TlValue } from '../../protocol/tl/index.ts';
import type { Session } from '../session/session.ts';
import { bindTempAuthKey } from './bind-temp-auth-key.ts';
import type { RpcContext } from './context.ts';
import { Generator } from './generate.ts';
import { encodeResult, encodeUpdates, upgraded } from './layered.ts';
import { nearMisses } from './near-misses.ts';
import type { Routes } from './routes.ts';
import { RpcError } from './rpc-error.ts';
import { WaitingQueries } from './waiting-queries.ts';

export interface RpcDeskOptions {
  readonly layers: ApiLayers;
  readonly routes: Routes;
  /** What a method without a handler gets. */
  readonly unhandled: 'error' | 'generate';
  readonly env: CryptoEnv;
}

export class RpcDesk {
  readonly #options: RpcDeskOptions;
  readonly #generateEnv: CryptoEnv;
  readonly #generators = new WeakMap<TlSchema, Generator>();
  readonly #waiting = new WeakMap<Session, WaitingQueries>();
  readonly #inits = new InitJudge();

  constructor(options: RpcDeskOptions) {
    this.#options = options;
    this.#generateEnv = options.env.scoped('generate');
  }

  get layers(): ApiLayers {
    return this.#options.layers;
  }

  /** Takes a query; the answer is queued now or, when its handler is not done, later. */
  take(session: Session, message: IncomingMessage, received: ReceivedMessage): void {
    received.running = true;
    const done = (result: TlValue | RpcError, query?: Query): void =>
      this.#finish(session, received, result, query);
    const wasKnown = session.key.client !== undefined;
    const query = judgeQuery(session, this.layers, message, session.host.settings);
    if (query instanceof QueryRefusal) {
      done(new RpcError(query.errorCode, query.errorMessage));
      return;
    }
    if (query.client !== undefined) this.#inits.judge(session, query, wasKnown);
    session.withoutUpdates = query.withoutUpdates;
    if (query.after.length === 0) this.#run(session, message, query, done);
    else this.#runAfter(session, message, query, done);
  }

  #run(
    session: Session,
    message: IncomingMessage,
    query: Query,
    done: (result: TlValue | RpcError, query: Query) => void,
  ): void {
    try {
      const result = this.#call(session, message, query);
      if (result instanceof Promise)
        result.then(
          (value) => done(value, query),
          (error: unknown) => done(this.#failure(session, query, error), query),
        );
      else done(result, query);
    } catch (error) {
      done(this.#failure(session, query, error), query);
    }
  }

  #call(session: Session, message: IncomingMessage, query: Query): TlValue | Promise<TlValue> {
    const method = query.call._;
    if (method === 'auth.bindTempAuthKey') return bindTempAuthKey(session, message, query.call);
    const handler = this.#options.routes.take(method);
    if (handler !== undefined)
      return handler(upgraded(this.layers, query.codec, query.call), this.#context(session, message, query));
    return this.#unhandled(session, query);
  }

  #unhandled(session: Session, query: Query): TlValue {
    const method = query.call._;
    const { routes, unhandled, layers } = this.#options;
    session.carrier?.record({
      kind: 'unhandled',
      method,
      nearMisses: nearMisses(method, routes.methods(), layers, query.codec.schema.layer ?? query.layer),
    });
    if (unhandled === 'error') throw new RpcError(400, 'INPUT_METHOD_INVALID');
    const { schema } = query.codec;
    const definition = schema.byName(method);
    if (definition === undefined) throw new RpcError(400, 'INPUT_METHOD_INVALID');
    const generator = this.#generatorOf(schema);
    const shape = schema.shapeOf(definition.result);
    if (!generator.canMake(shape)) throw new RpcError(400, 'INPUT_METHOD_INVALID');
    return generator.value(shape);
  }

  #generatorOf(schema: TlSchema): Generator {
    const known = this.#generators.get(schema);
    if (known !== undefined) return known;
    const generator = new Generator(schema, (length) => this.#generateEnv.random('generate/value', length));
    this.#generators.set(schema, generator);
    return generator;
  }

  #context(session: Session, message: IncomingMessage, query: Query): RpcContext {
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

  /** Sends an update to a session, in the layer of its client. */
  push(session: Session, update: TlObject): void {
    if (session.withoutUpdates) return;
    const layer = session.key.client?.layer ?? this.layers.registry.newest;
    const codec = this.layers.codec(layer) ?? this.layers.newest;
    session.queueUpdate(encodeUpdates(this.layers, codec, update));
    session.flush();
  }

  /** A handler that fails in another way than by an rpc_error has a fault of its own. */
  #failure(session: Session, query: Query, error: unknown): RpcError {
    if (error instanceof RpcError) return error;
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    session.host.fault('handler', `${query.call._}: ${text}`);
    return new RpcError(500, 'INTERNAL');
  }

  #finish(session: Session, received: ReceivedMessage, result: TlValue | RpcError, query?: Query): void {
    received.running = false;
    received.failed = result instanceof RpcError;
    const body = this.#encodeResult(session, received, result, query);
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

  /** A result that cannot be encoded makes the query fail, and is a fault of its handler. */
  #encodeResult(
    session: Session,
    received: ReceivedMessage,
    result: TlValue | RpcError,
    query?: Query,
  ): Uint8Array {
    if (result instanceof RpcError) return errorBody(result);
    if (query === undefined) throw new Error('a result without a query');
    try {
      return encodeResult(this.layers, query.codec, query.call._, result);
    } catch (error) {
      received.failed = true;
      return errorBody(this.#failure(session, query, error));
    }
  }

  #runAfter(
    session: Session,
    message: IncomingMessage,
    query: Query,
    done: (result: TlValue | RpcError, query?: Query) => void,
  ): void {
    let waiting = this.#waiting.get(session);
    if (waiting === undefined) {
      waiting = new WaitingQueries(session.received, this.#options.env);
      this.#waiting.set(session, waiting);
    }
    waiting.add(query.after, (failure) => {
      if (failure === undefined) this.#run(session, message, query, done);
      else done(new RpcError(400, failure), query);
    });
  }
}

function errorBody({ errorCode, errorMessage }: RpcError): Uint8Array {
  return mtproto.encode({ _: 'rpc_error', error_code: errorCode, error_message: errorMessage });
}
