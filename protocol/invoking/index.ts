export { ApiLayers } from './api-layers.ts';
export type { ClientInfo } from './client-info.ts';
export { type BindingCall, type BindingRefusal, type BindingScene, judgeBinding } from './judge-binding.ts';
export { type Query, UnreadableQuery, unwrapQuery } from './unwrap.ts';
