// Faults of the declared length of a plain message, which either end may make.
// https://core.telegram.org/mtproto/description#unencrypted-message

import { viewOf } from '../bytes/index.ts';
import { encodePlainMessage, type PlainMessage } from './plain.ts';

interface BentPlainMessage {
  /** What is wrong, in one sentence. */
  readonly sentence: string;
  /** The payload to send instead of the encoded message. */
  bend(message: PlainMessage): Uint8Array;
}

type Id = 'plain-length-beyond-end' | 'plain-length-negative' | 'plain-length-zero';

export const plainLengthFaults: Readonly<Record<Id, BentPlainMessage>> = {
  'plain-length-beyond-end': {
    sentence: 'A plain message declares 16 bytes more than it has.',
    bend: (message) => withLength(message, message.body.length + 16),
  },
  'plain-length-negative': {
    sentence: 'A plain message declares a length of -4.',
    bend: (message) => withLength(message, -4),
  },
  'plain-length-zero': {
    sentence: 'A plain message declares a length of 0.',
    bend: (message) => withLength(message, 0),
  },
};

/** Where the length stands, behind auth_key_id and msg_id. */
const LENGTH_AT = 16;

function withLength(message: PlainMessage, length: number): Uint8Array {
  const payload = encodePlainMessage(message);
  viewOf(payload).setInt32(LENGTH_AT, length, true);
  return payload;
}
