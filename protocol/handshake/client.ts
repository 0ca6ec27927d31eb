// The client's side of auth key creation, as a state machine without I/O:
//   start(config, env) -> { state, send };  step(config, state, body, env) -> { state, send } | { result }
// It makes every check that the specification demands and refuses with the rule that the server broke.
// https://core.telegram.org/mtproto/auth_key, https://core.telegram.org/mtproto/security_guidelines
// A step is one file: client-res-pq.ts, client-dh-params.ts, client-dh-gen.ts.

import type { CryptoEnv } from '../crypto/index.ts';
import { mtproto } from '../tl/index.ts';
import { acceptDhGen } from './client-dh-gen.ts';
import { acceptDhParams } from './client-dh-params.ts';
import { acceptResPq } from './client-res-pq.ts';
import type {
  Asked,
  ClientHandshakeConfig,
  ClientHandshakeState,
  ClientHandshakeStep,
} from './client-state.ts';

export function startClientHandshake(
  config: ClientHandshakeConfig,
  env: CryptoEnv,
): { state: Asked; send: Uint8Array } {
  const nonce = env.random('handshake/nonce', 16);
  return {
    state: { stage: 'asked', nonce },
    send: mtproto.encode({ _: config.query ?? 'req_pq_multi', nonce }),
  };
}

/**
 * @param body of the server's plain message; it may be padded behind its TL object
 * @throws ViolationError the rule that the server broke
 * @throws RemoteError DH_GEN_FAIL when the server refuses, or asks for another b too often
 */
export function stepClientHandshake(
  config: ClientHandshakeConfig,
  state: ClientHandshakeState,
  body: Uint8Array,
  env: CryptoEnv,
): ClientHandshakeStep {
  switch (state.stage) {
    case 'asked':
      return acceptResPq(config, state, body, env);
    case 'proved':
      return acceptDhParams(state, body, env);
    case 'replied':
      return acceptDhGen(state, body, env);
  }
}
