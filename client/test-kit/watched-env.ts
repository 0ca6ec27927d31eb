// For tests: an Env that tells under which keys messages are sealed, temporary ones included.

import type { CryptoEngine, CryptoEnv } from '../../protocol/crypto/index.ts';

/** @param sealedUnder told the bytes of the key of every message */
export function watchedEnv(env: CryptoEnv, sealedUnder: (key: Uint8Array) => void): CryptoEnv {
  const sealV2: CryptoEngine['sealV2'] = (id, key, ...rest) => {
    sealedUnder(key.slice());
    return env.crypto.sealV2(id, key, ...rest);
  };
  const crypto = new Proxy(env.crypto, {
    get: (engine, name) => (name === 'sealV2' ? sealV2 : Reflect.get(engine, name)),
  });
  return { ...env, crypto };
}
