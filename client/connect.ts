// Opens a client's connection over any transport.

import { type CryptoEnv, parsePublicKeyPem, systemEnv } from '../protocol/crypto/index.ts';
import type { RsaPadding } from '../protocol/handshake/index.ts';
import { createClientTransport, type Framing, parseMtproxySecret } from '../protocol/transport/index.ts';
import { Client, DEFAULT_TIMEOUT_MS } from './client.ts';
import { type ExportedKey, importKey } from './exported-key.ts';
import type { ClientFaultId } from './faults/index.ts';
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
  /** How long to wait for an answer, in ms. */
  readonly timeout?: number;
  /** Randomness, time and primitives; the system's by default. */
  readonly env?: CryptoEnv;
}

/**
 * @example await using client = await connect({ ...dc, dc: dc.dc }); await client.createAuthKey();
 * @throws RemoteError CONNECTION_CLOSED when nobody listens there
 * @throws UsageError, MalformedError for options that cannot be
 */
export async function connect(options: ConnectOptions): Promise<Client> {
  const { host, port, framing = 'intermediate', obfuscated, secret, dc, env = systemEnv() } = options;
  const { expiresIn, query, rsaPadding, timeout = DEFAULT_TIMEOUT_MS } = options;
  const keys = (options.publicKeys ?? []).map((key) =>
    parsePublicKeyPem(typeof key === 'string' ? key : key.pem),
  );
  const transport = createClientTransport({
    framing,
    engine: env.crypto,
    env,
    ...(obfuscated === undefined ? {} : { obfuscated }),
    ...(secret === undefined ? {} : { secret: parseMtproxySecret(secret) }),
    ...(dc === undefined ? {} : { dc }),
  });
  const config = {
    keys,
    ...(dc === undefined ? {} : { dc }),
    ...(expiresIn === undefined ? {} : { expiresIn }),
    ...(query === undefined ? {} : { query }),
    ...(rsaPadding === undefined ? {} : { rsaPadding }),
  };
  // A key that cannot be is refused before anything is opened.
  if (options.key !== undefined) importKey(env.crypto, options.key);
  const client = new Client(env, config, timeout, options.faults);
  client.attach(await openTcp({ host, port }, transport, client), options.key);
  return client;
}
