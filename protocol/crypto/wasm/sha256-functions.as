// The functions of SHA-256 (FIPS 180-4, 4.1.2). AssemblyScript; compiled by tools/crypto-wasm.

// @ts-ignore: decorator
@inline
export function choice(x: u32, y: u32, z: u32): u32 {
  return z ^ (x & (y ^ z));
}

/** Rotations by 2, 13 and 22: one in the other they need fewer copies of x. */
// @ts-ignore: decorator
@inline
export function sum0(x: u32): u32 {
  return rotr<u32>(rotr<u32>(rotr<u32>(x, 9) ^ x, 11) ^ x, 2);
}

/** Rotations by 6, 11 and 25. */
// @ts-ignore: decorator
@inline
export function sum1(x: u32): u32 {
  return rotr<u32>(rotr<u32>(rotr<u32>(x, 14) ^ x, 5) ^ x, 6);
}

/** Rotations by 7 and 18. */
// @ts-ignore: decorator
@inline
export function sigma0(x: u32): u32 {
  return rotr<u32>(rotr<u32>(x, 11) ^ x, 7) ^ (x >>> 3);
}

/** Rotations by 17 and 19. */
// @ts-ignore: decorator
@inline
export function sigma1(x: u32): u32 {
  return rotr<u32>(rotr<u32>(x, 2) ^ x, 17) ^ (x >>> 10);
}
