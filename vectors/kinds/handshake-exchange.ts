// A whole exchange: both ends run again on the recorded randomness, and every frame is compared.

import { equalBytes } from '../../protocol/bytes/index.ts';
import { type CryptoEnv, type RecordedEnv, recordedEnv } from '../../protocol/crypto/index.ts';
import { judged } from '../compare.ts';
import { type Exchange, type ExchangeSetup, runExchange } from '../exchange.ts';
import { seeded } from '../generate-exchange.ts';
import { BadInput, type Inputs, int64Readings } from '../inputs.ts';
import { drawsOf } from '../recorded-draws.ts';
import { type CheckContext, type Kind, once } from './kind.ts';

export const handshakeExchange: Kind = {
  kind: 'handshake_exchange',
  inputs: [
    'framing',
    'obfuscated',
    'query',
    'rsa_padding',
    'client_dc',
    'server_dc',
    'server_test',
    'server_private_key',
    'refused_keys',
    'client_time_ms',
    'server_time_ms',
    'client_seed',
    'server_seed',
    'client_scope',
    'server_scope',
    'client_msg_ids',
    'server_msg_ids',
    'client_draws',
    'server_draws',
  ],
  expected: ['frames', 'auth_key', 'auth_key_id', 'server_salt'],
  compute: (context) => {
    const exchange = once(() => replay(context));
    return {
      frames: () => exchange().frames.map(({ from, what, payload, wire }) => ({ from, what, payload, wire })),
      auth_key: () => exchange().key.authKey.bytes,
      auth_key_id: () => exchange().key.authKey.id,
      server_salt: () => exchange().key.salt,
    };
  },
  confirm: (context) => ({
    client_seed: () => judged(() => judgeSeed(context, 'client')),
    server_seed: () => judged(() => judgeSeed(context, 'server')),
  }),
};

type End = 'client' | 'server';

function replay({ engine, inputs }: CheckContext): Exchange {
  const played = (end: End): RecordedEnv =>
    recordedEnv(drawsOf(inputs, `${end}_draws`), { now: inputs.integer(`${end}_time_ms`), engine });
  const client = played('client');
  const server = played('server');
  const exchange = runExchange(
    setupOf(inputs),
    { env: client, nextMsgId: playedIds(inputs, 'client') },
    { env: server, nextMsgId: playedIds(inputs, 'server') },
  );
  client.checkUsedUp();
  server.checkUsedUp();
  return exchange;
}

function playedIds(inputs: Inputs, end: End): () => bigint {
  const ids = inputs.value(`${end}_msg_ids`);
  if (!Array.isArray(ids)) throw new BadInput(`${end}_msg_ids is no list`);
  let next = 0;
  return () => {
    const [id] = int64Readings(ids[next]);
    if (id === undefined) throw new BadInput(`${end}_msg_ids has no id for message ${next}`);
    next++;
    return id;
  };
}

function setupOf(inputs: Inputs): ExchangeSetup {
  return {
    framing: choice(inputs, 'framing', ['abridged', 'intermediate', 'padded', 'full']),
    obfuscated: flag(inputs, 'obfuscated'),
    query: choice(inputs, 'query', ['req_pq', 'req_pq_multi']),
    rsaPadding: choice(inputs, 'rsa_padding', ['rsa-pad', 'sha1']),
    clientDc: inputs.has('client_dc') ? inputs.integer('client_dc') : undefined,
    serverDc: inputs.integer('server_dc'),
    serverTest: flag(inputs, 'server_test'),
    privateKey: inputs.text('server_private_key'),
    refusedKeys: inputs.has('refused_keys') ? inputs.integer('refused_keys') : 0,
  };
}

/** The draws are those of a seed (protocol/crypto/seeded-env.ts), or the seed is a false one. */
function judgeSeed({ engine, inputs }: CheckContext, end: End): string | undefined {
  const seed = inputs.value(`${end}_seed`);
  if (typeof seed !== 'number' && typeof seed !== 'string') throw new BadInput(`${end}_seed is no seed`);
  const root = seeded(seed, inputs.integer(`${end}_time_ms`), engine);
  const env: CryptoEnv = inputs.has(`${end}_scope`) ? root.scoped(inputs.text(`${end}_scope`)) : root;
  const wrong = drawsOf(inputs, `${end}_draws`).findIndex(
    ({ label, bytes }) => !equalBytes(env.random(label, bytes.length), bytes),
  );
  return wrong < 0 ? undefined : `draw ${wrong} of the ${end} is not of this seed`;
}

function choice<T extends string>(inputs: Inputs, key: string, choices: readonly T[]): T {
  const value = inputs.value(key);
  const found = choices.find((one) => one === value);
  if (found === undefined) throw new BadInput(`${key} is none of ${choices.join(', ')}`);
  return found;
}

function flag(inputs: Inputs, key: string): boolean {
  const value = inputs.value(key);
  if (typeof value !== 'boolean') throw new BadInput(`${key} is neither true nor false`);
  return value;
}
