// What a fake DC can be told, and what it does when nothing is said.

import { type Env, UsageError, VirtualClock } from '../protocol/bytes/index.ts';
import {
  type CryptoEngine,
  type CryptoEnv,
  defaultEngine,
  parsePrivateKeyPem,
  type RsaPrivateKey,
  SEEDED_START,
  seededEnv,
  systemEnv,
} from '../protocol/crypto/index.ts';
import type { LayerRegistry } from '../protocol/tl/index.ts';
import { type Framing, type MtproxySecret, parseMtproxySecret } from '../protocol/transport/index.ts';
import { checkOptions, checkSecret } from './check-options.ts';
import type { FaultOption } from './faults/index.ts';
import type { RpcRoute } from './rpc/index.ts';
import { TEST_PRIVATE_KEY } from './test-key.ts';

/** Options of startFakeDc; all of them can be left out. */
export interface FakeDcOptions {
  /** Loopback (`127.0.0.1`) unless told otherwise. */
  readonly host?: string;
  /** 0, the default, takes a free port. */
  readonly port?: number;
  /** Id of this DC, 1..5 in production; 2 by default. */
  readonly dc?: number;
  /** Whether this is a DC of the test environment (clients add 10000 to its id). */
  readonly test?: boolean;
  /** RSA-2048 private keys in PEM (PKCS#1 or PKCS#8), in the order in which resPQ offers them. */
  readonly keys?: readonly string[];
  /** Makes every random byte a function of this seed, and the clock a virtual one. */
  readonly seed?: number | bigint | string;
  /** `system`, or a virtual clock. Default: virtual when there is a seed, else the system's. */
  readonly clock?: 'system' | VirtualClock;
  readonly transports?: TransportOptions;
  readonly limits?: Partial<FakeDcLimits>;
  /** The primitives to compute with; those of the platform by default. */
  readonly engine?: CryptoEngine;
  readonly handshake?: HandshakeOptions;
  /**
   * `enforce` (default) answers a broken rule as production does: bad_msg_notification, -404, rpc_error.
   * `report` writes it down and, wherever it can, goes on. A wrong salt is answered either way.
   */
  readonly strictness?: 'enforce' | 'report';
  /** Handlers of API methods that resetHandlers() leaves. */
  readonly handlers?: readonly RpcRoute[];
  /** What a method without a handler gets: 400 INPUT_METHOD_INVALID, or a value drawn from the seed. */
  readonly unhandled?: 'error' | 'generate';
  /** The layers that the DC speaks; all that fakedc knows by default (see schemas/). */
  readonly layers?: LayerRegistry;
  /** Answers and messages that are bent on purpose (see faults/registry.ts), each always or so many times. */
  readonly faults?: readonly FaultOption[];
}

export interface TransportOptions {
  /** The framings that are served; all by default. */
  readonly framings?: readonly Framing[];
  /** MTProxy secrets (hex or base64url): the DC then also plays a proxy. */
  readonly secrets?: readonly string[];
  /** Refuse connections that use none of the secrets. */
  readonly requireSecret?: boolean;
}

/** How the handshake differs from the usual one. */
export interface HandshakeOptions {
  /** The fingerprints that resPQ offers, when they shall not simply be those of `keys`. */
  readonly fingerprints?: readonly bigint[];
  readonly dhPrime?: bigint;
  readonly g?: number;
  /** Verdict on a new key, by its 8-byte id. An id that is taken is answered with dh_gen_retry anyway. */
  readonly decide?: (authKeyId: Uint8Array) => 'ok' | 'retry' | 'fail';
}

/** What a DC spends at most. */
export interface FakeDcLimits {
  /** Largest payload of one frame, in bytes. */
  readonly maxFrame: number;
  /** Connections at a time; one more is closed at once. */
  readonly maxConnections: number;
  /** Bytes that may wait to be read by one client, from earlier turns of the event loop, before it is cut. */
  readonly maxUnsent: number;
  /** Auth keys kept. */
  readonly maxAuthKeys: number;
  /** Sessions kept. */
  readonly maxSessions: number;
  /** Largest unpacked size of one gzip_packed, in bytes. */
  readonly maxUnpacked: number;
  /** rpc_results and updates of at least so many bytes are packed, where that makes them smaller. */
  readonly gzipAbove: number;
  /** Journal entries kept; the first violations of each rule, and the first faults, are kept besides. */
  readonly maxJournalEntries: number;
  /** Bytes of frames kept in the journal. Frames of the first violations take up to a quarter of that besides. */
  readonly maxJournalBytes: number;
}

export const DEFAULT_LIMITS: FakeDcLimits = {
  maxFrame: 1 << 24,
  maxConnections: 16_384,
  maxUnsent: 1 << 26,
  maxAuthKeys: 65_536,
  maxSessions: 65_536,
  maxUnpacked: 1 << 24,
  gzipAbove: 512,
  maxJournalEntries: 10_000,
  maxJournalBytes: 1 << 25,
};

/** Options with everything decided. */
export interface Settings {
  readonly host: string;
  readonly port: number;
  readonly dc: number;
  readonly test: boolean;
  readonly keys: readonly RsaPrivateKey[];
  readonly env: CryptoEnv;
  /** The virtual clock, if time is virtual. */
  readonly clock: VirtualClock | undefined;
  readonly framings: readonly Framing[] | undefined;
  readonly secrets: readonly MtproxySecret[];
  readonly requireSecret: boolean;
  readonly limits: FakeDcLimits;
  readonly handshake: HandshakeOptions;
  /** Whether a run must be had again byte for byte. */
  readonly isSeeded: boolean;
  readonly strictness: 'enforce' | 'report';
}

/** @throws UsageError, MalformedError BAD_PEM, BAD_DER, BAD_SECRET, UnsupportedError for a fake-TLS secret */
export function settle(options: FakeDcOptions): Settings {
  checkOptions(options, DEFAULT_LIMITS);
  const {
    host = '127.0.0.1',
    port = 0,
    dc = 2,
    test = false,
    transports = {},
    limits = {},
    handshake = {},
  } = options;
  const pems = options.keys ?? [TEST_PRIVATE_KEY];
  if (pems.length === 0) throw new UsageError('at least one RSA key is needed');
  const keys = pems.map(parsePrivateKeyPem);
  for (const key of keys) if (key.n >> 2047n !== 1n) throw new UsageError('an RSA key must have 2048 bits');
  const { env, clock } = environment(options);
  return {
    host,
    port,
    dc,
    test,
    keys,
    env,
    clock,
    framings: transports.framings,
    secrets: (transports.secrets ?? []).map((text) => checkSecret(parseMtproxySecret(text))),
    requireSecret: transports.requireSecret ?? false,
    limits: { ...DEFAULT_LIMITS, ...limits },
    handshake,
    isSeeded: options.seed !== undefined,
    strictness: options.strictness ?? 'enforce',
  };
}

function environment(options: FakeDcOptions): { env: CryptoEnv; clock: VirtualClock | undefined } {
  const { seed, engine = defaultEngine } = options;
  const clock = options.clock ?? (seed === undefined ? 'system' : new VirtualClock(SEEDED_START));
  if (seed !== undefined) {
    if (clock === 'system') return { env: seededEnv({ seed, engine, clock }), clock: undefined };
    return { env: seededEnv({ seed, engine, clock }), clock };
  }
  const system = systemEnv(engine);
  return clock === 'system' ? { env: system, clock: undefined } : { env: onClock(system, clock), clock };
}

/** The randomness of one Env and the time of a clock. */
function onClock(env: CryptoEnv, clock: Pick<Env, 'now' | 'setTimer'>): CryptoEnv {
  return {
    crypto: env.crypto,
    random: (label, length) => env.random(label, length),
    now: () => clock.now(),
    setTimer: (delay, task) => clock.setTimer(delay, task),
    scoped: (scope) => onClock(env.scoped(scope), clock),
  };
}
