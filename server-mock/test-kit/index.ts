export {
  type BentClient,
  type BentClientOptions,
  bentClient,
  type Message,
  type Sealed,
  type Sending,
} from './bent-client.ts';
export type { BindingFields } from './binding.ts';
export { containerBody, type Member } from './container.ts';
export {
  bentHttpClient,
  CALL,
  GATHER,
  HTTP_PING,
  HTTP_WAIT,
  NEAREST,
  POLL,
  TOO_LONG,
  watch,
} from './http-client.ts';
export { type MemoryDc, memoryDc } from './memory-dc.ts';
export { initialised, queryBody, withLayer } from './query.ts';
export type { Received } from './received.ts';
export type { Stream, StreamOptions } from './stream.ts';
