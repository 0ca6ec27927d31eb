// The lengths that AES modes take, checked alike by both engines: engines must also agree on what they refuse.

import { MalformedError, UsageError } from '../bytes/index.ts';

/** @throws MalformedError BAD_LENGTH unless `data` is whole blocks; UsageError unless key and iv are 32 bytes */
export function checkIge(data: Uint8Array, key: Uint8Array, iv: Uint8Array): void {
  if (data.length % 16 !== 0)
    throw new MalformedError('BAD_LENGTH', `AES-IGE takes whole blocks of 16 bytes, not ${data.length}`, {
      length: data.length,
    });
  if (key.length !== 32 || iv.length !== 32)
    throw new UsageError(`AES-256-IGE takes a key and an iv of 32 bytes, not ${key.length} and ${iv.length}`);
}

/** @throws UsageError unless the key is 32 bytes and the iv 16 */
export function checkCtr(key: Uint8Array, iv: Uint8Array): void {
  if (key.length !== 32 || iv.length !== 16)
    throw new UsageError(
      `AES-256-CTR takes a key of 32 bytes and an iv of 16, not ${key.length} and ${iv.length}`,
    );
}
