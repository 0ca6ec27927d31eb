// What a handshake costs the server.
// - Its cryptography, against the same with exponents as long as the group: every call that the server's steps make
//   of the engine is recorded in a real handshake and made again, once as it was, once with both Diffie-Hellman
//   exponents 2047 bits long instead of 256 (on the same native modular power, the fastest that Node has).
// - All of it: complete handshakes per second of the CPU time of a process that does nothing else, everything
//   included that the three steps do.

import { generateKeyPairSync } from 'node:crypto';
import {
  type CryptoEngine,
  type CryptoEnv,
  defaultEngine,
  parsePrivateKeyPem,
  type RsaPrivateKey,
  seededEnv,
  systemEnv,
} from '../protocol/crypto/index.ts';
import {
  type ClientHandshakeState,
  initialServerHandshake,
  startClientHandshake,
  stepClientHandshake,
  stepServerHandshake,
} from '../protocol/handshake/index.ts';
import type { Goal } from './goal.ts';
import { median, medianRatio } from './session-crypto-ratio.ts';

const NAIVE_BAR = 4;
const RATE_BAR = 800;

export function handshakeGoals(): Goal[] {
  const key = freshKey();
  const crypto = medianRatio(cryptoContest(key), { rounds: 61, slice: 10 });
  const rate = handshakesPerCpuSecond(key);
  return [
    {
      name: 'cryptography of a handshake, server / with two exponents of 2048 bits',
      bar: NAIVE_BAR,
      measured: crypto,
      ok: crypto >= NAIVE_BAR,
    },
    {
      name: 'complete handshakes per CPU second of the server',
      bar: RATE_BAR,
      measured: rate,
      ok: rate >= RATE_BAR,
    },
  ];
}

/**
 * Batches of handshakes; the median batch counts, after those that warm up. A client has them beforehand, with servers
 * of known seeds; then servers of the same seeds take its queries again, with nobody else in the process.
 */
function handshakesPerCpuSecond(key: RsaPrivateKey, batches = 24, batch = 25): number {
  const rates: number[] = [];
  for (let i = -8; i < batches; i++) {
    const handshakes = Array.from({ length: batch }, (_, j) => {
      const seed = `batch ${i}, handshake ${j}`;
      return { seed, queries: queriesTo(key, seed) };
    });
    const before = process.cpuUsage();
    for (const { seed, queries } of handshakes) answerAgain(key, seed, queries);
    const { user, system } = process.cpuUsage(before);
    if (i >= 0) rates.push((batch * 1e6) / (user + system));
  }
  return median(rates);
}

/** What a client sends to a server of that seed. */
function queriesTo(key: RsaPrivateKey, seed: string): Uint8Array[] {
  const queries: Uint8Array[] = [];
  shakeHands(key, seededEnv({ seed }), (query) => queries.push(query));
  return queries;
}

function answerAgain(key: RsaPrivateKey, seed: string, queries: readonly Uint8Array[]): void {
  const env = seededEnv({ seed });
  const config = { keys: [key], dc: 2, test: false };
  let state = initialServerHandshake();
  let isCreated = false;
  for (const query of queries) {
    const step = stepServerHandshake(config, state, query, env);
    state = step.state;
    isCreated = step.created !== undefined;
  }
  if (!isCreated) throw new Error('the server has made no key');
}

/** One handshake; `onQuery` is given each query of the client. */
function shakeHands(
  key: RsaPrivateKey,
  serverEnv: CryptoEnv,
  onQuery: (query: Uint8Array) => void = () => {},
): void {
  const clientEnv = systemEnv();
  const client = { keys: [key], dc: 2 };
  const server = { keys: [key], dc: 2, test: false };
  let state = initialServerHandshake();
  let asked: { state: ClientHandshakeState; send: Uint8Array } = startClientHandshake(client, clientEnv);
  for (;;) {
    onQuery(asked.send);
    const answered = stepServerHandshake(server, state, asked.send, serverEnv);
    if (answered.answer === undefined) throw new Error(`the server refused: ${answered.violations[0]?.rule}`);
    state = answered.state;
    const next = stepClientHandshake(client, asked.state, answered.answer, clientEnv);
    if ('result' in next) {
      if (answered.created === undefined) throw new Error('the server has made no key');
      return;
    }
    asked = next;
  }
}

interface Call {
  readonly run: (engine: CryptoEngine) => unknown;
  /** Set for modular powers. */
  readonly power?: readonly [base: bigint, exponent: bigint, modulus: bigint];
}

function cryptoContest(key: RsaPrivateKey): { ours: () => void; theirs: () => void } {
  const calls: Call[] = [];
  const engine = recording(calls);
  shakeHands(key, systemEnv(engine));
  const powers = calls.filter((call) => call.power !== undefined).length;
  if (powers !== 2) throw new Error(`a handshake of ${powers} modular powers instead of 2`);
  const naive = calls.map(({ run, power }): Call['run'] => {
    if (power === undefined) return run;
    const [base, exponent, modulus] = power;
    // g has order (p - 1) / 2, so the result, too, is the same.
    const long = exponent + modulus / 2n;
    if (defaultEngine.modPow(base, long, modulus) !== defaultEngine.modPow(base, exponent, modulus))
      throw new Error('the long exponent gives another power');
    return (on) => on.modPow(base, long, modulus);
  });
  return {
    ours: () => {
      for (const { run } of calls) run(defaultEngine);
    },
    theirs: () => {
      for (const run of naive) run(defaultEngine);
    },
  };
}

/** The default engine, noting every call that a handshake makes of it. */
function recording(calls: Call[]): CryptoEngine {
  const on = defaultEngine;
  const note = <T>(run: (engine: CryptoEngine) => T, power?: Call['power']): T => {
    calls.push(power === undefined ? { run } : { run, power });
    return run(on);
  };
  return {
    ...on,
    sha1: (data) => note((e) => e.sha1(data)),
    sha256: (data) => note((e) => e.sha256(data)),
    aesIgeEncrypt: (data, key, iv) => note((e) => e.aesIgeEncrypt(data, key, iv)),
    aesIgeDecrypt: (data, key, iv) => note((e) => e.aesIgeDecrypt(data, key, iv)),
    modPow: (base, exponent, modulus) =>
      note((e) => e.modPow(base, exponent, modulus), [base, exponent, modulus]),
    rsaPrivate: (key, block) => note((e) => e.rsaPrivate(key, block)),
  };
}

function freshKey(): RsaPrivateKey {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return parsePrivateKeyPem(privateKey.export({ type: 'pkcs1', format: 'pem' }).toString());
}
