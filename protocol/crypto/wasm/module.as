// The exports of the module. AssemblyScript; compiled by tools/crypto-wasm.

export { open, seal } from './envelope';
export { decryptData, encryptData, setDecryptionKey, setEncryptionKey } from './ige';
export { AUTH_KEY, CAPACITY, DATA, HASH, IV, KEY } from './memory';
export { begin, finish, hashBlocks, hashData } from './sha256';
