// Faults of the envelope of a plain message. https://core.telegram.org/mtproto/description#unencrypted-message

import { encodePlainMessage, type PlainMessage } from '../../protocol/message/index.ts';
import type { BentQueryEnvelope } from './fault.ts';
import type { ClientFaultIdOf } from './registry.ts';

export const plainFaults: Readonly<Record<ClientFaultIdOf<'plain'>, BentQueryEnvelope>> = {
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
  'plain-msg_id-of-server': {
    sentence: 'The msg_id of a plain message is odd, as only those of a server are.',
    bend: ({ msgId, body }) => encodePlainMessage({ msgId: msgId | 1n, body }),
  },
};

function withLength(message: PlainMessage, length: number): Uint8Array {
  const payload = encodePlainMessage(message);
  new DataView(payload.buffer, payload.byteOffset).setInt32(16, length, true);
  return payload;
}
