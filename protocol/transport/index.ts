export { type ClientTransportOptions, createClientTransport } from './client-transport.ts';
export { codecs } from './codecs.ts';
export { DETECTION_LENGTH, type Detection, tryDetect } from './detect.ts';
export {
  type DecodeOptions,
  decodeFrames,
  encodeFrame,
  encodeFrameHeader,
  encodeQuickAck,
  framingTag,
  tryDecodeTransportError,
} from './frames.ts';
export type { FrameOptions, FramingCodec } from './framing-codec.ts';
export { type MtproxySecret, parseMtproxySecret } from './mtproxy-secret.ts';
export {
  createObfuscatedInit,
  deriveObfuscatedKeys,
  isAllowedObfuscatedInit,
  OBFUSCATED_HEADER_LENGTH,
  type ObfuscatedKeys,
  type OpenedHeader,
  type SealedInit,
  sealObfuscatedInit,
  tryOpenObfuscatedHeader,
} from './obfuscation.ts';
export { trimEncryptedPayload, trimPayload } from './padded.ts';
export {
  createServerTransport,
  type RefusalReason,
  type ServerTransportOptions,
} from './server-transport.ts';
export {
  DEFAULT_LIMITS,
  type End,
  type Framing,
  type Transport,
  type TransportDescription,
  type TransportEvent,
  type TransportLimits,
} from './transport.ts';
export { transportRule } from './transport-rule.ts';
