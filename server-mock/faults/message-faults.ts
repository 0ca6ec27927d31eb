// Faults of the envelope of an encrypted message. What is bent under the encryption is sealed again, so that msg_key is
// that of the bent plaintext, and each fault breaks one rule.
// https://core.telegram.org/mtproto/description#encrypted-message,
// https://core.telegram.org/mtproto/security_guidelines#mtproto-encrypted-messages
// Padding of 9, 10 or 11 bytes is no fault of its own: with a body of a multiple of 4 the blocks would not be whole.

import { concatBytes, viewOf } from '../../protocol/bytes/index.ts';
import {
  ENVELOPE_HEADER_LENGTH,
  paddingV1,
  sealMessage,
  sealMessageV1,
  sealPlaintext,
} from '../../protocol/message/index.ts';
import { containerOf, filler, membersIn, sealed, withMessage } from './container-parts.ts';
import type { BentMessage, MessageContext } from './fault.ts';
import type { FaultIdOf } from './registry.ts';

export const messageFaults: Readonly<Record<FaultIdOf<'message'>, BentMessage>> = {
  'message-wrong-auth_key_id': {
    sentence: 'auth_key_id differs in one bit.',
    bend: (context) => withFlippedBit(sealed(context), 0),
  },
  'message-unaligned': {
    sentence: 'encrypted_data lacks its last 4 bytes.',
    bend: (context) => sealed(context).slice(0, -4),
  },
  'message-empty': {
    sentence: 'encrypted_data is empty.',
    bend: (context) => sealed(context).slice(0, ENVELOPE_HEADER_LENGTH),
  },
  'message-wrong-msg_key': {
    sentence: 'msg_key differs in one bit.',
    bend: (context) => withFlippedBit(sealed(context), MSG_KEY_AT),
  },
  'message-bent-data': {
    sentence: 'encrypted_data differs in one bit.',
    bend: (context) => withFlippedBit(sealed(context), ENVELOPE_HEADER_LENGTH),
  },
  'message-length-beyond-end': length(
    'goes 4 bytes beyond the end of the plaintext',
    ({ message, padding }) => message.body.length + padding.length + 4,
  ),
  'message-length-negative': length('is -4', () => -4),
  // A block more of padding, so that 12 bytes of it are left.
  'message-length-unaligned': length(
    'is 2 bytes more than the body has',
    ({ message }) => message.body.length + 2,
    (context) => withMorePadding(context, 1),
  ),
  'message-padding-below-12': {
    sentence: 'The padding is 0, 4 or 8 bytes, as whole blocks need.',
    bend: (context) => {
      const { padding, ...rest } = wantingBlocks(context);
      return sealed({ ...rest, padding: padding.subarray(0, padding.length - BLOCK) });
    },
  },
  'message-padding-above-1024': {
    sentence: 'The padding is the least above 1024 bytes that whole blocks allow.',
    bend: (context) => {
      const blocks = Math.floor((MAX_PADDING - context.padding.length) / BLOCK) + 1;
      return sealed(withMorePadding(context, blocks));
    },
  },
  'message-wrong-session_id': {
    sentence: 'session_id differs in one bit.',
    bend: ({ message, ...rest }) =>
      sealed({ ...rest, message: { ...message, sessionId: message.sessionId ^ 1n } }),
  },
  'message-msg_id-of-client': {
    sentence: 'The msg_id of an encrypted message is divisible by 4, as only those of a client are.',
    bend: ({ message, ...rest }) => sealed({ ...rest, message: { ...message, msgId: message.msgId & ~3n } }),
  },
  'message-version1': {
    sentence: 'The message is sealed as MTProto 1.0 did it.',
    bend: ({ env, authKey, message }) => {
      const padding = env.random('fault/padding', paddingV1(message.body.length));
      return sealMessageV1(env.crypto, authKey, 'server', message, padding);
    },
  },
};

/** Where msg_key begins in a payload, and message_data_length in a plaintext. */
const MSG_KEY_AT = 8;
const LENGTH_AT = 28;
const BLOCK = 16;
const MIN_PADDING = 12;
const MAX_PADDING = 1024;

function length(
  what: string,
  declared: (context: MessageContext) => number,
  prepared: (context: MessageContext) => MessageContext = (context) => context,
): BentMessage {
  return {
    sentence: `message_data_length ${what}.`,
    bend(context) {
      const { env, authKey, message, padding } = prepared(context);
      const { plaintext } = sealMessage(env.crypto, authKey, 'server', message, padding);
      viewOf(plaintext).setInt32(LENGTH_AT, declared(context), true);
      return sealPlaintext(env.crypto, authKey, 'server', plaintext);
    },
  };
}

function withMorePadding(context: MessageContext, blocks: number): MessageContext {
  const more = context.env.random('fault/padding', BLOCK * blocks);
  return { ...context, padding: concatBytes(context.padding, more) };
}

function withFlippedBit(payload: Uint8Array, at: number): Uint8Array {
  return payload.map((byte, index) => (index === at ? byte ^ 1 : byte));
}

/**
 * A frame of which the padding is more than the 12 bytes that always are. One that happens to need just these becomes a
 * container with a filler in it: 28 or 52 bytes more.
 */
function wantingBlocks(context: MessageContext): MessageContext {
  if (context.padding.length > MIN_PADDING) return context;
  return withMessage(context, containerOf(context, [...membersIn(context), filler(context)]));
}
