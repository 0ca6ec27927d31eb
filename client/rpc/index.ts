export { Api, type AppInfo, checkApp, DEFAULT_APP } from './api.ts';
export { type CallArguments, type CallOptions, type CallParams, type CallResult, Calls } from './calls.ts';
