// What the journal shows of a frame. Bodies are decoded when somebody looks: a DC under load decodes nothing
// twice.

import { toHex } from '../protocol/bytes/index.ts';
import type { TlValue } from '../protocol/tl/index.ts';
import type { KeyRecord } from './auth-keys.ts';
import type { EncryptedFrameContent, FrameContent } from './journal.ts';

/** Decodes the body of a message for people: containers, packed objects and queries inside out. */
export type DescribeBody = (body: Uint8Array, key: KeyRecord) => TlValue;

interface Envelope {
  readonly salt: bigint;
  readonly sessionId: bigint;
  readonly msgId: bigint;
  readonly seqno: number;
  readonly body: Uint8Array;
}

export function encryptedContent(key: KeyRecord, envelope: Envelope, describe: DescribeBody): FrameContent {
  return new EncryptedContent(key, envelope, describe);
}

class EncryptedContent implements EncryptedFrameContent {
  readonly type = 'encrypted';
  readonly salt: bigint;
  readonly sessionId: bigint;
  readonly msgId: bigint;
  readonly seqno: number;
  readonly #key: KeyRecord;
  readonly #describe: DescribeBody;
  #body: Uint8Array | undefined;
  #object: TlValue;

  constructor(key: KeyRecord, envelope: Envelope, describe: DescribeBody) {
    this.salt = envelope.salt;
    this.sessionId = envelope.sessionId;
    this.msgId = envelope.msgId;
    this.seqno = envelope.seqno;
    this.#key = key;
    this.#describe = describe;
    this.#body = envelope.body;
  }

  get authKeyId(): string {
    return toHex(this.#key.authKey.id);
  }

  get object(): TlValue {
    if (this.#body !== undefined) {
      this.#object = this.#describe(this.#body, this.#key);
      this.#body = undefined;
    }
    return this.#object;
  }

  toJSON(): EncryptedFrameContent {
    const { type, authKeyId, sessionId, salt, msgId, seqno, object } = this;
    return { type, authKeyId, sessionId, salt, msgId, seqno, object };
  }
}
