// What the journal shows of an encrypted frame. It is opened again, and its body decoded, when somebody looks: a DC
// under load decodes nothing twice.

import type { CryptoEngine } from '../protocol/crypto/index.ts';
import { openMessage } from '../protocol/message/index.ts';
import { ViolationError } from '../protocol/rules/index.ts';
import type { TlValue } from '../protocol/tl/index.ts';
import type { KeyRecord } from './auth-keys.ts';
import type { EncryptedFrameContent, FrameContent, FrameReader } from './journal-entry.ts';

/** Decodes the body of a message for people: containers, packed objects and queries inside out. */
export type DescribeBody = (body: Uint8Array, key: KeyRecord) => TlValue;

/** Reads the frames under one key. */
export function encryptedFrames(engine: CryptoEngine, key: KeyRecord, describe: DescribeBody): FrameReader {
  return {
    read(bytes, direction): FrameContent {
      try {
        const sender = direction === 'in' ? 'client' : 'server';
        return new EncryptedContent(key, openMessage(engine, key.authKey, sender, bytes), describe);
      } catch (error) {
        if (error instanceof ViolationError) return { type: 'opaque' };
        throw error;
      }
    },
  };
}

interface Envelope {
  readonly salt: bigint;
  readonly sessionId: bigint;
  readonly msgId: bigint;
  readonly seqno: number;
  readonly body: Uint8Array;
}

class EncryptedContent implements EncryptedFrameContent {
  readonly type = 'encrypted';
  readonly authKeyId: string;
  readonly salt: bigint;
  readonly sessionId: bigint;
  readonly msgId: bigint;
  readonly seqno: number;
  readonly #describe: () => TlValue;
  #described: { readonly object: TlValue } | undefined;

  constructor(key: KeyRecord, envelope: Envelope, describe: DescribeBody) {
    this.authKeyId = key.name;
    this.salt = envelope.salt;
    this.sessionId = envelope.sessionId;
    this.msgId = envelope.msgId;
    this.seqno = envelope.seqno;
    this.#describe = () => describe(envelope.body, key);
  }

  get object(): TlValue {
    this.#described ??= { object: this.#describe() };
    return this.#described.object;
  }

  toJSON(): EncryptedFrameContent {
    const { type, authKeyId, sessionId, salt, msgId, seqno, object } = this;
    return { type, authKeyId, sessionId, salt, msgId, seqno, object };
  }
}
