// The client's end: it chooses the transport and says so first.
// https://core.telegram.org/mtproto/mtproto-transports
// Left out: fake TLS, HTTP and WebSocket.

import { type Env, toHex, UnsupportedError, UsageError } from '../bytes/index.ts';
import type { CryptoEngine } from '../crypto/index.ts';
import { codecs } from './codecs.ts';
import { FramedStream } from './framed-stream.ts';
import type { MtproxySecret } from './mtproxy-secret.ts';
import { createObfuscatedInit, type SealedInit, sealObfuscatedInit } from './obfuscation.ts';
import {
  DEFAULT_LIMITS,
  type Framing,
  type Transport,
  type TransportDescription,
  type TransportEvent,
  type TransportLimits,
} from './transport.ts';

export interface ClientTransportOptions {
  readonly framing: Framing;
  /** Default: only with a secret, where it cannot be left out. */
  readonly obfuscated?: boolean;
  /** MTProxy; a `padded` one needs the padded framing. */
  readonly secret?: MtproxySecret;
  /** Which DC an MTProxy shall connect to: i16, +10000 for a test DC, negative for media. */
  readonly dc?: number;
  readonly engine: CryptoEngine;
  readonly env: Pick<Env, 'random'>;
  readonly limits?: Partial<TransportLimits>;
}

/**
 * A connection about to be opened: write what `open()` returns, then frames.
 * @throws UsageError for options that contradict each other; UnsupportedError for a fake-TLS secret
 */
export function createClientTransport(options: ClientTransportOptions): Transport {
  checkOptions(options);
  return new ClientTransport(options);
}

class ClientTransport implements Transport {
  readonly description: TransportDescription;
  readonly #opening: Uint8Array;
  readonly #stream: FramedStream;

  constructor(options: ClientTransportOptions) {
    const { framing, env, limits } = options;
    const codec = codecs[framing];
    const sealed = isObfuscated(options) ? sealInit(options) : undefined;
    this.description = describe(options);
    this.#opening = sealed?.header ?? codec.tag;
    this.#stream = new FramedStream({
      codec,
      end: 'client',
      limits: { ...DEFAULT_LIMITS, ...limits },
      env,
      ...(sealed && { ciphers: sealed }),
    });
  }

  open(): Uint8Array {
    return this.#opening.slice();
  }

  receive(chunk: Uint8Array): TransportEvent[] {
    return this.#stream.receive(chunk);
  }

  send(payload: Uint8Array, { quickAck = false }: { readonly quickAck?: boolean } = {}): Uint8Array {
    return this.#stream.send(payload, quickAck);
  }

  sendQuickAck(): Uint8Array {
    throw new UsageError('a client sends no quick acks');
  }

  sendError(): Uint8Array {
    throw new UsageError('a client sends no transport errors');
  }
}

function isObfuscated({ obfuscated, secret }: ClientTransportOptions): boolean {
  return obfuscated ?? secret !== undefined;
}

function checkOptions(options: ClientTransportOptions): void {
  const { framing, secret } = options;
  if (isObfuscated(options) && framing === 'full')
    throw new UsageError('the full framing cannot be obfuscated');
  if (secret === undefined) return;
  if (!isObfuscated(options)) throw new UsageError('an MTProxy secret needs obfuscation');
  if (secret.kind === 'fake-tls') throw new UnsupportedError('fake TLS', { protocol: 'fake-tls' });
  if (secret.kind === 'padded' && framing !== 'padded')
    throw new UsageError(`this MTProxy secret needs the padded framing, not ${framing}`);
}

function sealInit({ engine, env, framing, dc, secret }: ClientTransportOptions): SealedInit {
  return sealObfuscatedInit(engine, createObfuscatedInit(env, framing, dc), secret?.key);
}

function describe(options: ClientTransportOptions): TransportDescription {
  const obfuscated = isObfuscated(options);
  return {
    framing: options.framing,
    obfuscated,
    ...(options.secret && { secret: toHex(options.secret.key) }),
    ...(obfuscated && options.dc !== undefined && { dc: options.dc }),
  };
}
