// @mtcute/wasm, the fastest AES-IGE that MTProto clients in JavaScript use, as the peer that ours is measured
// against. It is never a dependency: interop/crypto-peers pins it, and the first run of the benchmark installs it.

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** What is used of the package; see its index.d.ts. */
export interface MtcuteWasm {
  initSync(module: Uint8Array): void;
  readonly SIMD_AVAILABLE: boolean;
  sha256(data: Uint8Array): Uint8Array;
  ige256Encrypt(data: Uint8Array, key: Uint8Array, iv: Uint8Array): Uint8Array;
  ige256Decrypt(data: Uint8Array, key: Uint8Array, iv: Uint8Array): Uint8Array;
}

const FOLDER: string = fileURLToPath(new URL('../interop/crypto-peers/', import.meta.url));
const PACKAGE: string = `${FOLDER}node_modules/@mtcute/wasm/`;

/** The package, installed if it is not, with the module it would choose itself. */
export async function loadMtcuteWasm(): Promise<MtcuteWasm> {
  if (!existsSync(PACKAGE))
    execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--silent'], {
      cwd: FOLDER,
      stdio: 'inherit',
    });
  const mtcute = (await import(pathToFileURL(`${PACKAGE}index.js`).href)) as MtcuteWasm;
  const name = mtcute.SIMD_AVAILABLE ? 'mtcute-simd.wasm' : 'mtcute.wasm';
  mtcute.initSync(readFileSync(`${PACKAGE}${name}`));
  return mtcute;
}
