// Makes an auth key: the client's state machine of the handshake, and someone who carries its queries.
// https://core.telegram.org/mtproto/auth_key

import type { CryptoEnv } from '../protocol/crypto/index.ts';
import {
  type AgreedKey,
  type ClientHandshakeConfig,
  type ClientHandshakeState,
  startClientHandshake,
  stepClientHandshake,
} from '../protocol/handshake/index.ts';
import type { QueryBender } from './faults/index.ts';

/**
 * @param ask sends a query in a plain message, gives the body of the next plain message
 * @throws ViolationError the rule that the server broke; RemoteError DH_GEN_FAIL; whatever `ask` throws
 */
export async function makeAuthKey(
  env: CryptoEnv,
  config: ClientHandshakeConfig,
  bender: QueryBender,
  ask: (query: Uint8Array) => Promise<Uint8Array>,
): Promise<AgreedKey> {
  let { state, send }: { state: ClientHandshakeState; send: Uint8Array } = startClientHandshake(config, env);
  const sent: Uint8Array[] = [];
  const received: Uint8Array[] = [];
  for (;;) {
    const query = bender.query({ config, env, state, query: send, sent, received });
    const body = await ask(query);
    sent.push(query);
    received.push(body);
    const step = stepClientHandshake(config, state, body, env);
    if ('result' in step) return step.result;
    ({ state, send } = step);
  }
}
