// Other libraries' own factorization functions, from their npm packages in interop/pq, called as their handshakes call them.

import { execFileSync } from 'node:child_process';
import { randomFillSync } from 'node:crypto';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { bigIntFromBytes } from '../../protocol/bytes/index.ts';
import { type Candidate, MTCUTE } from './candidates.ts';

/** Folder of the peers' package.json. */
export const PEERS: string = fileURLToPath(new URL('../../interop/pq/', import.meta.url));

/** Installs what the lockfile says, once. */
export function installPeers(): void {
  if (existsSync(`${PEERS}node_modules`)) return;
  console.error('installing the peers (interop/pq) ...');
  execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: PEERS,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
}

/** mtcute, GramJS, teleproto, @mtproto/core. */
export async function loadPeers(): Promise<Candidate[]> {
  const require = createRequire(`${PEERS}package.json`);
  const load = (name: string): unknown => require(name);

  const mtcute = (await import(
    pathToFileURL(`${PEERS}node_modules/@mtcute/core/utils.js`).href
  )) as MtcuteUtils;
  const crypto = new (mtcuteCrypto(mtcute))();
  const bigInt = load('big-integer') as (digits: string) => BigInteger;
  const gramJs = (load('telegram/crypto/Factorizator') as Factorizator).Factorizator;
  const teleproto = (load('teleproto/crypto/Factorizator') as Factorizator).Factorizator;
  const mtprotoCore = load('@mtproto/core/src/crypto/pq') as (bytes: Uint8Array) => [Uint8Array, Uint8Array];

  return [
    {
      name: MTCUTE,
      group: 'peer',
      share: 1,
      run: ({ bytes }) => ({ factor: bigIntFromBytes(crypto.factorizePQ(bytes)[0]) }),
    },
    {
      name: 'GramJS',
      group: 'peer',
      share: 0.2,
      run: ({ n }) => ({ factor: BigInt(gramJs.factorize(bigInt(String(n))).p.toString()) }),
    },
    {
      name: 'teleproto',
      group: 'peer',
      share: 0.2,
      run: ({ n }) => ({ factor: BigInt(teleproto.factorize(bigInt(String(n))).p.toString()) }),
    },
    {
      name: '@mtproto/core',
      group: 'peer',
      share: 0.02,
      run: ({ bytes }) => ({ factor: bigIntFromBytes(Uint8Array.from(mtprotoCore(bytes)[0])) }),
    },
  ];
}

interface MtcuteUtils {
  readonly BaseCryptoProvider: abstract new () => { factorizePQ(pq: Uint8Array): [Uint8Array, Uint8Array] };
}

/** mtcute's factorization needs nothing of a platform but random bytes. */
function mtcuteCrypto({
  BaseCryptoProvider,
}: MtcuteUtils): new () => InstanceType<MtcuteUtils['BaseCryptoProvider']> {
  return class extends BaseCryptoProvider {
    randomFill(bytes: Uint8Array): void {
      randomFillSync(bytes);
    }
  };
}

interface BigInteger {
  toString(): string;
}

interface Factorizator {
  readonly Factorizator: { factorize(pq: BigInteger): { p: BigInteger; q: BigInteger } };
}
