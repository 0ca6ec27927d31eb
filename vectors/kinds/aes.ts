// AES-256 in the two modes of MTProto: IGE over messages, CTR over obfuscated connections.

import {
  bigIntFromBytes,
  bigIntToBytes,
  concatBytes,
  crc32,
  equalBytes,
} from '../../protocol/bytes/index.ts';
import { anyOf } from '../compare.ts';
import { BadInput, type Inputs } from '../inputs.ts';
import { type CheckContext, type Computations, type Kind, once } from './kind.ts';

export const ige: Kind = {
  kind: 'ige',
  inputs: ['key', 'iv', 'plaintext'],
  expected: ['ciphertext', 'crc32_of_ciphertext'],
  compute: ({ engine, inputs }) => {
    const ciphertext = once(() => {
      const [plaintext, key, iv] = [
        inputs.bytes('plaintext'),
        inputs.bytes('key', 32),
        inputs.bytes('iv', 32),
      ];
      const encrypted = engine.aesIgeEncrypt(plaintext, key, iv);
      if (!equalBytes(engine.aesIgeDecrypt(encrypted, key, iv), plaintext))
        throw new BadInput('decrypting gives another plaintext');
      return encrypted;
    });
    return { ciphertext, crc32_of_ciphertext: () => crc32(ciphertext()) };
  },
};

const CHUNK = 'plaintext_chunk';

export const ctr: Kind = {
  kind: 'ctr',
  inputs: ['key', 'iv', 'plaintext', `${CHUNK}1`, `${CHUNK}2`],
  expected: [
    'ciphertext',
    'ciphertext_chunk1',
    'ciphertext_chunk2',
    'iv_after_chunk1',
    'iv_after_chunk2',
    'crc32_of_ciphertext',
  ],
  compute: (context) => {
    const encrypted = once(() => encryptChunks(context));
    const ciphertext = (): Uint8Array => concatBytes(...encrypted());
    const byChunk: Record<string, Computations[string]> = {};
    for (const number of [1, 2]) {
      byChunk[`ciphertext_chunk${number}`] = () => encrypted()[chunkIndex(context.inputs, number)] ?? null;
      byChunk[`iv_after_chunk${number}`] = () => {
        const upTo = encrypted().slice(0, chunkIndex(context.inputs, number) + 1);
        return ivAfter(context.inputs.bytes('iv', 16), concatBytes(...upTo).length);
      };
    }
    return { ciphertext, crc32_of_ciphertext: () => crc32(ciphertext()), ...byChunk };
  },
};

/** One stream over all chunks, as a connection has it. */
function encryptChunks({ engine, inputs }: CheckContext): Uint8Array[] {
  const stream = engine.aesCtr(inputs.bytes('key', 32), inputs.bytes('iv', 16));
  const chunks = inputs.has('plaintext')
    ? [inputs.bytes('plaintext')]
    : [inputs.bytes(`${CHUNK}1`), ...(inputs.has(`${CHUNK}2`) ? [inputs.bytes(`${CHUNK}2`)] : [])];
  return chunks.map((chunk) => stream.process(chunk));
}

/** @throws MissingInput for a chunk that the vector does not have */
function chunkIndex(inputs: Inputs, number: number): number {
  inputs.value(`${CHUNK}${number}`);
  return number - 1;
}

/** The counter afterwards. Amid a block, libraries differ: it points at this block or at the next. */
function ivAfter(iv: Uint8Array, length: number): ReturnType<typeof anyOf> {
  const counter = (blocks: number): Uint8Array =>
    bigIntToBytes(BigInt.asUintN(128, bigIntFromBytes(iv) + BigInt(blocks)), 16);
  return anyOf(counter(Math.floor(length / 16)), counter(Math.ceil(length / 16)));
}
