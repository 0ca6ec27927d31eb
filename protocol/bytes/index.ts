export { concatBytes, equalBytes, equalBytesAt, reverseBytes, viewOf, xorBytes } from './arrays.ts';
export { crc32 } from './crc32.ts';
export type { Env, Timer } from './env.ts';
export {
  type ErrorCode,
  type ErrorDetails,
  HarnessError,
  MalformedError,
  RemoteError,
  UnsupportedError,
  UsageError,
} from './errors.ts';
export { fromHex, toHex } from './hex.ts';
export {
  bigIntFromBytes,
  bigIntToBytes,
  bitLength,
  int64FromBytes,
  int64ToBytes,
  tryUint32,
} from './integers.ts';
export { ByteReader } from './reader.ts';
export { freshBytes, passingBytes } from './slab.ts';
export { VirtualClock } from './virtual-clock.ts';
export { ByteWriter } from './writer.ts';
