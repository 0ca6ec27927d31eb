export { withInner } from './client-dh-parts.ts';
export { clientFaultOf, clientFaults, isClientFaultId } from './client-faults.ts';
export type {
  BentQuery,
  BentQueryEnvelope,
  ClientFault,
  ClientFaultStep,
  QueryContext,
  QueryEnvelopeFault,
  QueryFault,
} from './fault.ts';
export { QueryBender } from './query-bender.ts';
export { type ClientFaultId, clientFaultRules } from './registry.ts';
