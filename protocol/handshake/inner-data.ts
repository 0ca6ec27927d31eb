// encrypted_data of req_DH_params, as the server sees it: RSA, one of two paddings, one of four TL objects.
// https://core.telegram.org/mtproto/auth_key#4-encrypted-data-payload-generation

import { equalBytes, MalformedError, toHex } from '../bytes/index.ts';
import { type CryptoEngine, type RsaPrivateKey, rsaDecryptInner } from '../crypto/index.ts';
import { violate } from '../rules/index.ts';
import type { Mtproto, MtprotoObject } from '../tl/index.ts';
import { tryDecode } from './try-decode.ts';

export type InnerData =
  | Mtproto<'p_q_inner_data'>
  | Mtproto<'p_q_inner_data_dc'>
  | Mtproto<'p_q_inner_data_temp'>
  | Mtproto<'p_q_inner_data_temp_dc'>;

/** How the client padded the inner data before RSA. */
export type RsaPadding = 'rsa-pad' | 'sha1';

/**
 * @param block encrypted_data
 * @returns tempKey: temp_key of RSA_PAD, 32 bytes
 * @throws ViolationError MT-HS-06, MT-HS-08, MT-HS-09
 */
export function openInnerData(
  engine: CryptoEngine,
  key: RsaPrivateKey,
  block: Uint8Array,
): { inner: InnerData; padding: RsaPadding; tempKey?: Uint8Array } {
  const { rsaPad, tempKey, sha1 } = decryptBlock(engine, key, block);
  if (rsaPad !== undefined)
    return { inner: innerDataIn(rsaPad), padding: 'rsa-pad', ...(tempKey && { tempKey }) };
  if (sha1 !== undefined) {
    const { hash, dataWithPadding } = sha1;
    const decoded = tryDecode(dataWithPadding);
    if (decoded !== undefined && equalBytes(engine.sha1(dataWithPadding.subarray(0, decoded.end)), hash))
      return { inner: innerDataIn(dataWithPadding), padding: 'sha1' };
  }
  violate('MT-HS-08', 'neither RSA_PAD nor the SHA1 form fits the decrypted block', { actual: toHex(block) });
}

/** Whether the variant makes a temporary key. */
export function isTemporary(
  inner: InnerData,
): inner is Mtproto<'p_q_inner_data_temp'> | Mtproto<'p_q_inner_data_temp_dc'> {
  return inner._ === 'p_q_inner_data_temp' || inner._ === 'p_q_inner_data_temp_dc';
}

/** Whether the variant names a DC. */
export function namesDc(
  inner: InnerData,
): inner is Mtproto<'p_q_inner_data_dc'> | Mtproto<'p_q_inner_data_temp_dc'> {
  return inner._ === 'p_q_inner_data_dc' || inner._ === 'p_q_inner_data_temp_dc';
}

function decryptBlock(
  engine: CryptoEngine,
  key: RsaPrivateKey,
  block: Uint8Array,
): ReturnType<typeof rsaDecryptInner> {
  try {
    return rsaDecryptInner(engine, key, block);
  } catch (error) {
    if (error instanceof MalformedError)
      violate('MT-HS-06', error.message, {
        expected: '256 bytes below the modulus',
        actual: `${block.length} bytes`,
      });
    throw error;
  }
}

function innerDataIn(bytes: Uint8Array): InnerData {
  const value = tryDecode(bytes)?.value;
  if (value === undefined || !isInnerData(value))
    violate('MT-HS-09', `the inner data is ${value?._ ?? 'no TL object'}`, { actual: toHex(bytes) });
  return value;
}

function isInnerData(value: MtprotoObject): value is InnerData {
  return (
    value._ === 'p_q_inner_data' ||
    value._ === 'p_q_inner_data_dc' ||
    value._ === 'p_q_inner_data_temp' ||
    value._ === 'p_q_inner_data_temp_dc'
  );
}
