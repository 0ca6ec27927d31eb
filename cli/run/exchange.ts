// The journal of one connection as the frames of the report: fields with their places, and what is encrypted.

import { HarnessError, toHex } from '../../protocol/bytes/index.ts';
import {
  type CryptoEngine,
  defaultEngine,
  parsePrivateKeyPem,
  tmpAesKeyIv,
} from '../../protocol/crypto/index.ts';
import { type InnerData, openInnerData } from '../../protocol/handshake/index.ts';
import { secondsOfMsgId } from '../../protocol/message/index.ts';
import { mtproto, type TlObject, type TlValue } from '../../protocol/tl/index.ts';
import type { ExchangeReport, FieldReport, FrameReport } from '../../reports/index.ts';
import { type FrameContent, type JournalEntry, TEST_PRIVATE_KEY } from '../../server-mock/index.ts';
import { encryptedFields, plainFields } from './frame-fields.ts';
import { containedNames, isObject, objectFields, utc } from './object-fields.ts';

export function exchangeOf(transport: string, journal: readonly JournalEntry[]): ExchangeReport {
  const secrets = new Secrets(defaultEngine);
  const frames = journal.flatMap((entry) =>
    entry.kind === 'frame'
      ? [frameReport(entry.direction === 'in' ? 'client' : 'server', entry.bytes, entry.content, secrets)]
      : [],
  );
  return { transport, frames };
}

function frameReport(
  from: FrameReport['from'],
  bytes: Uint8Array,
  content: FrameContent,
  secrets: Secrets,
): FrameReport {
  const hex = toHex(bytes);
  switch (content.type) {
    case 'plain': {
      const { name, note } = describe(content.object);
      const inside = isObject(content.object) ? secrets.open(content.object) : [];
      return { from, name, note, hex, fields: plainFields(bytes), inside };
    }
    case 'encrypted': {
      const { name, note } = describe(content.object);
      return { from, name, note, hex, fields: encryptedFields(bytes), inside: envelopeFields(content) };
    }
    case 'error':
      return { from, name: `transport error ${content.errorCode}`, hex, fields: [], inside: [] };
    case 'quick-ack':
      return { from, name: 'quick ack', hex, fields: [], inside: [] };
    case 'opaque':
      return { from, name: 'undecodable', hex, fields: [], inside: [] };
  }
}

const NOTES: Readonly<Record<string, string>> = {
  req_pq_multi: 'asks for a challenge',
  resPQ: 'the challenge pq, and the keys of the server',
  req_DH_params: 'p and q, and a new_nonce for the server only',
  server_DH_params_ok: 'the group and g^a, encrypted',
  set_client_DH_params: 'g^b, encrypted',
  dh_gen_ok: 'both sides have the key',
  ping: 'encrypted under the new key',
  pong: 'proves that the server has the key',
};

function describe(object: TlValue): { name: string; note: string } {
  if (!isObject(object)) return { name: 'undecodable', note: '' };
  const contained = containedNames(object);
  return {
    name: object._,
    note: contained.length > 0 ? `holds ${contained.join(', ')}` : (NOTES[object._] ?? ''),
  };
}

function envelopeFields(content: FrameContent & { type: 'encrypted' }): FieldReport[] {
  const { salt, sessionId, msgId, seqno, object } = content;
  return [
    { name: 'salt', value: unsignedHex(salt) },
    { name: 'session_id', value: unsignedHex(sessionId) },
    { name: 'msg_id', value: `${msgId} (${utc(secondsOfMsgId(msgId))})` },
    { name: 'seqno', value: `${seqno}` },
    ...(isObject(object) ? objectFields(object) : []),
  ];
}

/** What the frames of a handshake hide, opened with the default test key of the fake DC, which is public. */
class Secrets {
  readonly #engine: CryptoEngine;
  #inner: InnerData | undefined;

  constructor(engine: CryptoEngine) {
    this.#engine = engine;
  }

  open(object: TlObject): FieldReport[] {
    try {
      return this.#open(object).flatMap((inside) => objectFields(inside));
    } catch (error) {
      // The check itself says what is wrong with the frame; here it is only shown without its inside.
      if (error instanceof HarnessError) return [];
      throw error;
    }
  }

  #open(object: TlObject): TlObject[] {
    const { encrypted_data, encrypted_answer } = object;
    if (object._ === 'req_DH_params' && encrypted_data instanceof Uint8Array) {
      const { inner } = openInnerData(this.#engine, parsePrivateKeyPem(TEST_PRIVATE_KEY), encrypted_data);
      this.#inner = inner;
      return [inner];
    }
    const hashed = encrypted_answer ?? encrypted_data;
    if (this.#inner === undefined || !(hashed instanceof Uint8Array)) return [];
    const { key, iv } = tmpAesKeyIv(this.#engine, this.#inner.new_nonce, this.#inner.server_nonce);
    const plaintext = this.#engine.aesIgeDecrypt(hashed, key, iv);
    return [mtproto.decodePrefix(plaintext, SHA1_LENGTH).value];
  }
}

const SHA1_LENGTH = 20;

function unsignedHex(value: bigint): string {
  return `0x${BigInt.asUintN(64, value).toString(16).padStart(16, '0')}`;
}
