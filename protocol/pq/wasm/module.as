// What the module exports; see protocol/pq/wasm/instance.ts for its types.

export { chain, curves, ecm } from './ecm';
export { inspect, isPrime } from './prime';
export { rho, work } from './rho';
