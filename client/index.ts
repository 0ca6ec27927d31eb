export { Client, DEFAULT_TIMEOUT_MS } from './client.ts';
export { type ConnectOptions, connect } from './connect.ts';
export { type ExportedKey, exportKey, importKey } from './exported-key.ts';
export {
  type ClientFault,
  type ClientFaultId,
  clientFaultOf,
  clientFaultRules,
  clientFaults,
  isClientFaultId,
  QueryBender,
  withInner as withClientInner,
} from './faults/index.ts';
