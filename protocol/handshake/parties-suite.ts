// What the tests of the handshake share: two RSA keys, and both sides on one seed.

import { generateKeyPairSync } from 'node:crypto';
import {
  type CryptoEngine,
  parsePrivateKeyPem,
  type RsaPrivateKey,
  type SeededEnv,
  seededEnv,
} from '../crypto/index.ts';
import {
  type ClientHandshakeConfig,
  type Exchange,
  type ExchangeOptions,
  exchangeHandshake,
  type ServerHandshakeConfig,
} from './index.ts';

/** Two keys of this run. */
export const KEYS: readonly [RsaPrivateKey, RsaPrivateKey] = [rsaKey(), rsaKey()];

export interface PartiesOptions extends Pick<ExchangeOptions, 'onQuery' | 'onAnswer'> {
  readonly seed?: number | string;
  readonly client?: Partial<ClientHandshakeConfig>;
  readonly server?: Partial<ServerHandshakeConfig>;
  readonly engine?: CryptoEngine;
}

export interface Parties {
  readonly env: SeededEnv;
  readonly client: { readonly config: ClientHandshakeConfig; readonly env: SeededEnv };
  readonly server: { readonly config: ServerHandshakeConfig; readonly env: SeededEnv };
}

/** A client and a server of DC 2 that fit together, unless told otherwise. */
export function parties({ seed = 1, client = {}, server = {}, engine }: PartiesOptions = {}): Parties {
  const env = seededEnv({ seed, ...(engine === undefined ? {} : { engine }) });
  return {
    env,
    client: { config: { keys: KEYS, dc: 2, ...client }, env: env.scoped('client') },
    server: { config: { keys: KEYS, dc: 2, test: false, ...server }, env: env.scoped('server') },
  };
}

/** One handshake between them. */
export function exchange(options: PartiesOptions = {}): Exchange {
  const { onQuery, onAnswer } = options;
  return exchangeHandshake({
    ...parties(options),
    ...(onQuery === undefined ? {} : { onQuery }),
    ...(onAnswer === undefined ? {} : { onAnswer }),
  });
}

/** The ids of the rules that the server wrote down. */
export function rulesOf({ violations }: Pick<Exchange, 'violations'>): string[] {
  return violations.map(({ rule }) => rule);
}

function rsaKey(): RsaPrivateKey {
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    publicKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  return parsePrivateKeyPem(privateKey);
}
