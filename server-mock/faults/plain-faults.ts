// Faults of the envelope of a plain message. https://core.telegram.org/mtproto/description#unencrypted-message

import { encodePlainMessage, plainLengthFaults } from '../../protocol/message/index.ts';
import type { BentEnvelope } from './fault.ts';
import type { FaultIdOf } from './registry.ts';

export const plainFaults: Readonly<Record<FaultIdOf<'plain'>, BentEnvelope>> = {
  ...plainLengthFaults,
  'plain-msg_id-of-client': {
    sentence: 'The msg_id of a plain message is divisible by 4, as only those of a client are.',
    bend: ({ msgId, body }) => encodePlainMessage({ msgId: msgId & ~3n, body }),
  },
};
