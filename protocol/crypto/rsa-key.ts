// RSA keys as numbers (RFC 8017, section 3). Reading and writing them as text: pem.ts.

export interface RsaPublicKey {
  /** modulus */
  readonly n: bigint;
  /** public exponent */
  readonly e: bigint;
}

export interface RsaPrivateKey extends RsaPublicKey {
  /** private exponent */
  readonly d: bigint;
  /** first prime; n = p * q */
  readonly p: bigint;
  /** second prime */
  readonly q: bigint;
  /** d mod (p - 1) */
  readonly dp: bigint;
  /** d mod (q - 1) */
  readonly dq: bigint;
  /** q^-1 mod p */
  readonly qi: bigint;
}
