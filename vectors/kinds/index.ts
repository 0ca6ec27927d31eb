// Every kind that can be checked: one line each.

import { ctr, ige } from './aes.ts';
import { authKeyIdKind, newNonceHashKind, newNoncePartial } from './auth-key.ts';
import { bindAuthKeyInner } from './bind.ts';
import { bindCheck } from './bind-check.ts';
import { gzipPacked, msgContainer } from './container.ts';
import { dh, dhCheck, dhGenOk } from './dh.ts';
import { handshakeCheck, plainMessageCheck } from './handshake-check.ts';
import { handshakeExchange } from './handshake-exchange.ts';
import { handshakeMessage } from './handshake-message.ts';
import { crc32Kind, hmacSha256, pbkdf2Sha512, sha1, sha256 } from './hashes.ts';
import { clientDhInnerData, pqInnerData } from './inner-data.ts';
import { kdfV1Kind, kdfV2Kind, msgKeyV1Kind, tmpAes } from './kdf.ts';
import type { Kind } from './kind.ts';
import { msgDecryptV2, msgDecryptV2Negative, msgEncryptV2 } from './messages.ts';
import { msgId } from './msg-id.ts';
import { mtproxySecret, mtproxySecretNegative, obfuscated2, obfuscated2Negative } from './obfuscation.ts';
import { pq } from './pq.ts';
import { queryCheck } from './query-check.ts';
import { rsaFingerprintKind, rsaPad, rsaPadPartial } from './rsa.ts';
import { sessionCheck } from './session-check.ts';
import { srp, srpNewPasswordKind, srpX } from './srp.ts';
import { streamCheck } from './stream-check.ts';
import { tlBool, tlBytes, tlConstructorId, tlDouble, tlInt, tlLong, tlVector } from './tl.ts';
import { tmpAesDecrypt, tmpAesDecryptKeysGiven, tmpAesEncrypt } from './tmp-aes.ts';
import {
  abridged,
  full,
  fullNegative,
  intermediate,
  paddedIntermediate,
  quickAck,
  transportError,
} from './transports.ts';

const ALL: readonly Kind[] = [
  sha1,
  sha256,
  hmacSha256,
  crc32Kind,
  pbkdf2Sha512,
  ige,
  ctr,
  kdfV1Kind,
  kdfV2Kind,
  tmpAes,
  msgKeyV1Kind,
  authKeyIdKind,
  newNonceHashKind,
  newNoncePartial,
  pq,
  rsaFingerprintKind,
  rsaPad,
  rsaPadPartial,
  pqInnerData,
  clientDhInnerData,
  tmpAesDecrypt,
  tmpAesDecryptKeysGiven,
  tmpAesEncrypt,
  dh,
  dhCheck,
  dhGenOk,
  handshakeMessage,
  sessionCheck,
  handshakeExchange,
  handshakeCheck,
  plainMessageCheck,
  streamCheck,
  msgEncryptV2,
  msgDecryptV2,
  msgDecryptV2Negative,
  bindAuthKeyInner,
  bindCheck,
  queryCheck,
  msgContainer,
  gzipPacked,
  msgId,
  tlInt,
  tlLong,
  tlDouble,
  tlBool,
  tlBytes,
  tlVector,
  tlConstructorId,
  abridged,
  intermediate,
  paddedIntermediate,
  full,
  fullNegative,
  quickAck,
  transportError,
  obfuscated2,
  obfuscated2Negative,
  mtproxySecret,
  mtproxySecretNegative,
  srpX,
  srp,
  srpNewPasswordKind,
];

export const kinds: ReadonlyMap<string, Kind> = new Map(ALL.map((kind) => [kind.kind, kind]));
