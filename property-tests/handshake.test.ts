// The handshake under any seed, any transport, any flipped bit and any bytes.
// https://core.telegram.org/mtproto/auth_key

import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { concatBytes, HarnessError, RemoteError } from '../protocol/bytes/index.ts';
import { type SeededEnv, seededEnv } from '../protocol/crypto/index.ts';
import {
  type ClientHandshakeState,
  type Exchange,
  exchangeHandshake,
  initialServerHandshake,
  type ServerHandshakeState,
  startClientHandshake,
  stepClientHandshake,
  stepServerHandshake,
} from '../protocol/handshake/index.ts';
import { decodePlainMessage } from '../protocol/message/index.ts';
import { ViolationError } from '../protocol/rules/index.ts';
import { type FakeDc, startFakeDc } from '../server-mock/index.ts';
import { handshakeOver, KEY } from './handshake-wire.ts';
import { anySizes, anyWire, type Wire } from './transport-oracle.ts';

const clientConfig = { keys: [KEY], dc: 2 };
const serverConfig = { keys: [KEY], dc: 2, test: false };
const anySeed = fc.integer();

function envsOf(seed: number): { client: SeededEnv; server: SeededEnv } {
  const env = seededEnv({ seed });
  return { client: env.scoped('client'), server: env.scoped('server') };
}

describe('from any seed, over any transport, however the bytes are cut', () => {
  const over = (wire: Wire, sizes: readonly number[], seed: number) => {
    const { client, server } = envsOf(seed);
    return handshakeOver(wire, sizes, client, server);
  };

  it('both sides end with one key and no rule is broken', () => {
    fc.assert(
      fc.property(anyWire, anySizes, anySeed, (wire, sizes, seed) => {
        const { clientKey, serverKey, violations } = over(wire, sizes, seed);
        expect(clientKey.authKey).toEqual(serverKey?.authKey);
        expect(clientKey.salt).toEqual(serverKey?.salt);
        expect(violations).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('the same seed gives the same bytes, another seed others', () => {
    fc.assert(
      fc.property(anyWire, anySizes, anySeed, anySeed, (wire, sizes, seed, other) => {
        const one = over(wire, sizes, seed);
        const again = over(wire, [], seed);
        expect([again.up, again.down]).toEqual([one.up, one.down]);
        fc.pre(seed !== other);
        const another = over(wire, sizes, other);
        expect(another.up).not.toEqual(one.up);
        expect(another.down).not.toEqual(one.down);
        expect(another.clientKey.authKey).not.toEqual(one.clientKey.authKey);
      }),
      { numRuns: 20 },
    );
  });
});

describe('any single flipped bit of a body', () => {
  /** The rules that may be named for a bit of each message, in order of the exchange. */
  const RULES: readonly (readonly [string, readonly string[]])[] = [
    ['req_pq_multi', ['MT-HS-01', 'MT-HS-52']],
    ['resPQ', ['MT-HS-51', 'MT-HS-52', 'MT-HS-53', 'MT-HS-54', 'MT-HS-03', 'MT-HS-04']],
    ['req_DH_params', ['MT-HS-01', 'MT-HS-02', 'MT-HS-03', 'MT-HS-04', 'MT-HS-05', 'MT-HS-06', 'MT-HS-08']],
    ['server_DH_params_ok', ['MT-HS-55', 'MT-HS-56', 'MT-HS-57', 'MT-HS-58', 'MT-HS-59', 'MT-HS-60']],
    [
      'set_client_DH_params',
      ['MT-HS-01', 'MT-HS-15', 'MT-HS-16', 'MT-HS-17', 'MT-HS-18', 'MT-HS-19', 'MT-HS-20'],
    ],
    ['dh_gen_ok', ['MT-HS-69', 'MT-HS-70', 'MT-HS-71']],
  ];

  it.each(RULES)('in %s makes one side refuse and name a rule', (name, allowed) => {
    const message = RULES.findIndex(([one]) => one === name);
    fc.assert(
      fc.property(anySeed, fc.nat(), (seed, bit) => {
        const result = withFlippedBit(seed, message, bit);
        const { refusal, error, clientKey, violations } = result;
        expect(clientKey).toBeUndefined();
        const named = refusal instanceof ViolationError ? [refusal.rule] : violations.map(({ rule }) => rule);
        expect(named).toHaveLength(1);
        expect(allowed).toContain(named[0]);
        expect(refusal === undefined).toBe(error !== undefined);
      }),
      { numRuns: 120 },
    );
  });

  function withFlippedBit(seed: number, message: number, bit: number): Exchange {
    const { client, server } = envsOf(seed);
    let passed = 0;
    const bend = (body: Uint8Array): Uint8Array => {
      if (passed++ !== message) return body;
      const at = bit % (8 * body.length);
      return body.map((byte, index) => (index === at >> 3 ? byte ^ (1 << (at & 7)) : byte));
    };
    return exchangeHandshake({
      client: { config: clientConfig, env: client },
      server: { config: serverConfig, env: server },
      onQuery: ({ query }) => bend(query),
      onAnswer: ({ answer }) => bend(answer),
    });
  }
});

/** Bytes, and what may be mistaken for a message: one of an exchange, cut, lengthened, with some bytes changed. */
function anyBody(messages: readonly Uint8Array[]): fc.Arbitrary<Uint8Array> {
  const damaged = fc
    .record({
      message: fc.constantFrom(...messages),
      length: fc.option(fc.nat(700), { freq: 2 }),
      tail: fc.uint8Array({ maxLength: 40 }),
      changes: fc.array(fc.tuple(fc.nat(700), fc.nat(255)), { maxLength: 4 }),
    })
    .map(({ message, length, tail, changes }) => {
      const body = concatBytes(message.slice(0, length ?? message.length), tail);
      for (const [at, value] of changes) if (at < body.length) body[at] = value;
      return body;
    });
  const constructorAndNoise = fc
    .tuple(fc.constantFrom(...messages), fc.uint8Array({ maxLength: 400 }))
    .map(([message, noise]) => concatBytes(message.slice(0, 4), noise));
  return fc.oneof(fc.uint8Array({ maxLength: 700 }), damaged, constructorAndNoise);
}

/** An exchange, and the states in which each side waited for its messages. */
const recorded = recordStates();

describe('any bytes', () => {
  it('in a plain message are answered, or refused with an error and a rule, in every state of a server', () => {
    fc.assert(
      fc.property(fc.constantFrom(...recorded.server), anyBody(recorded.messages), (state, body) => {
        const { answer, error, violations } = stepServerHandshake(
          serverConfig,
          state,
          body,
          envsOf(1).server,
        );
        expect(answer === undefined).toBe(error !== undefined);
        if (answer === undefined) expect(violations.length).toBeGreaterThan(0);
      }),
      { numRuns: 600 },
    );
  });

  it('in a plain message are taken, or refused with a typed error, in every state of a client', () => {
    fc.assert(
      fc.property(fc.constantFrom(...recorded.client), anyBody(recorded.messages), (state, body) => {
        try {
          const step = stepClientHandshake(clientConfig, state, body, envsOf(1).client);
          expect('send' in step || 'result' in step).toBe(true);
        } catch (error) {
          expect(error instanceof ViolationError || error instanceof RemoteError).toBe(true);
        }
      }),
      { numRuns: 600 },
    );
  });

  it('as a payload are a plain message or break MT-EN-01', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), fc.boolean(), (noise, plain) => {
        const payload = plain ? concatBytes(new Uint8Array(8), noise) : noise;
        try {
          const { body } = decodePlainMessage(payload);
          expect(body.length).toBeGreaterThanOrEqual(4);
          expect(payload.length - 20 - body.length).toBeGreaterThanOrEqual(0);
        } catch (error) {
          expect(error).toBeInstanceOf(HarnessError);
          expect(error).toMatchObject({ rule: 'MT-EN-01' });
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('a DC', () => {
  let dc: FakeDc;
  beforeAll(async () => {
    dc = await startFakeDc({ seed: 1 });
  });
  afterAll(async () => {
    await dc.close();
  });

  it('answers any bytes in a plain message with -404, or as a query, and goes on', async () => {
    const anyPayload = fc.oneof(
      fc.uint8Array({ maxLength: 100 }).map((noise) => concatBytes(new Uint8Array(8), noise)),
      anyBody(recorded.messages).map((body) => {
        const payload = concatBytes(new Uint8Array(20), body);
        new DataView(payload.buffer).setInt32(16, body.length, true);
        return payload;
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(anyPayload, { minLength: 1, maxLength: 3 }), async (payloads) => {
        const connection = dc.openHttp();
        const from = dc.journal.entries().at(-1)?.index ?? -1;
        for (const payload of payloads) {
          const answer = await connection.exchange(payload);
          expect([200, 404, 444]).toContain(answer?.status);
          if (answer?.status === 200) expect(decodePlainMessage(answer.body).msgId & 3n).toBe(1n);
        }
        connection.closed('done');
        const entries = dc.journal.entries().filter(({ index }) => index > from);
        expect(entries.filter(({ kind }) => kind === 'fault')).toEqual([]);
        const refused = entries.filter(
          (entry) => entry.kind === 'handshake' && entry.answer === '-404',
        ).length;
        const broken = entries.filter(({ kind }) => kind === 'violation').length;
        expect(broken).toBeGreaterThanOrEqual(refused);
      }),
      { numRuns: 200 },
    );
  });
});

function recordStates(): {
  messages: readonly Uint8Array[];
  server: readonly ServerHandshakeState[];
  client: readonly ClientHandshakeState[];
} {
  const { client, server } = envsOf(1);
  const started = startClientHandshake(clientConfig, envsOf(1).client);
  const servers: ServerHandshakeState[] = [initialServerHandshake()];
  const clients: ClientHandshakeState[] = [started.state];
  const { queries, answers } = exchangeHandshake({
    client: { config: clientConfig, env: client },
    server: { config: serverConfig, env: server },
    onQuery: ({ state, query }) => {
      clients.push(state);
      return query;
    },
    onAnswer: ({ step, answer }) => {
      servers.push(step.state);
      return answer;
    },
  });
  return { messages: [...queries, ...answers], server: servers, client: clients };
}
