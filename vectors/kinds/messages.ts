// Encrypted messages of MTProto 2.0, sealed, opened and refused.
// https://core.telegram.org/mtproto/description#encrypted-message

import { ByteReader, concatBytes, int64ToBytes } from '../../protocol/bytes/index.ts';
import { msgKeyV2 } from '../../protocol/crypto/index.ts';
import {
  type AuthKey,
  authKeyOf,
  ENVELOPE_HEADER_LENGTH,
  INNER_HEADER_LENGTH,
  kdfSide,
  type OpenedMessage,
  openMessage,
  openPlaintext,
  type Sender,
  sealMessage,
  sealPlaintext,
} from '../../protocol/message/index.ts';
import { ViolationError } from '../../protocol/rules/index.ts';
import { trimEncryptedPayload } from '../../protocol/transport/index.ts';
import { judgedText } from '../compare.ts';
import { BadInput, type Inputs } from '../inputs.ts';
import { sideOf } from './kdf.ts';
import { type CheckContext, type Kind, once } from './kind.ts';

export const msgEncryptV2: Kind = {
  kind: 'msg_encrypt_v2',
  inputs: [
    'auth_key',
    'x',
    'salt_le',
    'session_id_le',
    'msg_id_le',
    'msg_id',
    'seqno',
    'body',
    'padding',
    'plaintext',
  ],
  expected: ['msg_key', 'payload', 'plaintext', 'auth_key_id'],
  compute: (context) => {
    const { engine, inputs } = context;
    const sealed = once(() => seal(context));
    const side = (): 0 | 8 => kdfSide(senderOf(inputs));
    return {
      payload: () => sealed().payload,
      plaintext: () => sealed().plaintext,
      msg_key: () => msgKeyV2(engine, inputs.bytes('auth_key', 256), sealed().plaintext, side()),
      auth_key_id: () => authKey(context).id,
    };
  },
};

export const msgDecryptV2: Kind = {
  kind: 'msg_decrypt_v2',
  inputs: ['auth_key', 'x', 'payload', 'expected_session_id_le'],
  expected: [
    'auth_key_id',
    'msg_key',
    'plaintext',
    'salt_le',
    'session_id_le',
    'msg_id',
    'msg_id_le',
    'seqno',
    'length',
    'body',
    'padding_len',
  ],
  compute: (context) => {
    const payload = once(() => trimEncryptedPayload(context.inputs.bytes('payload')));
    const opened = once(
      (): OpenedMessage => openMessage(context.engine, authKey(context), senderOf(context.inputs), payload()),
    );
    return {
      auth_key_id: () => authKey(context).id,
      msg_key: () => payload().subarray(8, ENVELOPE_HEADER_LENGTH),
      plaintext: () => opened().plaintext,
      salt_le: () => int64ToBytes(opened().salt),
      session_id_le: () => int64ToBytes(opened().sessionId),
      msg_id: () => opened().msgId,
      msg_id_le: () => int64ToBytes(opened().msgId),
      seqno: () => opened().seqno,
      length: () => opened().body.length,
      body: () => opened().body,
      padding_len: () => opened().paddingLength,
    };
  },
  confirm: (context) => {
    const { engine, inputs } = context;
    if (!inputs.has('expected_session_id_le')) return {};
    const payload = trimEncryptedPayload(inputs.bytes('payload'));
    return {
      expected_session_id_le: () =>
        int64ToBytes(openMessage(engine, authKey(context), senderOf(inputs), payload).sessionId),
    };
  },
};

/** A message that must be refused, and what of it can be read before that. */
export const msgDecryptV2Negative: Kind = {
  kind: 'msg_decrypt_v2_negative',
  inputs: ['auth_key', 'x', 'payload', 'expected_session_id_le'],
  expected: ['reject_reason', 'msg_key_valid', 'decrypted', 'declared_length', 'padding_len'],
  compute: (context) => {
    const examined = once(() => examine(context));
    return {
      reject_reason: () => judgedText((expected) => judgeReason(expected, examined().faults)),
      msg_key_valid: () => examined().plaintext !== undefined,
      decrypted: () => examined().plaintext ?? '',
      declared_length: () => examined().declared ?? null,
      padding_len: () => {
        const { declared, plaintext } = examined();
        return declared === undefined || plaintext === undefined
          ? null
          : plaintext.length - INNER_HEADER_LENGTH - declared;
      },
    };
  },
};

function senderOf(inputs: Inputs): Sender {
  return sideOf(inputs) === 0 ? 'client' : 'server';
}

function authKey({ engine, inputs }: CheckContext): AuthKey {
  return authKeyOf(engine, inputs.bytes('auth_key', 256));
}

/** Of the fields, or of a plaintext as it is, with the padding if that stands apart. */
function seal(context: CheckContext): { payload: Uint8Array; plaintext: Uint8Array } {
  const { engine, inputs } = context;
  const padding = inputs.tryBytes('padding') ?? new Uint8Array(0);
  if (inputs.has('plaintext')) {
    const plaintext = concatBytes(inputs.bytes('plaintext'), padding);
    return { plaintext, payload: sealPlaintext(engine, authKey(context), senderOf(inputs), plaintext) };
  }
  const message = {
    salt: inputs.int64('salt_le'),
    sessionId: inputs.int64('session_id_le'),
    msgId: inputs.int64(inputs.has('msg_id_le') ? 'msg_id_le' : 'msg_id'),
    seqno: inputs.integer('seqno'),
    body: inputs.bytes('body'),
  };
  return sealMessage(engine, authKey(context), senderOf(inputs), message, padding);
}

/** Why a message is refused, in one word each; several may be true. */
type Fault = 'auth_key_id' | 'msg_key' | 'size' | 'length' | 'padding' | 'session_id' | 'msg_id';

interface Examined {
  readonly faults: readonly Fault[];
  /** Undefined while msg_key does not match: then nothing of it may be looked at. */
  readonly plaintext?: Uint8Array;
  readonly declared?: number;
}

function examine(context: CheckContext): Examined {
  const { engine, inputs } = context;
  const sender = senderOf(inputs);
  const payload = trimEncryptedPayload(inputs.bytes('payload'));
  try {
    const plaintext = openPlaintext(engine, authKey(context), sender, payload);
    const reader = new ByteReader(plaintext.subarray(8));
    const sessionId = reader.int64();
    const msgId = reader.int64();
    reader.int32();
    const declared = reader.int32();
    const faults: Fault[] = [];
    const refusal = refusalOf(() => openMessage(engine, authKey(context), sender, payload));
    if (refusal === 'MT-EN-05') faults.push('length');
    // A length that leaves too little is a fault of both.
    const left = plaintext.length - INNER_HEADER_LENGTH - declared;
    if (refusal === 'MT-EN-06' || (refusal === 'MT-EN-05' && left < 12)) faults.push('padding');
    if (inputs.has('expected_session_id_le') && sessionId !== inputs.int64('expected_session_id_le'))
      faults.push('session_id');
    if (sender === 'server' ? (msgId & 1n) === 0n : (msgId & 3n) !== 0n) faults.push('msg_id');
    return { faults, plaintext, declared };
  } catch (error) {
    if (!(error instanceof ViolationError)) throw error;
    const fault = ENVELOPE_FAULTS[error.rule];
    if (fault === undefined) throw error;
    return { faults: [fault] };
  }
}

const ENVELOPE_FAULTS: Readonly<Record<string, Fault>> = {
  'MT-EN-02': 'auth_key_id',
  'MT-EN-03': 'size',
  'MT-EN-04': 'msg_key',
};

function refusalOf(open: () => unknown): string | undefined {
  try {
    open();
    return undefined;
  } catch (error) {
    if (error instanceof ViolationError) return error.rule;
    throw error;
  }
}

/** Words of a reason, the most telling first. */
const WORDS: readonly (readonly [RegExp, Fault])[] = [
  [/auth.?key.?id|unknown.+key/i, 'auth_key_id'],
  [/(msg|message).?key/i, 'msg_key'],
  [/session/i, 'session_id'],
  [/padding/i, 'padding'],
  [/(msg|message).?id|parity/i, 'msg_id'],
  [/multiple of 16|too short|payload size/i, 'size'],
  [/length|align|multiple of 4|divisible/i, 'length'],
];

function judgeReason(reason: string, faults: readonly Fault[]): string | undefined {
  const fault = WORDS.find(([words]) => words.test(reason))?.[1];
  if (fault === undefined) throw new BadInput(`not a reason to refuse a message: ${JSON.stringify(reason)}`);
  if (faults.includes(fault)) return undefined;
  return `expected a refusal for ${fault}, found ${faults.join(', ') || 'nothing to refuse'}`;
}
