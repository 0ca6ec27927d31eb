// Sources record a handshake message as its TL object or with the plain envelope around it.

import { decodePlainMessage, isPlainPayload } from '../protocol/message/index.ts';

/** The TL object (and whatever padding follows it), without the envelope if there is one. */
export function tlBodyOf(bytes: Uint8Array): Uint8Array {
  return isPlainPayload(bytes) ? decodePlainMessage(bytes).body : bytes;
}
