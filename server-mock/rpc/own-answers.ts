// What the DC answers by itself: auth.bindTempAuthKey, and methods that have no handler.

import type { CryptoEnv } from '../../protocol/crypto/index.ts';
import type { ApiLayers, Query } from '../../protocol/invoking/index.ts';
import type { IncomingMessage } from '../../protocol/session/index.ts';
import type { TlSchema, TlValue } from '../../protocol/tl/index.ts';
import type { Session } from '../session/session.ts';
import { bindTempAuthKey } from './bind-temp-auth-key.ts';
import { Generator } from './generate.ts';
import { nearMisses } from './near-misses.ts';
import type { Routes } from './routes.ts';
import { RpcError } from './rpc-error.ts';

export interface OwnAnswersOptions {
  readonly layers: ApiLayers;
  readonly routes: Routes;
  /** What a method without a handler gets. */
  readonly unhandled: 'error' | 'generate';
  readonly env: CryptoEnv;
}

/** Methods that no handler takes. */
export function isOwnMethod(method: string): boolean {
  return method === BIND_TEMP_AUTH_KEY;
}

export class OwnAnswers {
  readonly #options: OwnAnswersOptions;
  readonly #env: CryptoEnv;
  readonly #generators = new WeakMap<TlSchema, Generator>();

  constructor(options: OwnAnswersOptions) {
    this.#options = options;
    this.#env = options.env.scoped('generate');
  }

  answer(session: Session, message: IncomingMessage, query: Query): TlValue | RpcError {
    try {
      return isOwnMethod(query.call._)
        ? bindTempAuthKey(session, message, query.call)
        : this.#unhandled(session, query);
    } catch (error) {
      if (error instanceof RpcError) return error;
      throw error;
    }
  }

  #unhandled(session: Session, query: Query): TlValue {
    const method = query.call._;
    const { routes, unhandled, layers } = this.#options;
    session.carrier?.record({
      kind: 'unhandled',
      method,
      nearMisses: nearMisses(method, routes.methods(), layers, query.codec.schema.layer ?? query.layer),
    });
    const { schema } = query.codec;
    const definition = unhandled === 'error' ? undefined : schema.byName(method);
    if (definition === undefined) throw new RpcError(400, 'INPUT_METHOD_INVALID');
    const generator = this.#generatorOf(schema);
    const shape = schema.shapeOf(definition.result);
    if (!generator.canMake(shape)) throw new RpcError(400, 'INPUT_METHOD_INVALID');
    return generator.value(shape);
  }

  #generatorOf(schema: TlSchema): Generator {
    const known = this.#generators.get(schema);
    if (known !== undefined) return known;
    const generator = new Generator(schema, (length) => this.#env.random('generate/value', length));
    this.#generators.set(schema, generator);
    return generator;
  }
}

const BIND_TEMP_AUTH_KEY = 'auth.bindTempAuthKey';
