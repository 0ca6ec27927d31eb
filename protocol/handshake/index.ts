export { startClientHandshake, stepClientHandshake } from './client.ts';
export type {
  AgreedKey,
  ClientHandshakeConfig,
  ClientHandshakeState,
  ClientHandshakeStep,
} from './client-state.ts';
export { hashedDataPadding, openHashedData, sealHashedData, type TmpAes } from './hashed-data.ts';
export { type InnerData, openInnerData, type RsaPadding } from './inner-data.ts';
export { type HandshakeQuery, type ServerHandshakeStep, stepServerHandshake } from './server.ts';
export {
  type CreatedKey,
  initialServerHandshake,
  type ServerHandshakeConfig,
  type ServerHandshakeState,
} from './server-state.ts';
