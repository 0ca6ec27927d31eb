// The server's end: it finds out from the first bytes what the client speaks.
// https://core.telegram.org/mtproto/mtproto-transports
// Left out: fake TLS, HTTP and WebSocket, which are recognised and refused by name.

import { type Env, MalformedError, toHex, UnsupportedError, UsageError } from '../bytes/index.ts';
import type { CryptoEngine } from '../crypto/index.ts';
import { ChunkQueue } from './chunk-queue.ts';
import { codecs } from './codecs.ts';
import { DETECTION_LENGTH, tryDetect } from './detect.ts';
import { FramedStream, failure } from './framed-stream.ts';
import type { MtproxySecret } from './mtproxy-secret.ts';
import { OBFUSCATED_HEADER_LENGTH, type OpenedHeader, tryOpenObfuscatedHeader } from './obfuscation.ts';
import {
  DEFAULT_LIMITS,
  type Transport,
  type TransportDescription,
  type TransportEvent,
  type TransportLimits,
} from './transport.ts';

export interface ServerTransportOptions {
  readonly engine: CryptoEngine;
  readonly env: Pick<Env, 'random'>;
  /** MTProxy secrets that clients may use; fake-TLS ones are ignored. */
  readonly secrets?: readonly MtproxySecret[];
  /** Refuse connections without one of the secrets. Default: they are accepted too. */
  readonly requireSecret?: boolean;
  /** Says no to a transport that was recognised. Default: all are allowed. */
  readonly allowed?: (description: TransportDescription) => boolean;
  readonly limits?: Partial<TransportLimits>;
}

/** Why a connection that can be read is refused: `details.reason` of the UnsupportedError. */
export type RefusalReason =
  /** HTTP or TLS: `details.protocol` */
  | 'foreign-protocol'
  /** A secret with a 17th byte, and another framing than padded */
  | 'secret-needs-padded'
  /** `requireSecret`, and none was used */
  | 'secret-required'
  /** The `allowed` option said no */
  | 'not-allowed';

/**
 * A connection that was accepted, whatever it will turn out to be. `receive` ends with a `failed` event:
 * UnsupportedError with `details.reason` (RefusalReason); MalformedError BAD_TAG for 64 bytes that are no
 * known transport, else what is wrong with a frame: BAD_LENGTH, TOO_LARGE, BAD_CRC, BAD_SEQNO.
 */
export function createServerTransport(options: ServerTransportOptions): Transport {
  return new ServerTransport(options);
}

/** What the first bytes turned out to be. */
interface Recognised {
  readonly description: TransportDescription;
  readonly stream: FramedStream;
}

class ServerTransport implements Transport {
  readonly #options: ServerTransportOptions;
  readonly #limits: TransportLimits;
  /** Bytes that do not tell the transport yet: at most 63 and a chunk. */
  readonly #start = new ChunkQueue();
  #recognised: Recognised | undefined;
  #failed = false;

  constructor(options: ServerTransportOptions) {
    this.#options = options;
    this.#limits = { ...DEFAULT_LIMITS, ...options.limits };
  }

  get description(): TransportDescription | undefined {
    return this.#recognised?.description;
  }

  open(): Uint8Array {
    return new Uint8Array(0);
  }

  receive(chunk: Uint8Array): TransportEvent[] {
    if (this.#failed) return [];
    if (this.#recognised !== undefined) return this.#recognised.stream.receive(chunk);
    try {
      this.#start.push(chunk);
      this.#recognised = this.#tryRecognise();
      if (this.#recognised === undefined) return [];
      checkAllowed(this.#recognised.description, this.#options);
    } catch (error) {
      this.#failed = true;
      return [failure(error)];
    }
    return this.#recognised.stream.receive(this.#start.takeAll());
  }

  send(payload: Uint8Array, { quickAck = false }: { readonly quickAck?: boolean } = {}): Uint8Array {
    if (quickAck) throw new UsageError('a server asks for no quick acks');
    if (this.#recognised === undefined) throw new UsageError('the client has not said how to frame yet');
    return this.#recognised.stream.send(payload, false);
  }

  sendQuickAck(token: number): Uint8Array {
    return this.#recognised?.stream.sendQuickAck(token) ?? new Uint8Array(0);
  }

  sendError(errorCode: number): Uint8Array {
    return this.#recognised?.stream.sendError(errorCode) ?? new Uint8Array(0);
  }

  #tryRecognise(): Recognised | undefined {
    const start = this.#start.tryPeek(Math.min(this.#start.length, DETECTION_LENGTH));
    const detection = start && tryDetect(start);
    if (detection?.kind === 'foreign') throw foreignProtocol(detection.protocol);
    if (detection?.kind === 'obfuscated') return this.#tryObfuscated();
    if (detection === undefined) return undefined;
    this.#start.tryTake(detection.tag);
    return this.#recognise({ framing: detection.codec.framing, obfuscated: false });
  }

  #tryObfuscated(): Recognised | undefined {
    const header = this.#start.tryTake(OBFUSCATED_HEADER_LENGTH);
    if (header === undefined) return undefined;
    const { secret, opened } = openWithAnySecret(header, this.#options);
    const { framing, dc } = opened;
    return this.#recognise(
      { framing, obfuscated: true, dc, ...(secret && { secret: toHex(secret.key) }) },
      opened,
    );
  }

  #recognise(description: TransportDescription, ciphers?: OpenedHeader): Recognised {
    const stream = new FramedStream({
      codec: codecs[description.framing],
      end: 'server',
      limits: this.#limits,
      env: this.#options.env,
      offset: this.#start.offset,
      ...(ciphers && { ciphers }),
    });
    return { description, stream };
  }
}

/**
 * Tries the secrets, then none; the first whose tag decodes wins (a wrong one has 3 chances in 2^32).
 * @throws MalformedError BAD_TAG; UnsupportedError when only a secret for another framing decodes
 */
function openWithAnySecret(
  header: Uint8Array,
  { engine, secrets = [] }: ServerTransportOptions,
): { readonly secret?: MtproxySecret; readonly opened: OpenedHeader } {
  let refusal: UnsupportedError | undefined;
  for (const secret of secrets) {
    if (secret.kind === 'fake-tls') continue;
    const opened = tryOpenObfuscatedHeader(engine, header, secret.key);
    if (opened === undefined) continue;
    if (secret.kind === 'simple' || opened.framing === 'padded') return { secret, opened };
    refusal = refuse('secret-needs-padded', `this secret needs the padded framing, not ${opened.framing}`);
  }
  if (refusal !== undefined) throw refusal;
  const opened = tryOpenObfuscatedHeader(engine, header);
  if (opened !== undefined) return { opened };
  throw new MalformedError('BAD_TAG', 'the obfuscated header holds no known tag', { offset: 56 });
}

function checkAllowed(description: TransportDescription, options: ServerTransportOptions): void {
  const { allowed, requireSecret = false } = options;
  if (requireSecret && description.secret === undefined)
    throw refuse('secret-required', 'only connections with an MTProxy secret are accepted');
  if (allowed?.(description) === false)
    throw refuse('not-allowed', `${description.framing} connections are not accepted here`, { description });
}

function foreignProtocol(protocol: 'http' | 'tls'): UnsupportedError {
  return refuse('foreign-protocol', `the client speaks ${protocol}`, { protocol });
}

function refuse(reason: RefusalReason, message: string, details: object = {}): UnsupportedError {
  return new UnsupportedError(message, { reason, ...details });
}
