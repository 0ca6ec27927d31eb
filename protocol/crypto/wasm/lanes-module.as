// The exports of the module that works on several messages at once. AssemblyScript; compiled by tools/crypto-wasm.

export { openLanes } from './lanes';
export { AUTH_KEY, LANE_CAPACITY, LANE_DATA, LANE_LENGTHS, LANE_MSG_KEYS, LANE_STRIDE, LANES } from './memory';
