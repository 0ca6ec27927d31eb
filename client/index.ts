export { DEFAULT_RECONNECT, type ReconnectOptions } from './backoff.ts';
export { Client } from './client.ts';
export { DEFAULT_CALL_TIMEOUT_MS, DEFAULT_TIMEOUT_MS } from './client-settings.ts';
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
export type { Dial, Link, LinkHandler } from './link.ts';
export { DEFAULT_PFS, type PfsOptions } from './pfs/index.ts';
export {
  type AppInfo,
  type CallArguments,
  type CallOptions,
  type CallParams,
  type CallResult,
  DEFAULT_APP,
} from './rpc/index.ts';
export {
  type Bend,
  type Bent,
  type ClientHooks,
  DEFAULT_KEEP_ALIVE,
  type EnvelopeFields,
  hooksOf,
  type KeepAliveOptions,
  type MessageFields,
} from './session/index.ts';
export type { GapHandler, UpdateHandler } from './updates/index.ts';
