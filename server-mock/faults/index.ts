export type {
  AnswerContext,
  AnswerFault,
  BentAnswer,
  BentEnvelope,
  EnvelopeFault,
  FaultStep,
  HandshakeFault,
} from './fault.ts';
export { type Bent, FaultInjector, type FaultOption } from './fault-injector.ts';
export { faultOf, handshakeFaults, isFaultId } from './handshake-faults.ts';
export { modpPrime } from './modp-prime.ts';
export { type FaultId, faultRules } from './registry.ts';
export { withFields, withInner } from './reseal.ts';
