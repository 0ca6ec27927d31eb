// Joins the compiled files of a folder into its entries. Node takes about half a millisecond for each module that
// it loads, which is most of what a program of many small files needs to start. Folders import one another by
// their entries only (see tools/layers), so a folder that is one file is the same to all others.

import path from 'node:path';
import { buildSync } from 'esbuild';

/** Entries that are joined: what they share becomes a file beside them. The rest of `out` is left as it is. */
export const bundledEntries: readonly (readonly string[])[] = [
  ['protocol/bytes/index.js'],
  ['protocol/crypto/index.js', 'protocol/crypto/engine-node.js', 'protocol/crypto/engine-portable.js'],
  ['protocol/gzip/index.js'],
  ['protocol/handshake/index.js'],
  ['protocol/invoking/index.js'],
  ['protocol/message/index.js'],
  ['protocol/pq/index.js'],
  ['protocol/rules/index.js'],
  ['protocol/session/index.js'],
  ['protocol/tl/index.js', 'protocol/tl/core/index.js'],
  ['protocol/transport/index.js'],
  ['client/index.js'],
  ['server-mock/index.js', 'server-mock/msw.js'],
];

/** Not joined: it finds its data by its own place. */
const LEFT = ['schemas/index.js'];

/**
 * @param out the folder of the compiled files, which are replaced
 * @param groups the entries that are joined, those of one folder together
 */
export function bundleEntries(out: string, groups: readonly (readonly string[])[] = bundledEntries): void {
  for (const entries of groups) {
    const inside = entries.map((entry) => path.resolve(out, entry));
    const others = [...groups.flat(), ...LEFT].filter((entry) => !entries.includes(entry));
    buildSync({
      absWorkingDir: path.resolve(out),
      entryPoints: inside,
      outdir: path.dirname(inside[0] as string),
      outbase: path.dirname(inside[0] as string),
      external: [...others.map((entry) => path.resolve(out, entry)), 'node:*', '#crypto-engine'],
      packages: 'external',
      allowOverwrite: true,
      bundle: true,
      splitting: true,
      format: 'esm',
      platform: 'neutral',
      target: 'node20',
      sourcemap: 'linked',
      logLevel: 'error',
    });
  }
}
