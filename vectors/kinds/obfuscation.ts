// obfuscated2 and MTProxy secrets. https://core.telegram.org/mtproto/mtproto-transports#transport-obfuscation

import { concatBytes, MalformedError, viewOf } from '../../protocol/bytes/index.ts';
import {
  deriveObfuscatedKeys,
  isAllowedObfuscatedInit,
  type MtproxySecret,
  OBFUSCATED_HEADER_LENGTH,
  type ObfuscatedKeys,
  parseMtproxySecret,
  type SealedInit,
  sealObfuscatedInit,
} from '../../protocol/transport/index.ts';
import { judgedText } from '../compare.ts';
import { BadInput, type Inputs } from '../inputs.ts';
import { type Kind, once } from './kind.ts';

export const obfuscated2: Kind = {
  kind: 'obfuscated2',
  inputs: [
    'init_plain',
    'secret',
    'dc',
    'tag',
    'client_payload',
    'client_frames',
    'server_cipher',
    'server_bytes_to_decrypt',
  ],
  expected: [
    'encrypt_key',
    'encrypt_iv',
    'decrypt_key',
    'decrypt_iv',
    'wire_header',
    'client_cipher',
    'client_payload_encrypted',
    'server_plain',
    'server_bytes_decrypted',
  ],
  compute: (context) => {
    const { engine, inputs } = context;
    const init = once(() => initOf(inputs));
    const keys = once((): ObfuscatedKeys => deriveObfuscatedKeys(engine, init(), secretKey(inputs)));
    // Each use begins a connection of its own.
    const sealed = (): SealedInit => sealObfuscatedInit(engine, init(), secretKey(inputs));
    return {
      encrypt_key: () => keys().encryptKey,
      encrypt_iv: () => keys().encryptIv,
      decrypt_key: () => keys().decryptKey,
      decrypt_iv: () => keys().decryptIv,
      wire_header: () => sealed().header,
      client_payload_encrypted: () => sealed().send.process(inputs.bytes('client_payload')),
      client_cipher: () => stream(inputs, 'client_frames', sealed().send),
      server_bytes_decrypted: () => sealed().receive.process(inputs.bytes('server_bytes_to_decrypt')),
      server_plain: () => stream(inputs, 'server_cipher', sealed().receive),
    };
  },
};

/** First bytes that would be taken for something else. The bytes that a vector does not say are harmless ones. */
export const obfuscated2Negative: Kind = {
  kind: 'obfuscated2_negative',
  inputs: ['prefix', 'bytes_4_8'],
  expected: ['valid'],
  compute: ({ inputs }) => ({
    valid: () => {
      const init = new Uint8Array(OBFUSCATED_HEADER_LENGTH).fill(0x55);
      if (inputs.has('prefix') || !inputs.has('bytes_4_8')) init.set(startOf(inputs));
      init.set(inputs.tryBytes('bytes_4_8', 4) ?? new Uint8Array(0), 4);
      return isAllowedObfuscatedInit(init);
    },
  }),
};

export const mtproxySecret: Kind = {
  kind: 'mtproxy_secret',
  inputs: ['secret'],
  expected: ['type', 'key16', 'domain'],
  compute: ({ inputs }) => {
    const secret = once(() => parseMtproxySecret(inputs.text('secret')));
    return {
      type: () => judgedText((expected) => judgeType(expected, secret())),
      key16: () => secret().key,
      domain: () => secret().domain ?? '',
    };
  },
};

export const mtproxySecretNegative: Kind = {
  kind: 'mtproxy_secret_negative',
  inputs: ['secret'],
  expected: ['valid'],
  compute: ({ inputs }) => ({
    valid: () => {
      try {
        parseMtproxySecret(inputs.text('secret'));
        return true;
      } catch (error) {
        if (error instanceof MalformedError) return false;
        throw error;
      }
    },
  }),
};

const TAG_AT = 56;
const DC_AT = 60;

/** The 64 bytes, with tag and DC in their place. */
function initOf(inputs: Inputs): Uint8Array {
  const init = inputs.bytes('init_plain', OBFUSCATED_HEADER_LENGTH).slice();
  const tag = inputs.tryBytes('tag');
  if (tag !== undefined) {
    if (tag.length !== 1 && tag.length !== 4) throw new BadInput(`tag has ${tag.length} bytes, not 1 or 4`);
    init.set(tag.length === 1 ? concatBytes(tag, tag, tag, tag) : tag, TAG_AT);
  }
  if (inputs.has('dc')) viewOf(init).setInt16(DC_AT, inputs.integer('dc'), true);
  return init;
}

function secretKey(inputs: Inputs): Uint8Array | undefined {
  return inputs.has('secret') ? parseMtproxySecret(inputs.text('secret')).key : undefined;
}

/** One stream over a list of pieces, or over a single one. */
function stream(inputs: Inputs, key: string, cipher: SealedInit['send']): Uint8Array | Uint8Array[] {
  const pieces = inputs.byteList(key).map((piece) => cipher.process(piece));
  return Array.isArray(inputs.value(key)) ? pieces : concatBytes(...pieces);
}

function startOf(inputs: Inputs): Uint8Array {
  const prefix = inputs.bytes('prefix');
  if (prefix.length > OBFUSCATED_HEADER_LENGTH) throw new BadInput('prefix is longer than the header');
  return prefix;
}

/** Sources name the types in their own words. */
function judgeType(expected: string, { kind, prefix }: MtproxySecret): string | undefined {
  const fits =
    kind === 'simple'
      ? /simple|plain/i.test(expected)
      : kind === 'fake-tls'
        ? /tls|\bee\b|_ee/i.test(expected)
        : /secured|padded|dd/i.test(expected) && (prefix === 0xdd || !/(^|[^a-z])dd/i.test(expected));
  return fits ? undefined : `expected ${JSON.stringify(expected)}, computed ${kind}`;
}
