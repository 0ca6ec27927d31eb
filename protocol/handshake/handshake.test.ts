import { generateKeyPairSync } from 'node:crypto';
import { expect, it } from 'vitest';
import { parsePrivateKeyPem, seededEnv } from '../crypto/index.ts';
import {
  initialServerHandshake,
  startClientHandshake,
  stepClientHandshake,
  stepServerHandshake,
} from './index.ts';

it('completes', () => {
  const pem = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    publicKeyEncoding: { type: 'pkcs1', format: 'pem' },
  }).privateKey;
  const key = parsePrivateKeyPem(pem);
  const t0 = performance.now();
  for (let i = 0; i < 20; i++) {
    const senv = seededEnv({ seed: i });
    const cenv = seededEnv({ seed: 100 + i });
    const sc = { keys: [key], dc: 2, test: false };
    const cc = { keys: [key], dc: 2 };
    let s = initialServerHandshake();
    let c = startClientHandshake(cc, cenv);
    for (;;) {
      const r = stepServerHandshake(sc, s, c.send, senv);
      s = r.state;
      expect(r.violations).toEqual([]);
      const n = stepClientHandshake(cc, c.state as never, r.answer as Uint8Array, cenv);
      if ('result' in n) {
        expect(n.result.authKey).toEqual(r.created?.authKey);
        break;
      }
      c = n as never;
    }
  }
  console.log((performance.now() - t0) / 20);
});
