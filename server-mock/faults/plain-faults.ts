// Faults of the envelope of a plain message. https://core.telegram.org/mtproto/description#unencrypted-message

import { encodePlainMessage } from '../../protocol/message/index.ts';
import type { BentEnvelope } from './fault.ts';
import type { FaultIdOf } from './registry.ts';

export const plainFaults: Readonly<Record<FaultIdOf<'plain'>, BentEnvelope>> = {
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
  'plain-msg_id-of-client': {
    sentence: 'The msg_id of a plain message is divisible by 4, as only those of a client are.',
    bend: ({ msgId, body }) => encodePlainMessage({ msgId: msgId & ~3n, body }),
  },
};

function withLength(message: Parameters<BentEnvelope['bend']>[0], length: number): Uint8Array {
  const payload = encodePlainMessage(message);
  new DataView(payload.buffer, payload.byteOffset).setInt32(16, length, true);
  return payload;
}
