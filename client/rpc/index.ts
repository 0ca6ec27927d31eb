export { Api, type AppInfo, DEFAULT_APP } from './api.ts';
export { type CallOptions, Calls } from './calls.ts';
