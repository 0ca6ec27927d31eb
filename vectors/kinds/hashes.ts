// Hashes and what is built on them: FIPS 180-4, RFC 2104, RFC 8018, and CRC32 (IEEE 802.3).

import { crc32 } from '../../protocol/bytes/index.ts';
import type { CryptoEngine } from '../../protocol/crypto/index.ts';
import { BadInput } from '../inputs.ts';
import type { Kind } from './kind.ts';

export const sha1: Kind = hash('sha1', (engine, data) => engine.sha1(data));
export const sha256: Kind = hash('sha256', (engine, data) => engine.sha256(data));

export const hmacSha256: Kind = {
  kind: 'hmac_sha256',
  inputs: ['key', 'data'],
  expected: ['digest'],
  compute: ({ engine, inputs }) => ({
    digest: () => engine.hmacSha256(inputs.bytes('key'), inputs.bytes('data')),
  }),
};

export const crc32Kind: Kind = {
  kind: 'crc32',
  inputs: ['data'],
  expected: ['crc32'],
  compute: ({ inputs }) => ({ crc32: () => crc32(inputs.bytes('data')) }),
};

export const pbkdf2Sha512: Kind = {
  kind: 'pbkdf2_sha512',
  inputs: ['password', 'salt', 'iterations', 'dklen'],
  expected: ['key'],
  compute: ({ engine, inputs }) => ({
    key: () =>
      engine.pbkdf2Sha512(
        inputs.bytes('password'),
        inputs.bytes('salt'),
        upTo(MAX_ITERATIONS, 'iterations', inputs.integer('iterations')),
        inputs.has('dklen') ? upTo(MAX_DKLEN, 'dklen', inputs.integer('dklen')) : 64,
      ),
  }),
};

/** A file must not be able to keep the judge busy for ever. */
const MAX_ITERATIONS = 1_000_000;
const MAX_DKLEN = 4096;

function upTo(max: number, key: string, value: number): number {
  if (value < 1 || value > max) throw new BadInput(`${key} is ${value}, not 1..${max}`);
  return value;
}

function hash(kind: string, digest: (engine: CryptoEngine, data: Uint8Array) => Uint8Array): Kind {
  return {
    kind,
    inputs: ['data'],
    expected: ['digest'],
    compute: ({ engine, inputs }) => ({ digest: () => digest(engine, inputs.bytes('data')) }),
  };
}
