// Opens a client's connection over any transport.

import { UsageError } from '../protocol/bytes/index.ts';
import { type CryptoEnv, parsePublicKeyPem, systemEnv } from '../protocol/crypto/index.ts';
import type { ClientHandshakeConfig, RsaPadding } from '../protocol/handshake/index.ts';
import type { LayerRegistry } from '../protocol/tl/index.ts';
import {
  createClientTransport,
  type Framing,
  parseMtproxySecret,
  type Transport,
} from '../protocol/transport/index.ts';
import { loadLayers } from '../schemas/index.ts';
import { DEFAULT_RECONNECT, type ReconnectOptions } from './backoff.ts';
import { Client } from './client.ts';
import { DEFAULT_CALL_TIMEOUT_MS, DEFAULT_TIMEOUT_MS } from './client-settings.ts';
import { type ExportedKey, importKey } from './exported-key.ts';
import { type ClientFaultId, QueryBender } from './faults/index.ts';
import { holdProcess } from './hold-process.ts';
import type { Dial } from './link.ts';
import { DEFAULT_PFS, type PfsOptions } from './pfs/index.ts';
import { type AppInfo, checkApp, DEFAULT_APP } from './rpc/index.ts';
import { type ClientHooks, DEFAULT_KEEP_ALIVE, type KeepAliveOptions } from './session/index.ts';
import { openTcp } from './tcp.ts';

/** Where to, how, and whom to trust. */
export interface ConnectOptions {
  readonly host: string;
  readonly port: number;
  /** RSA public keys of the server in PEM: what FakeDc.publicKeys gives, or any. */
  readonly publicKeys?: readonly (string | { readonly pem: string })[];
  /** DC as the inner data names it: +10000 for a test DC, negative for media. Undefined: it is not named. */
  readonly dc?: number;
  /** `intermediate` by default. */
  readonly framing?: Framing;
  /** obfuscated2 around the framing; always on with a secret. */
  readonly obfuscated?: boolean;
  /** An MTProxy secret, hex or base64url. */
  readonly secret?: string;
  /** A key from an earlier run: no handshake is needed. */
  readonly key?: ExportedKey;
  /** Makes a temporary key of that lifetime, in seconds. */
  readonly expiresIn?: number;
  readonly query?: 'req_pq' | 'req_pq_multi';
  readonly rsaPadding?: RsaPadding;
  /** Queries of the handshake that are bent on purpose (see faults/registry.ts): a client to test servers with. */
  readonly faults?: readonly ClientFaultId[];
  /** How long to wait for an answer, in ms. Default: 10 s; for a call, which may reconnect, 60 s. */
  readonly timeout?: number;
  /** How a lost connection is opened again while something waits; `false`: it is not. */
  readonly reconnect?: Partial<ReconnectOptions> | false;
  /**
   * Messages go under temporary keys, bound to the permanent one that `key` is or that is made.
   * https://core.telegram.org/api/pfs
   */
  readonly pfs?: boolean | Partial<PfsOptions>;
  /** Pings of a session that calls or listens; `false`: none. */
  readonly keepAlive?: Partial<KeepAliveOptions> | false;
  /** API layer; the newest of `layers` by default. */
  readonly layer?: number;
  /** The layers to choose from; all that fakedc knows by default. */
  readonly layers?: LayerRegistry;
  /** What initConnection says. */
  readonly app?: Partial<AppInfo>;
  /** Queries above so many bytes are packed, where that makes them smaller. Default 255. */
  readonly gzipAbove?: number;
  /** Where a test may bend what the client sends under its key. */
  readonly hooks?: ClientHooks;
  /** Randomness, time and primitives; the system's by default. */
  readonly env?: CryptoEnv;
  /** What carries the connection, given its transport; TCP to `host` and `port` by default. */
  readonly dial?: (transport: Transport) => Dial;
}

/**
 * @example await using client = await connect({ ...dc, dc: dc.dc }); await client.createAuthKey();
 * @throws RemoteError CONNECTION_CLOSED when nobody listens there
 * @throws UsageError, MalformedError for options that cannot be
 */
export async function connect(options: ConnectOptions): Promise<Client> {
  const { env = systemEnv(), timeout, layers } = options;
  const {
    host,
    port,
    dial = (transport) => (handler, signal) => openTcp({ host, port }, transport, handler, signal),
  } = options;
  // What cannot be is refused before anything is opened.
  const handshake = handshakeOf(options);
  const bender = new QueryBender(options.faults ?? []);
  let first: Transport | undefined = transportOf(options, env);
  if (options.key !== undefined) importKey(env.crypto, options.key);
  const app: AppInfo = { ...DEFAULT_APP, ...options.app };
  checkApp(app);
  if (options.dial === undefined && !isPort(port))
    throw new UsageError(`a port is an integer from 0 to 65535, not ${port}`, { port });
  const client = new Client({
    env,
    handshake,
    bender,
    dial: (handler, signal) => {
      const transport = first ?? transportOf(options, env);
      first = undefined;
      return dial(transport)(handler, signal);
    },
    timeout: timeout ?? DEFAULT_TIMEOUT_MS,
    callTimeout: timeout ?? DEFAULT_CALL_TIMEOUT_MS,
    reconnect:
      options.reconnect === false
        ? { ...DEFAULT_RECONNECT, attempts: 0 }
        : { ...DEFAULT_RECONNECT, ...options.reconnect },
    hold: options.dial === undefined ? holdProcess : () => () => {},
    keepAlive: options.keepAlive === false ? undefined : { ...DEFAULT_KEEP_ALIVE, ...options.keepAlive },
    pfs: pfsOf(options),
    hooks: options.hooks ?? {},
    gzipAbove: options.gzipAbove,
    registry: () => layers ?? loadLayers(),
    layer: options.layer,
    app,
  });
  await client.open(options.key);
  return client;
}

function isPort(port: number): boolean {
  return Number.isInteger(port) && port >= 0 && port <= 65_535;
}

/** A transport carries one connection. */
function transportOf(options: ConnectOptions, env: CryptoEnv): Transport {
  const { framing = 'intermediate', obfuscated, secret, dc } = options;
  return createClientTransport({
    framing,
    engine: env.crypto,
    env,
    ...(obfuscated === undefined ? {} : { obfuscated }),
    ...(secret === undefined ? {} : { secret: parseMtproxySecret(secret) }),
    ...(dc === undefined ? {} : { dc }),
  });
}

/** @throws UsageError when the permanent key shall be a temporary one */
function pfsOf({ pfs = false, expiresIn }: ConnectOptions): PfsOptions | undefined {
  if (pfs === false) return undefined;
  if (expiresIn !== undefined)
    throw new UsageError('with pfs, say the lifetime of temporary keys there: { pfs: { expiresIn } }');
  return { ...DEFAULT_PFS, ...(pfs === true ? {} : pfs) };
}

function handshakeOf(options: ConnectOptions): ClientHandshakeConfig {
  const { publicKeys = [], dc, expiresIn, query, rsaPadding } = options;
  return {
    keys: publicKeys.map((key) => parsePublicKeyPem(typeof key === 'string' ? key : key.pem)),
    ...(dc === undefined ? {} : { dc }),
    ...(expiresIn === undefined ? {} : { expiresIn }),
    ...(query === undefined ? {} : { query }),
    ...(rsaPadding === undefined ? {} : { rsaPadding }),
  };
}
