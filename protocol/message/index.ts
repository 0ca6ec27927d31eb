export { type AuthKey, authKeyOf } from './auth-key.ts';
export {
  ENVELOPE_HEADER_LENGTH,
  INNER_HEADER_LENGTH,
  type InnerMessage,
  kdfSide,
  minimalPadding,
  type OpenedMessage,
  openMessage,
  openPlaintext,
  type Sender,
  sealMessage,
  sealPlaintext,
} from './encrypted.ts';
export { openMessageV1, paddingV1, sealMessageV1 } from './encrypted-v1.ts';
export {
  createMsgIdSource,
  isLaterMsgId,
  lowerHalfOfMsgId,
  type MsgIdKind,
  type MsgIdSource,
  msgIdAt,
  secondsOfMsgId,
} from './msg-id.ts';
export { OpenAhead, type Upcoming } from './open-ahead.ts';
export {
  decodePlainMessage,
  encodePlainMessage,
  isPlainPayload,
  PLAIN_HEADER_LENGTH,
  type PlainMessage,
} from './plain.ts';
export { plainLengthFaults } from './plain-length-faults.ts';
export { createSeqNoSource, type SeqNoSource } from './seq-no.ts';
