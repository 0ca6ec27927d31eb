// `fakedc serve`: a fake DC as a process, for clients in any language.
// stdout is a contract: one line when it listens, and with --json one JSON line an event afterwards.

import { readFileSync, writeFileSync } from 'node:fs';
import { Command, InvalidArgumentError, Option } from 'commander';
import { UsageError } from '../protocol/bytes/index.ts';
import { parsePrivateKeyPem } from '../protocol/crypto/index.ts';
import { rules } from '../protocol/rules/index.ts';
import {
  type FakeDc,
  type FakeDcOptions,
  type FaultOption,
  faultOf,
  startFakeDc,
} from '../server-mock/index.ts';
import { printEvents } from './serve-events.ts';

interface ServeFlags {
  readonly host: string;
  readonly port: number;
  readonly dc: number;
  readonly test: boolean;
  readonly key?: readonly string[];
  readonly publicKeyOut?: string;
  readonly seed?: string;
  readonly clock?: 'system' | 'virtual';
  readonly mtproxySecret?: readonly string[];
  readonly fault?: readonly FaultOption[];
  readonly json: boolean;
}

export function serveCommand(): Command {
  return new Command('serve')
    .description('run a fake DC until SIGTERM or SIGINT')
    .option('--host <host>', 'address to listen on', '127.0.0.1')
    .option('--port <port>', 'port to listen on; 0 takes a free one', integer, 0)
    .option('--dc <id>', 'id of this DC, without the test offset', integer, 2)
    .option('--test', 'be a DC of the test environment', false)
    .option('--key <file...>', 'RSA-2048 private keys in PEM; a public, worthless test key by default')
    .option('--public-key-out <file>', 'write the public keys there, PKCS#1 PEM')
    .option('--seed <seed>', 'take every random byte from this seed', filled)
    .addOption(
      new Option(
        '--clock <clock>',
        'with a seed the clock stands still at 2025-01-01 unless this says system',
      ).choices(['system', 'virtual']),
    )
    .option('--mtproxy-secret <hex...>', 'also be an MTProxy with this secret (16 bytes, or 17 with dd)')
    .option(
      '--fault <id...>',
      'bend answers of the handshake or messages under a key; ID:N does so N times only',
      fault,
    )
    .option('--json', 'print JSON lines: ready, then every event', false)
    .action(serve);
}

async function serve(flags: ServeFlags): Promise<void> {
  const dc = await startFakeDc(optionsOf(flags));
  const stopped = stopSignal();
  if (flags.publicKeyOut !== undefined) await writePublicKeys(dc, flags.publicKeyOut);
  announce(dc, flags.json);
  const stopPrinting = printEvents(dc.journal, flags.json);
  await stopped;
  await dc.close();
  stopPrinting();
}

function optionsOf(flags: ServeFlags): FakeDcOptions {
  const { host, port, dc, test, key, seed, clock, mtproxySecret, fault: faults } = flags;
  if (clock === 'virtual' && seed === undefined) throw new UsageError('--clock virtual needs a --seed');
  return {
    host,
    port,
    dc,
    test,
    ...(key === undefined ? {} : { keys: key.map(readPem) }),
    ...(seed === undefined ? {} : { seed }),
    ...(clock === 'system' ? { clock } : {}),
    ...(faults === undefined ? {} : { faults }),
    ...(mtproxySecret === undefined ? {} : { transports: { secrets: mtproxySecret } }),
  };
}

/** @throws UsageError that names the file, one of several */
function readPem(file: string): string {
  try {
    const pem = readFileSync(file, 'utf8');
    parsePrivateKeyPem(pem);
    return pem;
  } catch (error) {
    throw new UsageError(`cannot read the key ${file}: ${(error as Error).message}`, { file }, error);
  }
}

async function writePublicKeys(dc: FakeDc, file: string): Promise<void> {
  try {
    writeFileSync(file, dc.publicKeys.map(({ pem }) => pem).join(''));
  } catch (error) {
    await dc.close();
    throw new UsageError(`cannot write ${file}: ${(error as Error).message}`, { file }, error);
  }
}

function announce(dc: FakeDc, json: boolean): void {
  const [first] = dc.publicKeys;
  const { host, port } = dc;
  if (json)
    console.log(
      JSON.stringify({
        event: 'ready',
        host,
        port,
        dc: dc.dc,
        fingerprint: first?.fingerprint,
        publicKey: first?.pem,
      }),
    );
  else
    console.log(
      `fakedc: DC ${dc.dc}${dc.test ? ' (test)' : ''} listens on ${host}:${port}, key ${first?.fingerprint}, ${Object.keys(rules).length} rules`,
    );
}

/** Resolves at the first SIGTERM or SIGINT; stdout that nobody reads any more counts as one. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGTERM', () => resolve());
    process.once('SIGINT', () => resolve());
    process.stdout.once('error', () => resolve());
  });
}

/** `ID`, or `ID:N` for the first N times. Commander hands over what the earlier values gave. */
function fault(text: string, before: readonly FaultOption[] = []): FaultOption[] {
  const [id = '', times] = text.split(':', 2);
  const known = faultOf(id).id;
  if (times !== undefined && !/^[1-9]\d{0,5}$/.test(times))
    throw new InvalidArgumentError('behind the colon a whole number is needed.');
  return [...before, times === undefined ? known : { id: known, times: Number(times) }];
}

function integer(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError('a whole number from 0 to 999999 is needed.');
  return Number(text);
}

/** An unset variable of a script shall not be a seed. */
function filled(text: string): string {
  if (text === '') throw new InvalidArgumentError('a text is needed.');
  return text;
}
