export { startClientHandshake, stepClientHandshake } from './client.ts';
export type {
  AgreedKey,
  Asked,
  ClientHandshakeConfig,
  ClientHandshakeState,
  ClientHandshakeStep,
  Proved,
  Replied,
} from './client-state.ts';
export {
  type AnswerPassage,
  type Exchange,
  type ExchangeOptions,
  exchangeHandshake,
  type QueryPassage,
} from './exchange.ts';
export { hashedDataPadding, openHashedData, sealHashedData, type TmpAes } from './hashed-data.ts';
export {
  type HashedParts,
  rehashed,
  sealHashedParts,
  tryHashedParts,
  withHashedParts,
} from './hashed-parts.ts';
export { type InnerData, openInnerData, type RsaPadding } from './inner-data.ts';
export { decodedAs, flipped, overrideFields } from './override-fields.ts';
export { type HandshakeQuery, type ServerHandshakeStep, stepServerHandshake } from './server.ts';
export {
  type Challenged,
  type CreatedKey,
  type DrawnValue,
  initialServerHandshake,
  type Offered,
  type PendingHandshake,
  type ServerHandshakeConfig,
  type ServerHandshakeState,
  withHandshake,
} from './server-state.ts';
