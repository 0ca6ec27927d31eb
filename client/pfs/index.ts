export { type Binding, bindRequest } from './bind-temp-auth-key.ts';
export { DEFAULT_PFS, type PfsOptions, renewalTime } from './pfs-options.ts';
