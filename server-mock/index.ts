export type { ClientInfo } from '../protocol/invoking/index.ts';
export type { Question } from '../protocol/session/index.ts';
export type { AskOptions } from './ask.ts';
export type { CleanOptions } from './assert-clean.ts';
export type { Wire } from './connection.ts';
export {
  type ByteStream,
  type FakeDc,
  type HttpExchange,
  type PublicKey,
  startFakeDc,
} from './fake-dc.ts';
export {
  type AnswerContext,
  allFaults,
  encryptedFaults,
  type Fault,
  type FaultId,
  FaultInjector,
  type FaultOption,
  faultOf,
  faultRules,
  type HandshakeFault,
  handshakeFaults,
  isFaultId,
  type MessageContext,
  type MessageFault,
  modpPrime,
  withFields as withAnswerFields,
  withInner as withServerInner,
} from './faults/index.ts';
export type { HttpAnswer } from './http-connection.ts';
export { Journal } from './journal.ts';
export type {
  FrameContent,
  FrameEntry,
  JournalEntry,
  JournalEvent,
  JournalQuery,
  JournalViolation,
} from './journal-entry.ts';
export { jsonOf } from './journal-json.ts';
export {
  DEFAULT_LIMITS,
  type FakeDcLimits,
  type FakeDcOptions,
  type HandshakeOptions,
  type TransportOptions,
} from './options.ts';
export type { PushTarget } from './push-target.ts';
export {
  type RpcContext,
  RpcError,
  type RpcHandler,
  type RpcParams,
  type RpcResult,
  type RpcRoute,
  rpc,
  rpcError,
} from './rpc/index.ts';
export type { Answers, Repetition } from './session/questions.ts';
export { TEST_PRIVATE_KEY } from './test-key.ts';
