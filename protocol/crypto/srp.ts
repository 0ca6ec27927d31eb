// The two-step password check: SRP-6a with Telegram's hashes (https://core.telegram.org/api/srp).
// Numbers are 256 bytes big-endian wherever they are hashed or sent. The group is judged by dhGroupFault.

import {
  bigIntFromBytes,
  bigIntToBytes,
  concatBytes,
  equalBytes,
  MalformedError,
  xorBytes,
} from '../bytes/index.ts';
import type { CryptoEngine } from './engine.ts';
import type { RandomBytes } from './rsa-pad.ts';

/** passwordKdfAlgoSHA256SHA256PBKDF2HMACSHA512iter100000SHA256ModPow#3a912d4a */
export interface SrpAlgorithm {
  readonly salt1: Uint8Array;
  readonly salt2: Uint8Array;
  readonly g: number;
  /** the prime of 2048 bits */
  readonly p: bigint;
}

/** The `x` of SRP (PH2 of the document), 32 bytes. Takes 100,000 rounds of PBKDF2. @param password UTF-8 bytes */
export function srpPasswordHash(
  engine: CryptoEngine,
  password: Uint8Array,
  salt1: Uint8Array,
  salt2: Uint8Array,
): Uint8Array {
  const saltedHash = (data: Uint8Array, salt: Uint8Array): Uint8Array =>
    engine.sha256(concatBytes(salt, data, salt));
  const first = saltedHash(saltedHash(password, salt1), salt2);
  return saltedHash(engine.pbkdf2Sha512(first, salt1, 100_000, 64), salt2);
}

/** g^x mod p: what a server stores instead of the password. */
export function srpVerifier(engine: CryptoEngine, password: Uint8Array, algorithm: SrpAlgorithm): bigint {
  const x = srpPasswordHash(engine, password, algorithm.salt1, algorithm.salt2);
  return engine.modPow(BigInt(algorithm.g), bigIntFromBytes(x), algorithm.p);
}

/**
 * What a client sends in inputCheckPasswordSRP.
 * @param B the server's srp_B
 * @param a the client's secret, up to 256 random bytes
 * @returns A, 256 bytes, and M1, 32 bytes
 * @throws MalformedError BAD_VALUE when B is trivial: not 1 < B < p - 1
 */
export function srpClientProof(
  engine: CryptoEngine,
  password: Uint8Array,
  algorithm: SrpAlgorithm,
  B: Uint8Array,
  a: Uint8Array,
): { A: Uint8Array; M1: Uint8Array } {
  const { g, p } = algorithm;
  const gB = checkPublic('srp_B', bigIntFromBytes(B), p);
  const secret = bigIntFromBytes(a);
  const gA = engine.modPow(BigInt(g), secret, p);
  const x = bigIntFromBytes(srpPasswordHash(engine, password, algorithm.salt1, algorithm.salt2));
  const kv = (multiplier(engine, algorithm) * engine.modPow(BigInt(g), x, p)) % p;
  const t = (gB - kv + p) % p;
  const shared = engine.modPow(t, secret + scrambler(engine, gA, gB) * x, p);
  return { A: number256(gA), M1: proof(engine, algorithm, gA, gB, shared) };
}

/** The server's srp_B = k * v + g^b, 256 bytes. @param b the server's secret, up to 256 random bytes */
export function srpServerPublic(
  engine: CryptoEngine,
  algorithm: SrpAlgorithm,
  verifier: bigint,
  b: Uint8Array,
): Uint8Array {
  return number256(serverPublic(engine, algorithm, verifier, bigIntFromBytes(b)));
}

/**
 * Whether the client knows the password.
 * @throws MalformedError BAD_VALUE when A is trivial: not 1 < A < p - 1
 */
export function isSrpProofRight(
  engine: CryptoEngine,
  algorithm: SrpAlgorithm,
  verifier: bigint,
  b: Uint8Array,
  claim: { A: Uint8Array; M1: Uint8Array },
): boolean {
  const { p } = algorithm;
  const gA = checkPublic('A', bigIntFromBytes(claim.A), p);
  const secret = bigIntFromBytes(b);
  const gB = serverPublic(engine, algorithm, verifier, secret);
  const masked = (gA * engine.modPow(verifier, scrambler(engine, gA, gB), p)) % p;
  return equalBytes(claim.M1, proof(engine, algorithm, gA, gB, engine.modPow(masked, secret, p)));
}

/**
 * What a client sends to set a password: the server's salt1 lengthened by 32 random bytes, and the verifier
 * under it (256 bytes), new_password_hash in account.passwordInputSettings.
 * @param random asked once for `srp/salt1`
 */
export function srpNewPassword(
  engine: CryptoEngine,
  password: Uint8Array,
  algorithm: SrpAlgorithm,
  random: RandomBytes,
): { salt1: Uint8Array; newPasswordHash: Uint8Array } {
  const salt1 = concatBytes(algorithm.salt1, random('srp/salt1', 32));
  return { salt1, newPasswordHash: number256(srpVerifier(engine, password, { ...algorithm, salt1 })) };
}

function serverPublic(engine: CryptoEngine, algorithm: SrpAlgorithm, verifier: bigint, b: bigint): bigint {
  const { g, p } = algorithm;
  return (multiplier(engine, algorithm) * verifier + engine.modPow(BigInt(g), b, p)) % p;
}

/** k = H(p | g) */
function multiplier(engine: CryptoEngine, { g, p }: SrpAlgorithm): bigint {
  return bigIntFromBytes(engine.sha256(concatBytes(number256(p), number256(BigInt(g)))));
}

/** u = H(g_a | g_b) */
function scrambler(engine: CryptoEngine, gA: bigint, gB: bigint): bigint {
  return bigIntFromBytes(engine.sha256(concatBytes(number256(gA), number256(gB))));
}

/** M1 = H(H(p) xor H(g) | H(salt1) | H(salt2) | g_a | g_b | K), with K = H(shared) */
function proof(
  engine: CryptoEngine,
  { salt1, salt2, g, p }: SrpAlgorithm,
  gA: bigint,
  gB: bigint,
  shared: bigint,
): Uint8Array {
  const group = xorBytes(engine.sha256(number256(p)), engine.sha256(number256(BigInt(g))));
  const key = engine.sha256(number256(shared));
  const parts = [group, engine.sha256(salt1), engine.sha256(salt2), number256(gA), number256(gB), key];
  return engine.sha256(concatBytes(...parts));
}

function checkPublic(what: string, value: bigint, p: bigint): bigint {
  if (value <= 1n || value >= p - 1n)
    throw new MalformedError('BAD_VALUE', `${what} is not between 1 and p - 1`);
  return value;
}

function number256(value: bigint): Uint8Array {
  return bigIntToBytes(value, 256);
}
