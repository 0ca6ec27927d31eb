// A fake data centre: starts listening, keeps a journal, closes without a trace.

import { int64ToBytes, toHex, UsageError, type VirtualClock } from '../protocol/bytes/index.ts';
import { publicKeyToPem, rsaFingerprint } from '../protocol/crypto/index.ts';
import type { Question } from '../protocol/session/index.ts';
import type { TlObject } from '../protocol/tl/index.ts';
import { type AskOptions, ask } from './ask.ts';
import { assertClean, type CleanOptions } from './assert-clean.ts';
import { Connection, type Wire } from './connection.ts';
import type { Host } from './host.ts';
import { type HttpAnswer, HttpConnection } from './http-connection.ts';
import type { Journal } from './journal.ts';
import { listen } from './listener.ts';
import { type FakeDcOptions, settle } from './options.ts';
import { type PushTarget, sessionsOf } from './push-target.ts';
import type { RpcRoute } from './rpc/index.ts';
import type { Answers } from './session/questions.ts';
import { createShared, type Shared } from './shared.ts';

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
  /**
   * One request's body for one response; undefined when the connection is closed, or `signal` says that the client has
   * given up. Never rejects.
   */
  exchange(payload: Uint8Array, signal?: AbortSignal): Promise<HttpAnswer | undefined>;
  closed(reason: string): void;
}

/** The DC's end of a byte stream. */
export interface ByteStream {
  /** Takes bytes as they came. Never throws. */
  receive(chunk: Uint8Array): void;
  /** The client or the network ended it. */
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
  /**
   * A connection over a byte stream without a socket, in memory: give it the bytes of the client, it writes to `wire`.
   * It is not counted in `connections`; close() ends it.
   * @throws UsageError when the DC is closed
   */
  openStream(wire: Wire): ByteStream;
  /**
   * Forgets a key, the temporary key that is bound to it, and their sessions: messages under them are answered with -404.
   * `authKeyId`: 8 wire bytes.
   */
  forgetKey(authKeyId: Uint8Array): boolean;
  /** Handlers that come before all that were there. */
  use(...routes: readonly RpcRoute[]): void;
  /** As use(), each for one call. */
  once(...routes: readonly RpcRoute[]): void;
  /** Forgets what use() and once() added. */
  resetHandlers(): void;
  /** Sends an update (any constructor of Updates) to the sessions that match; returns how many there were. */
  push(to: PushTarget, update: TlObject): number;
  /**
   * Asks the client of one session, as a server may: ping, msgs_state_req or msg_resend_req. A client that does not
   * answer, or answers something else, breaks a rule (MT-SQ-01..05). Over HTTP silence is no violation: the question
   * waits there for the client's next request.
   * @example const { info } = await dc.ask({}, { _: 'msgs_state_req', msg_ids: [msgId] });
   * @returns pong, msgs_state_info, or the messages that came again
   * @throws UsageError unless exactly one session matches; for a question or a timeout that cannot be
   * @throws RemoteError TIMEOUT when no answer comes within 10 s, or `timeout` ms, on the clock of the DC;
   *   CONNECTION_CLOSED when the connection is gone
   */
  ask<Asked extends Question>(
    to: PushTarget,
    question: Asked,
    options?: AskOptions,
  ): Promise<Answers[Asked['_']]>;
  /** @throws HarnessError VIOLATION with a table of broken rules and of faults */
  assertClean(options?: CleanOptions): void;
  /**
   * Ends every connection and frees the port.
   * @throws HarnessError VIOLATION when a handler failed and assertClean() was never asked
   */
  close(): Promise<void>;
}

/**
 * Starts a fake DC on loopback.
 * @example await using dc = await startFakeDc({ seed: 7 });
 * @throws UsageError for options that cannot be, MalformedError for keys or secrets that do not parse
 */
export async function startFakeDc(options: FakeDcOptions = {}): Promise<FakeDc> {
  const settings = settle(options);
  const { env } = settings;
  const shared = createShared(options, settings);
  const { authKeys, host, journal } = shared;
  const listener = await listen(shared);
  const exchanges = exchangesOf(shared);
  const streams = streamsOf(shared);
  let asked = false;
  const close = async (): Promise<void> => {
    exchanges.close();
    streams.close();
    const released = listener.close();
    host.sessions.endAll();
    await released;
    if (!asked && journal.faults > 0) {
      asked = true;
      assertClean(journal, { ignore: [...journal.brokenRules.keys()] });
    }
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
    openStream: streams.open,
    forgetKey: (authKeyId) => authKeys.forget(authKeyId),
    use: (...routes) => host.routes.use(...routes),
    once: (...routes) => host.routes.once(...routes),
    resetHandlers: () => host.routes.reset(),
    push: (to, update) => pushTo(host, to, update),
    ask: (to, question, options) => ask(host, to, question, options),
    assertClean(cleanOptions) {
      asked = true;
      assertClean(journal, cleanOptions);
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** The connections in memory, so that none outlives its DC. */
function streamsOf(shared: Shared): { open(wire: Wire): ByteStream; close(): void } {
  const opened = new Set<Connection>();
  let isClosed = false;
  return {
    open(wire): ByteStream {
      if (isClosed) throw new UsageError('the fake DC is closed');
      const connection: Connection = new Connection(shared.nextConnection(), shared, {
        write: (bytes) => wire.write(bytes),
        end() {
          opened.delete(connection);
          wire.end();
        },
      });
      opened.add(connection);
      return {
        receive: (chunk) => connection.receive(chunk),
        closed(reason) {
          opened.delete(connection);
          connection.closed(reason);
        },
      };
    },
    close(): void {
      isClosed = true;
      for (const connection of [...opened]) connection.end('the DC was closed');
    },
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

function pushTo(host: Host, to: PushTarget, update: TlObject): number {
  const sessions = sessionsOf(host, to);
  for (const session of sessions) host.rpc.push(session, update);
  return sessions.length;
}
