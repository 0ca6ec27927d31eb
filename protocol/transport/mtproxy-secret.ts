// MTProxy secrets, as they stand in tg://proxy links.
// https://core.telegram.org/mtproto/mtproto-transports#transport-obfuscation
// A fake-TLS secret is parsed and not used: its records are no transport of ours.

import { fromHex, MalformedError } from '../bytes/index.ts';
import { tryFromBase64 } from '../crypto/index.ts';

export interface MtproxySecret {
  /** 16 bytes; 17 bytes: padded intermediate framing; `ee`, 16 bytes and a host name: inside fake TLS. */
  readonly kind: 'simple' | 'padded' | 'fake-tls';
  /** 16 bytes */
  readonly key: Uint8Array;
  /** The byte before the key, usually dd; none in a simple secret. */
  readonly prefix?: number;
  /** The host name that fake TLS pretends to talk to. */
  readonly domain?: string;
}

/**
 * @param text hexadecimal, or base64url with or without padding
 * @throws MalformedError BAD_SECRET
 */
export function parseMtproxySecret(text: string): MtproxySecret {
  const bytes = tryHex(text) ?? tryBase64Url(text);
  if (bytes === undefined) throw badSecret('neither hexadecimal nor base64url');
  if (bytes.length === 16) return { kind: 'simple', key: bytes };
  const prefix = bytes[0] as number;
  const key = bytes.slice(1, 17);
  // Clients take any 17th byte to mean the padded framing, so any is accepted.
  if (bytes.length === 17) return { kind: 'padded', key, prefix };
  if (bytes.length < 16 || prefix !== 0xee)
    throw badSecret(`${bytes.length} bytes: neither 16, nor 17, nor ee, 16 bytes and a host name`);
  return { kind: 'fake-tls', key, prefix, domain: parseDomain(bytes.subarray(17)) };
}

/** Longest host name that fits into the fake ClientHello (TDLib's limit). */
const MAX_DOMAIN = 182;

function parseDomain(bytes: Uint8Array): string {
  if (bytes.length > MAX_DOMAIN || bytes.some((byte) => byte <= 0x20 || byte >= 0x7f))
    throw badSecret(`not a host name of at most ${MAX_DOMAIN} characters after the key`);
  return String.fromCharCode(...bytes);
}

function badSecret(reason: string): MalformedError {
  return new MalformedError('BAD_SECRET', `not an MTProxy secret: ${reason}`);
}

function tryHex(text: string): Uint8Array | undefined {
  return text.length % 2 === 0 && /^[0-9a-fA-F]+$/.test(text) ? fromHex(text) : undefined;
}

/** https://www.rfc-editor.org/rfc/rfc4648#section-5, with or without padding */
function tryBase64Url(text: string): Uint8Array | undefined {
  if (!/^[A-Za-z0-9_-]+={0,2}$/.test(text)) return undefined;
  const base64 = text.replaceAll('-', '+').replaceAll('_', '/');
  return tryFromBase64(text.endsWith('=') ? base64 : base64 + '==='.slice((base64.length + 3) % 4));
}
