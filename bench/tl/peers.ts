// The peers of the TL benchmark: mtcute's own reader and writer maps (layer 227) and GramJS (layer 198). They are
// never dependencies: interop/tl-oracles pins them, and the first run of the benchmark installs them.

import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { TlObject } from '../../protocol/tl/index.ts';

export interface TlPeers {
  /** One of mtcute's objects. */
  mtcuteDecode(bytes: Uint8Array): unknown;
  mtcuteEncode(value: unknown): Uint8Array;
  /** Our object as one of mtcute's: the same keys in the same order. */
  toMtcute(value: TlObject): unknown;
  gramjsDecode(bytes: Uint8Array): unknown;
}

const FOLDER: string = fileURLToPath(new URL('../../interop/tl-oracles/', import.meta.url));

/** Installs the packages if they are not there. */
export async function loadTlPeers(): Promise<TlPeers> {
  installTlPeers();
  const { mtcuteDecode, mtcuteEncode, toMtcute, gramjsDecode } = await import(
    '../../interop/tl-oracles/index.ts'
  );
  return { mtcuteDecode, mtcuteEncode, toMtcute, gramjsDecode };
}

/** The folder that holds their node_modules. */
export function installTlPeers(): string {
  if (!existsSync(`${FOLDER}node_modules`))
    execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--silent'], {
      cwd: FOLDER,
      stdio: 'inherit',
    });
  return FOLDER;
}
