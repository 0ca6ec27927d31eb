// What a server remembers of the handshakes on one connection. Plain data: a step returns a new state.

import type { RsaPrivateKey } from '../crypto/index.ts';
import type { AuthKey } from '../message/index.ts';
import type { TmpAes } from './hashed-data.ts';
import type { InnerData, RsaPadding } from './inner-data.ts';

/** How this server behaves; the same for every connection. */
export interface ServerHandshakeConfig {
  /** The keys that it can decrypt with. */
  readonly keys: readonly RsaPrivateKey[];
  /** The fingerprints of resPQ, when they shall not simply be those of `keys`. */
  readonly fingerprints?: readonly bigint[];
  /** 1..5, without the test offset. */
  readonly dc: number;
  /** Whether this is a DC of the test environment: clients then add 10000 to its id. */
  readonly test: boolean;
  /** The Diffie-Hellman group; the well-known prime with g = 3 by default. */
  readonly dhPrime?: bigint;
  readonly g?: number;
  /** The verdict on a new key, by its 8-byte id: `retry` when the id is taken. `ok` by default. */
  readonly decide?: (authKeyId: Uint8Array) => 'ok' | 'retry' | 'fail';
  /**
   * Remembers a random value of a client whose query is accepted; true when it remembers it already. Then it is that of
   * another handshake, because an identical query gets its answer without being looked at again.
   */
  readonly remember?: (name: DrawnValue, value: Uint8Array) => boolean;
}

/** What a client draws anew for each handshake: 16, 32 and 32 bytes; g_b, which shows b, 256. */
export type DrawnValue = 'nonce' | 'new_nonce' | 'temp_key' | 'g_b';

/** The last query of a handshake and its answer: the identical query gets the identical answer. */
export interface Exchange {
  readonly query: Uint8Array;
  readonly answer: Uint8Array;
  /** When it was answered, ms since the epoch. */
  readonly at: number;
}

interface Begun {
  readonly nonce: Uint8Array;
  readonly serverNonce: Uint8Array;
  readonly exchange: Exchange;
}

/** resPQ is sent. */
export interface Challenged extends Begun {
  readonly stage: 'challenged';
  readonly pq: Uint8Array;
  readonly p: Uint8Array;
  readonly q: Uint8Array;
}

/** server_DH_params_ok is sent, and perhaps dh_gen_retry. */
export interface Offered extends Begun {
  readonly stage: 'offered';
  readonly newNonce: Uint8Array;
  readonly inner: InnerData;
  readonly rsaPadding: RsaPadding;
  readonly tmp: TmpAes;
  readonly a: bigint;
  /** What retry_id must be: 0, or auth_key_aux_hash of the key that was refused. */
  readonly retryId: bigint;
  /** Every g_b that was refused. */
  readonly refused: readonly bigint[];
}

/** dh_gen_ok or dh_gen_fail is sent. */
export interface Finished extends Begun {
  readonly stage: 'finished';
}

/** A wrong query came: whatever follows in this handshake is answered with -404. */
export interface Refused extends Begun {
  readonly stage: 'refused';
  /** Whether it was noted (MT-HS-25) that queries go on: once says it all. */
  readonly told: boolean;
}

export type PendingHandshake = Challenged | Offered | Finished | Refused;

/** The handshakes of one connection, oldest first; several are pending when a client repeats req_pq. */
export interface ServerHandshakeState {
  readonly handshakes: readonly PendingHandshake[];
}

/** A key that both sides now share. */
export interface CreatedKey {
  readonly authKey: AuthKey;
  /** The first server salt, 8 wire bytes. */
  readonly salt: Uint8Array;
  /** Lifetime in seconds of a temporary key; undefined for a permanent one. */
  readonly expiresIn: number | undefined;
  /** dc as the client wrote it, if it did. */
  readonly dc: number | undefined;
  readonly inner: InnerData['_'];
  readonly rsaPadding: RsaPadding;
}

/** What the file of a step gives back. */
export interface Answered {
  readonly next: PendingHandshake;
  readonly created?: CreatedKey;
}

export const MAX_PENDING_HANDSHAKES = 8;
/** How long an answer is kept for an identical query. https://core.telegram.org/mtproto/auth_key#error-handling-lost-queries-and-responses */
export const ANSWER_LIFETIME_MS = 600_000;

export function initialServerHandshake(): ServerHandshakeState {
  return { handshakes: [] };
}

/** The state with `next` in the place of the handshake that has its server_nonce, or added. */
export function withHandshake(state: ServerHandshakeState, next: PendingHandshake): ServerHandshakeState {
  const others = state.handshakes.filter((one) => one.serverNonce !== next.serverNonce);
  return { handshakes: [...others, next].slice(-MAX_PENDING_HANDSHAKES) };
}
