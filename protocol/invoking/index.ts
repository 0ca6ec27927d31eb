export { ApiLayers } from './api-layers.ts';
export type { ClientInfo } from './client-info.ts';
export { InitJudge, type InvokingSession } from './init-judge.ts';
export { type BindingCall, type BindingRefusal, type BindingScene, judgeBinding } from './judge-binding.ts';
export {
  type Invoker,
  type InvokingKey,
  type InvokingSettings,
  judgeQuery,
  QueryRefusal,
} from './judge-query.ts';
export { tryDecode, unpackParameters } from './unpack-parameters.ts';
export type { Query } from './unwrap.ts';
