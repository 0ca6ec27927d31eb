// A fake data centre: starts listening, keeps a journal, closes without a trace.

import { HarnessError, int64ToBytes, toHex, UsageError, type VirtualClock } from '../protocol/bytes/index.ts';
import { publicKeyToPem, rsaFingerprint } from '../protocol/crypto/index.ts';
import { AuthKeys } from './auth-keys.ts';
import type { Shared } from './desks.ts';
import { FaultInjector } from './faults/index.ts';
import { type HttpAnswer, HttpConnection } from './http-connection.ts';
import { Journal } from './journal.ts';
import { listen } from './listener.ts';
import { type FakeDcOptions, settle } from './options.ts';

/** A public key of the DC, in the forms in which clients want it. */
export interface PublicKey {
  /** PKCS#1 (`BEGIN RSA PUBLIC KEY`). */
  readonly pem: string;
  /** 16 hex digits: the 8 bytes as they stand on the wire. */
  readonly fingerprint: string;
}

/** A connection that HTTP carries: whoever has the requests hands over their bodies. */
export interface HttpExchange {
  readonly isClosed: boolean;
  /** One request's body for one response; undefined when the connection is closed. Never throws. */
  exchange(payload: Uint8Array): HttpAnswer | undefined;
  closed(reason: string): void;
}

export interface FakeDc extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  /** Id of this DC, without the test offset. */
  readonly dc: number;
  readonly test: boolean;
  readonly publicKeys: readonly PublicKey[];
  readonly journal: Journal;
  /** Present when time is virtual: `dc.clock.advance('3h')`. */
  readonly clock: VirtualClock | undefined;
  /** Connections that are open now. */
  readonly connections: number;
  /**
   * A connection over HTTP without a socket, for mocks of fetch (see msw.ts) and for tests.
   * @throws UsageError when the DC is closed
   */
  openHttp(): HttpExchange;
  /** Forgets a key: messages under it are answered with -404. `authKeyId`: 8 wire bytes. */
  forgetKey(authKeyId: Uint8Array): boolean;
  /** @throws HarnessError VIOLATION with a table, when a client broke a rule or a fault of our own occurred */
  assertClean(): void;
  /** Ends every connection and frees the port. */
  close(): Promise<void>;
}

/**
 * Starts a fake DC on loopback.
 * @example await using dc = await startFakeDc({ seed: 7 });
 * @throws UsageError for options that cannot be, MalformedError for keys or secrets that do not parse
 */
export async function startFakeDc(options: FakeDcOptions = {}): Promise<FakeDc> {
  const settings = settle(options);
  const { env, limits } = settings;
  const journal = new Journal(
    { maxEntries: limits.maxJournalEntries, maxBytes: limits.maxJournalBytes },
    () => env.now(),
  );
  const authKeys = new AuthKeys(limits.maxAuthKeys);
  let connections = 0;
  const faults = new FaultInjector(options.faults ?? []);
  const shared: Shared = { settings, journal, authKeys, faults, nextConnection: () => ++connections };
  const listener = await listen(shared);
  const exchanges = exchangesOf(shared);
  const close = async (): Promise<void> => {
    exchanges.close();
    await listener.close();
  };
  return {
    host: listener.host,
    port: listener.port,
    dc: settings.dc,
    test: settings.test,
    publicKeys: settings.keys.map((key) => ({
      pem: publicKeyToPem(key),
      fingerprint: toHex(int64ToBytes(rsaFingerprint(env.crypto, key))),
    })),
    journal,
    clock: settings.clock,
    get connections() {
      return listener.connections;
    },
    openHttp: exchanges.open,
    forgetKey: (authKeyId) => authKeys.remove(authKeyId),
    assertClean: () => assertClean(journal),
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** The connections over HTTP, so that none outlives its DC. */
function exchangesOf(shared: Shared): { open(): HttpExchange; close(): void } {
  const opened = new Set<HttpConnection>();
  let closed = false;
  return {
    open(): HttpExchange {
      if (closed) throw new UsageError('the fake DC is closed');
      for (const one of opened) if (one.isClosed) opened.delete(one);
      const connection = new HttpConnection(shared.nextConnection(), shared);
      opened.add(connection);
      return connection;
    },
    close(): void {
      closed = true;
      for (const one of opened) one.closed('the DC was closed');
    },
  };
}

function assertClean(journal: Journal): void {
  const lines = journal
    .entries()
    .flatMap((entry) =>
      entry.kind === 'violation'
        ? [`connection ${entry.connection}  ${entry.violation.rule}  ${entry.violation.detail}`]
        : entry.kind === 'fault'
          ? [`connection ${entry.connection}  fault  ${entry.error}`]
          : [],
    );
  if (lines.length > 0)
    throw new HarnessError('VIOLATION', `the journal is not clean:\n  ${lines.join('\n  ')}`, {
      count: lines.length,
    });
}
