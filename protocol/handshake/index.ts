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
export { type HashedParts, sealHashedParts, tryHashedParts } from './hashed-parts.ts';
export { type InnerData, openInnerData, type RsaPadding } from './inner-data.ts';
export { type HandshakeQuery, type ServerHandshakeStep, stepServerHandshake } from './server.ts';
export {
  type Challenged,
  type CreatedKey,
  initialServerHandshake,
  type Offered,
  type PendingHandshake,
  type ServerHandshakeConfig,
  type ServerHandshakeState,
} from './server-state.ts';
