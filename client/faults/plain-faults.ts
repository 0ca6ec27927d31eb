// Faults of the envelope of a plain message. https://core.telegram.org/mtproto/description#unencrypted-message

import { encodePlainMessage, plainLengthFaults } from '../../protocol/message/index.ts';
import type { BentQueryEnvelope } from './fault.ts';
import type { ClientFaultIdOf } from './registry.ts';

export const plainFaults: Readonly<Record<ClientFaultIdOf<'plain'>, BentQueryEnvelope>> = {
  ...plainLengthFaults,
  'plain-msg_id-of-server': {
    sentence: 'The msg_id of a plain message is odd, as only those of a server are.',
    bend: ({ msgId, body }) => encodePlainMessage({ msgId: msgId | 1n, body }),
  },
};
