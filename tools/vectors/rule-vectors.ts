// The vectors of the rules of the handshake: for each rule something valid and something that breaks it, made by
// our own sides from a seed. That the verdicts are those of the registries of faults is checked here, not taken
// from the checker. server-mock and client hold the faults, protocol/rules the rules.

import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { concatBytes, toHex } from '../../protocol/bytes/index.ts';
import { parsePrivateKeyPem, publicKeyToPem, SEEDED_START, seededEnv } from '../../protocol/crypto/index.ts';
import { type DrawnValue, type ExchangeOptions, exchangeHandshake } from '../../protocol/handshake/index.ts';
import { encodePlainMessage, msgIdAt } from '../../protocol/message/index.ts';
import { mtproto } from '../../protocol/tl/index.ts';
import { TEST_PRIVATE_KEY } from '../../server-mock/index.ts';
import {
  clientConfigOf,
  generateCheck,
  type JsonObject,
  loadVectorFile,
  serverConfigOf,
  type Vector,
} from '../../vectors/index.ts';
import { ackCases } from './ack-cases.ts';
import { bindingVectors } from './binding-cases.ts';
import { clientCases } from './handshake-client-cases.ts';
import { serverCases } from './handshake-server-cases.ts';
import { initCases } from './init-cases.ts';
import { queryDocument } from './query-case.ts';
import { queryCases } from './query-cases.ts';
import { questionCases } from './question-cases.ts';
import { serviceCases } from './service-cases.ts';
import { sessionDocument } from './session-case.ts';
import { sessionCases } from './session-cases.ts';

const SOURCE = 'fakedc: tools/vectors/rule-vectors.ts';
const BY_HAND = 'fakedc: tools/vectors, where what is expected is written by hand';

/** The messages of a server, for checking clients. */
export function handshakeClientVectors(): Vector[] {
  return clientCases().map(({ rule, name, notes, verdict, server, onAnswer, answers }) => {
    const full = `${rule} ${name}`;
    const config = { keys: [PUBLIC_KEY], dc: 2 };
    const exchange = exchangeHandshake({
      ...sides(full, config, server),
      ...(onAnswer === undefined ? {} : { onAnswer: stopping(answers, onAnswer) }),
    });
    const received = exchange.answers.slice(0, answers);
    const recipe = { name: full, notes, source: SOURCE, config, received };
    const vector = generateCheck({ ...recipe, checker: 'client' }, full);
    return expecting(vector, { verdict, violations: verdict === rule ? [rule] : [] });
  });
}

/** The messages of a client, for checking servers. */
export function handshakeServerVectors(): Vector[] {
  return serverCases().map((one) => {
    const { rule, name, notes, verdict, violations, client, server, onQuery, twice, repeats } = one;
    const full = `${rule} ${name}`;
    const both = sides(full, { keys: [PUBLIC_KEY], ...(client ?? { dc: 2 }) }, server);
    const drawn = new Map<DrawnValue, string>();
    const remember = (what: DrawnValue, value: Uint8Array): false => {
      drawn.set(what, toHex(value));
      return false;
    };
    const { queries } = exchangeHandshake({
      client: both.client,
      server: { ...both.server, config: { ...both.server.config, remember } },
      ...(onQuery === undefined ? {} : { onQuery }),
    });
    const used = repeats === undefined ? undefined : drawn.get(repeats);
    const config = {
      keys: [TEST_PRIVATE_KEY],
      dc: 2,
      test: false,
      ...server,
      ...(used === undefined ? {} : { used: [used] }),
    };
    const received = twice ? queries.flatMap((query) => [query, query]) : queries;
    const recipe = { name: full, notes, source: SOURCE, config, received };
    return expecting(generateCheck({ ...recipe, checker: 'server' }, full), { verdict, violations });
  });
}

/** The messages of a session, for checking servers. */
export function sessionVectors(): Vector[] {
  return [...sessionCases, ...serviceCases, ...ackCases, ...questionCases].map((one): Vector => {
    const { inputs, expected } = sessionDocument(one);
    return {
      name: `${one.rule} ${one.name}`,
      kind: 'session_check',
      source: BY_HAND,
      inputs,
      expected,
      verified: false,
      notes: one.notes,
    };
  });
}

/** Queries of the API, for checking servers. */
export function queryVectors(): Vector[] {
  return [...queryCases, ...initCases].map((one): Vector => {
    const { inputs, expected } = queryDocument(one);
    return {
      name: `${one.rule} ${one.name}`,
      kind: 'query_check',
      source: BY_HAND,
      inputs,
      expected,
      verified: false,
      notes: one.notes,
    };
  });
}

/** The queries that bind temporary keys, for checking servers. @param data the folder of the data files */
export function bindVectors(data: URL): Vector[] {
  const { vectors } = loadVectorFile(fileURLToPath(new URL('messages.json', data)));
  const sample = vectors.find(({ kind }) => kind === 'bind_auth_key_inner');
  if (sample === undefined) throw new Error('messages.json has no bind_auth_key_inner');
  return bindingVectors(BY_HAND, sample);
}

/** Envelopes, for either side. */
export function plainMessageVectors(): Vector[] {
  const body = mtproto.encode({ _: 'req_pq_multi', nonce: new Uint8Array(16).fill(0x11) });
  const msgId = msgIdAt(SEEDED_START, 'client');
  const message = encodePlainMessage({ msgId, body });
  const withLength = (length: number): Uint8Array => {
    const changed = message.slice();
    new DataView(changed.buffer).setInt32(16, length, true);
    return changed;
  };
  const zeros = (length: number): Uint8Array => new Uint8Array(length);
  const cases: readonly (readonly [string, string, Uint8Array, string])[] = [
    ['exact', 'Nothing follows the body.', message, 'accepted'],
    ['tail-of-15', '15 bytes of the transport follow the body.', concatBytes(message, zeros(15)), 'accepted'],
    ['body-of-4', 'The shortest body.', encodePlainMessage({ msgId, body: body.slice(0, 4) }), 'accepted'],
    [
      'msg_id-0',
      'msg_id is 0, as official clients write it.',
      encodePlainMessage({ msgId: 0n, body }),
      'accepted',
    ],
    ['tail-of-16', '16 bytes follow the body.', concatBytes(message, zeros(16)), 'MT-EN-01'],
    ['23-bytes', 'There is no room for a body of 4 bytes.', message.slice(0, 23), 'MT-EN-01'],
    ['20-bytes', 'There is no body.', concatBytes(message.slice(0, 16), zeros(4)), 'MT-EN-01'],
    [
      'length-beyond-end',
      'One byte more is declared than there is.',
      withLength(body.length + 1),
      'MT-EN-01',
    ],
    ['length-negative', 'The declared length is -4.', withLength(-4), 'MT-EN-01'],
    ['length-zero', 'The declared length is 0.', withLength(0), 'MT-EN-01'],
    ['length-3', 'The declared length is 3.', withLength(3), 'MT-EN-01'],
    ['auth_key_id-1', 'auth_key_id is not 0.', concatBytes(Uint8Array.of(1), message.slice(1)), 'MT-EN-01'],
  ];
  return cases.map(([name, notes, payload, verdict]) => ({
    name: `MT-EN-01 ${name}`,
    kind: 'plain_message_check',
    source: SOURCE,
    inputs: { payload: toHex(payload) },
    expected: {
      verdict,
      ...(verdict === 'accepted'
        ? {
            msg_id: `${name === 'msg_id-0' ? 0n : msgId}`,
            body: toHex(name === 'body-of-4' ? body.slice(0, 4) : body),
          }
        : {}),
    },
    verified: false,
    notes,
  }));
}

const PUBLIC_KEY = publicKeyToPem(parsePrivateKeyPem(TEST_PRIVATE_KEY));

/** Both sides; what they draw is what the checker of the same seed draws. */
function sides(
  seed: string,
  client: JsonObject,
  server: JsonObject = {},
): Pick<ExchangeOptions, 'client' | 'server'> {
  const env = seededEnv({ seed });
  const config = { keys: [TEST_PRIVATE_KEY], dc: 2, test: false, ...server };
  return {
    client: { config: clientConfigOf(client), env: env.scoped('client') },
    server: { config: serverConfigOf(config), env: env.scoped('server') },
  };
}

/** Bends the first so many answers; whatever comes later is not used. */
function stopping(
  answers: number | undefined,
  onAnswer: NonNullable<ExchangeOptions['onAnswer']>,
): NonNullable<ExchangeOptions['onAnswer']> {
  let given = 0;
  return (passage) => (answers !== undefined && given++ >= answers ? passage.answer : onAnswer(passage));
}

/** @throws Error when the checker has another verdict than the registry of faults */
function expecting(
  vector: Vector,
  wanted: { readonly verdict: string; readonly violations: readonly string[] },
): Vector {
  const { verdict, violations } = vector.expected;
  if (!isDeepStrictEqual({ verdict, violations }, wanted))
    throw new Error(
      `${vector.name}: ${JSON.stringify({ verdict, violations })}, not ${JSON.stringify(wanted)}`,
    );
  return vector;
}
