export type {
  AnswerContext,
  AnswerFault,
  BentAnswer,
  BentEnvelope,
  BentMessage,
  EnvelopeFault,
  Fault,
  FaultStep,
  HandshakeFault,
  MessageContext,
  MessageFault,
} from './fault.ts';
export { type Bent, FaultInjector, type FaultOption } from './fault-injector.ts';
export { allFaults, encryptedFaults, faultOf, handshakeFaults, isFaultId } from './fault-table.ts';
export { modpPrime } from './modp-prime.ts';
export { type FaultId, faultRules } from './registry.ts';
export { withFields, withInner } from './reseal.ts';
