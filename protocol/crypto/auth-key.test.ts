import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../bytes/index.ts';
import { authKeyAuxHash, authKeyId, initialSalt, newNonceHash, tmpAesKeyIv } from './auth-key.ts';
import { engine as node } from './engine-node.ts';
import { engine as portable } from './engine-portable.ts';

const SEQUENCE: Uint8Array = Uint8Array.from({ length: 256 }, (_, i) => i);

// https://core.telegram.org/mtproto/samples-auth_key as of 2013
const SAMPLE = {
  newNonce: fromHex('311c85db234aa2640afc4a76a735cf5b1f0fd68bd17fa181e1229ad867cc024d'),
  serverNonce: fromHex('a5cf4d33f4a11ea877ba4aa573907330'),
  authKey: fromHex(
    'ab96e207c631300986f30ef97df55e179e63c112675f0ce502ee76d74bbee6cbd1e95772818881e9f2ff54bd52c25878' +
      '7474f6a7bea61eabe49d1d01d55f64fc07bc31685716ec8fb46feacf9502e42cfd6b9f45a08e90aa5c2b5933ac767cbe' +
      '1cd50d8e64f89727ca4a1a5d32c0db80a9fcdbddd4f8d5a1e774198f1a4299f927c484feec395f29647e43c3243986f9' +
      '3609e23538c21871df50e00070b3b6a8fa9bc15628e8b43ff977409a61ceec5a21cf7dfb5a4cc28f5257bc30cd8f2fb9' +
      '2fbf21e28924065f50e0bbd5e11a420300e2c136b80e9826c6c5609b5371b7850aa628323b6422f3a94f6dfde4c3dc1e' +
      'a60f7e11ee63122b3f39cbd1a8430157',
  ),
};

describe.each([portable, node])('with the $name engine', (engine) => {
  it('names the key of gotd (crypto/key_test.go) and grammers (grammers-crypto/src/auth_key.rs)', () => {
    expect(toHex(authKeyId(engine, SEQUENCE))).toBe('32d1586ea457dfc8');
    expect(toHex(authKeyAuxHash(engine, SEQUENCE))).toBe('4916d6bdb7f78e68');
  });

  it('makes new_nonce_hash1 of grammers (grammers-crypto/src/auth_key.rs)', () => {
    expect(toHex(newNonceHash(engine, SEQUENCE.subarray(0, 32), 1, SEQUENCE))).toBe(
      'c2ced2b33e593a55d27f4a5dabee7c67',
    );
  });

  it('follows the sample of the documents: id, hashes, salt', () => {
    const { newNonce, serverNonce, authKey } = SAMPLE;
    expect(toHex(authKeyId(engine, authKey))).toBe('91094ce16ee2ee73');
    expect(toHex(authKeyAuxHash(engine, authKey))).toBe('02e23ebc3a797cf0');
    expect(toHex(newNonceHash(engine, newNonce, 1, authKey))).toBe('ccebc0217266e1edec7fb0a0eed6c220');
    expect(toHex(newNonceHash(engine, newNonce, 2, authKey))).toBe('8626fad50ac90e7ccfa66fc449cd28f3');
    expect(toHex(newNonceHash(engine, newNonce, 3, authKey))).toBe('d1bbb5c0ef0eaea6306233ca00fbc8c5');
    expect(toHex(initialSalt(newNonce, serverNonce))).toBe('94d3c8e8d7ebbccc');
  });

  it('follows the sample of the documents: tmp_aes_key and tmp_aes_iv', () => {
    const { key, iv } = tmpAesKeyIv(engine, SAMPLE.newNonce, SAMPLE.serverNonce);
    expect(toHex(key)).toBe('f011280887c7bb01df0fc4e17830e0b91fbb8be4b2267cb985ae25f33b527253');
    expect(toHex(iv)).toBe('3212d579ee35452ed23e0d0c92841aa7d31b2e9bdef2151e80d15860311c85db');
  });

  // Lonami/grammers: grammers-crypto/src/lib.rs; gotd/td: crypto/temp_keys_test.go
  it.each([
    {
      serverNonce: '000102030405060708090a0b0c0d0e0f',
      key: '0758f1533b615d24f6e8a94a6fcbee0a55eaab2217d7295ca9213d1a2d7d16a6',
      iv: '5a84108e9805656ce864070e166e6218f6783e8511471a5ab7802cf200010203',
    },
    {
      serverNonce: '002122232425262728292a2b2c2d2e2f',
      key: '0a2d0f607499a866848e41798a34315e4922c39fe55c6caf5bc322c4b8c08c6a',
      iv: '9cb702d4fd6e5d25e864070e166e6218f6783e8511471a5ab7802cf200010203',
    },
  ])('keeps the leading zeros of nonces: server_nonce $serverNonce', ({ serverNonce, key, iv }) => {
    const found = tmpAesKeyIv(engine, SEQUENCE.subarray(0, 32), fromHex(serverNonce));
    expect(toHex(found.key)).toBe(key);
    expect(toHex(found.iv)).toBe(iv);
  });

  it('refuses keys and nonces of another length', () => {
    const [nonce16, nonce32] = [SEQUENCE.subarray(0, 16), SEQUENCE.subarray(0, 32)];
    const refused = expect.objectContaining({ code: 'USAGE' });
    for (const run of [
      () => authKeyId(engine, nonce32),
      () => authKeyAuxHash(engine, SEQUENCE.subarray(1)),
      () => newNonceHash(engine, nonce16, 1, SEQUENCE),
      () => tmpAesKeyIv(engine, nonce16, nonce32),
      () => initialSalt(nonce32, nonce32),
    ])
      expect(run).toThrow(refused);
  });
});
