// What the journal shows of a frame. Bodies are decoded when somebody looks: a DC under load decodes nothing
// twice.

import { toHex } from '../protocol/bytes/index.ts';
import type { TlValue } from '../protocol/tl/index.ts';
import type { KeyRecord } from './auth-keys.ts';
import type { FrameContent } from './journal.ts';

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
  const { salt, sessionId, msgId, seqno, body } = envelope;
  let object: TlValue;
  let described = false;
  return {
    type: 'encrypted',
    authKeyId: toHex(key.authKey.id),
    sessionId,
    salt,
    msgId,
    seqno,
    get object(): TlValue {
      if (!described) {
        object = describe(body, key);
        described = true;
      }
      return object;
    },
  };
}
