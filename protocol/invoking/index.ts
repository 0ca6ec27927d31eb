export { type BindingCall, type BindingRefusal, type BindingScene, judgeBinding } from './judge-binding.ts';
