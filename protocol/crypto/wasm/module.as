// The exports of the module. AssemblyScript; compiled by tools/crypto-wasm.

export { open, seal } from './envelope';
export {
  decryptData,
  encryptData,
  mask,
  setDecryptionKey,
  setEncryptionKey,
  startMasking,
  unmask,
} from './ige';
export { AUTH_KEY, CAPACITY, DATA, HASH, IV, KEY, MASKED } from './memory';
export { begin, finish, hashBlocks, hashData } from './sha256';
