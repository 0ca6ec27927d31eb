// Makes a vector of kind handshake_exchange from two seeds: both ends run, and every draw goes on record.

import { toHex, VirtualClock } from '../protocol/bytes/index.ts';
import {
  type CryptoEngine,
  type CryptoEnv,
  recordingEnv,
  SEEDED_START,
  seededEnv,
} from '../protocol/crypto/index.ts';
import { createMsgIdSource, type MsgIdKind } from '../protocol/message/index.ts';
import { type Exchange, type ExchangeSetup, runExchange } from './exchange.ts';
import { jsonOfDraws } from './recorded-draws.ts';
import type { Json, Vector } from './vector.ts';

/** What a vector is made from. */
export interface ExchangeRecipe extends ExchangeSetup {
  readonly name: string;
  readonly notes: string;
  /** Whether another program, which shares nothing with ours, computed the same frames from the draws. */
  readonly verified: boolean;
  readonly clientSeed: number;
  readonly serverSeed: number;
  /** Scope of the server's Env, one a connection: `connection/1` is what a fake DC opens for its first. */
  readonly serverScope: string;
  /** Milliseconds since the epoch: both clocks stand still. SEEDED_START unless said. */
  readonly time?: number;
}

export function generateExchange(recipe: ExchangeRecipe, engine?: CryptoEngine): Vector {
  const { name, notes, clientSeed, serverSeed, serverScope, time = SEEDED_START } = recipe;
  const client = recordingEnv(seeded(clientSeed, time, engine));
  const server = recordingEnv(seeded(serverSeed, time, engine).scoped(serverScope));
  const clientIds = recordMsgIds(client.env, 'client');
  const serverIds = recordMsgIds(server.env, 'server-response');
  const exchange = runExchange(recipe, { ...client, ...clientIds }, { ...server, ...serverIds });
  return {
    name,
    kind: 'handshake_exchange',
    source: 'fakedc: tools/vectors/main.ts',
    inputs: {
      framing: recipe.framing,
      obfuscated: recipe.obfuscated,
      query: recipe.query,
      rsa_padding: recipe.rsaPadding,
      ...(recipe.clientDc === undefined ? {} : { client_dc: recipe.clientDc }),
      server_dc: recipe.serverDc,
      server_test: recipe.serverTest,
      server_private_key: recipe.privateKey,
      refused_keys: recipe.refusedKeys,
      client_time_ms: time,
      server_time_ms: time,
      client_seed: clientSeed,
      server_seed: serverSeed,
      server_scope: serverScope,
      client_msg_ids: clientIds.issued.map(String),
      server_msg_ids: serverIds.issued.map(String),
      client_draws: jsonOfDraws(client.draws),
      server_draws: jsonOfDraws(server.draws),
    },
    expected: expectedOf(exchange),
    verified: recipe.verified,
    notes,
  };
}

/** msg_ids as our ends make them, on record: another language need not make them in the same way. */
function recordMsgIds(
  env: CryptoEnv,
  kind: MsgIdKind,
): { readonly nextMsgId: () => bigint; readonly issued: readonly bigint[] } {
  const source = createMsgIdSource(() => env.now());
  const issued: bigint[] = [];
  const nextMsgId = (): bigint => {
    const id = source.next(kind);
    issued.push(id);
    return id;
  };
  return { nextMsgId, issued };
}

/** Env of a seed, with a clock that stands still. */
export function seeded(seed: number | string, time: number, engine?: CryptoEngine): CryptoEnv {
  return seededEnv({ seed, clock: new VirtualClock(time), ...(engine && { engine }) });
}

/** What a vector of the kind expects of an exchange. */
function expectedOf({ frames, key }: Exchange): { readonly [key: string]: Json } {
  return {
    frames: frames.map(({ from, what, payload, wire }) => ({
      from,
      what,
      payload: toHex(payload),
      wire: toHex(wire),
    })),
    auth_key: toHex(key.authKey.bytes),
    auth_key_id: toHex(key.authKey.id),
    server_salt: toHex(key.salt),
  };
}
