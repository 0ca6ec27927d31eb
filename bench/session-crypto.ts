// The cryptography of a session: AES-IGE and whole messages against @mtcute/wasm, handshakes against the naive way.

import type { Goal } from './goal.ts';
import { handshakeGoals } from './session-crypto-handshake.ts';
import { igeGoals } from './session-crypto-ige.ts';
import { messageGoals } from './session-crypto-message.ts';
import { loadMtcuteWasm } from './session-crypto-peer.ts';

export async function cryptoGoals(): Promise<Goal[]> {
  const mtcute = await loadMtcuteWasm();
  return [...igeGoals(mtcute), ...messageGoals(mtcute), ...handshakeGoals()];
}
