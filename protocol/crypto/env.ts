import type { Env } from '../bytes/index.ts';
import type { CryptoEngine } from './engine.ts';

/** An Env that also says which primitives to compute with; every state machine of the protocol takes one. */
export interface CryptoEnv extends Env {
  readonly crypto: CryptoEngine;
  scoped(scope: string): CryptoEnv;
}
