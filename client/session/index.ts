export { type Bend, type Bent, hooksOf } from './bends.ts';
export type { Effect } from './effect.ts';
export type { ClientHooks, EnvelopeFields, MessageFields } from './hooks.ts';
export { DEFAULT_KEEP_ALIVE, type KeepAliveOptions } from './keep-alive.ts';
export { mtprotoName } from './members.ts';
export type { BuildContext, Request } from './request.ts';
export { SaltStore } from './salt-store.ts';
export { ServerTime } from './server-time.ts';
export { Session, type SessionOptions } from './session.ts';
