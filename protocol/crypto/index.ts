export { engine as defaultEngine } from '#crypto-engine';
export { authKeyAuxHash, authKeyId, initialSalt, newNonceHash, tmpAesKeyIv } from './auth-key.ts';
export { tryFromBase64 } from './base64.ts';
export {
  type DhGroupFault,
  type DhPublicFault,
  dhGroupFault,
  dhPower,
  dhPublicFault,
  WELL_KNOWN_DH_PRIME,
} from './dh.ts';
export type { CryptoEngine, CtrStream, KdfSide, OpenedV2 } from './engine.ts';
export { engine as portableEngine, plainEngine } from './engine-portable.ts';
export type { CryptoEnv } from './env.ts';
export { type AesKeyIv, kdfV1, kdfV2, msgKeyV1, msgKeyV2, quickAckToken } from './kdf.ts';
export { parsePrivateKeyPem, parsePublicKeyPem, privateKeyToPem, publicKeyToPem } from './pem.ts';
export { type Draw, type RecordedEnv, type RecordingEnv, recordedEnv, recordingEnv } from './recorded-env.ts';
export { rsaFingerprint, rsaLength, rsaPrivate, rsaPublic } from './rsa.ts';
export { type RsaInner, rsaDecryptInner } from './rsa-inner.ts';
export type { RsaPrivateKey, RsaPublicKey } from './rsa-key.ts';
export { type RandomBytes, rsaPadEncrypt, tryRsaPadDecrypt } from './rsa-pad.ts';
export { rsaSha1PadEncrypt, rsaSha1Unpad, type Sha1Padded } from './rsa-sha1-pad.ts';
export { type Clock, SEEDED_START, type SeededEnv, type SeededEnvOptions, seededEnv } from './seeded-env.ts';
export {
  isSrpProofRight,
  type SrpAlgorithm,
  srpClientProof,
  srpNewPassword,
  srpPasswordHash,
  srpServerPublic,
  srpVerifier,
} from './srp.ts';
export { systemClock, systemEnv } from './system-env.ts';
