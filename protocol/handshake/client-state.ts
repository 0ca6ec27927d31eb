// What a client remembers between the steps of one handshake. Plain data: a step returns a new state.

import type { RsaPublicKey } from '../crypto/index.ts';
import type { AuthKey } from '../message/index.ts';
import type { TmpAes } from './hashed-data.ts';
import type { RsaPadding } from './inner-data.ts';

/** How this client asks. */
export interface ClientHandshakeConfig {
  /** The server keys that it trusts. */
  readonly keys: readonly RsaPublicKey[];
  /** dc as it goes into the inner data: +10000 for test, negative for media; undefined: not named at all. */
  readonly dc?: number;
  /** Lifetime in seconds: makes a temporary key. */
  readonly expiresIn?: number;
  /** `req_pq_multi` by default. */
  readonly query?: 'req_pq' | 'req_pq_multi';
  /** RSA_PAD by default. */
  readonly rsaPadding?: RsaPadding;
}

/** req_pq is sent. */
export interface Asked {
  readonly stage: 'asked';
  readonly nonce: Uint8Array;
}

/** req_DH_params is sent. */
export interface Proved {
  readonly stage: 'proved';
  readonly nonce: Uint8Array;
  readonly serverNonce: Uint8Array;
  readonly newNonce: Uint8Array;
}

/** The group and the half that the server offered, checked. */
export interface DhOffer {
  readonly dhPrime: bigint;
  readonly g: number;
  readonly gA: bigint;
  readonly tmp: TmpAes;
  /** Unix seconds of the server, and what our clock said when they came (ms). */
  readonly serverTime: number;
  readonly receivedAt: number;
}

/** set_client_DH_params is sent. */
export interface Replied extends Omit<Proved, 'stage'> {
  readonly stage: 'replied';
  readonly offer: DhOffer;
  readonly authKey: AuthKey;
  /** Number of times that the server asked for another b. */
  readonly retries: number;
}

export type ClientHandshakeState = Asked | Proved | Replied;

/** What the client has won. */
export interface AgreedKey {
  readonly authKey: AuthKey;
  /** The first server salt, 8 wire bytes. */
  readonly salt: Uint8Array;
  /** Server time minus our time, in ms; add it to now(). */
  readonly timeOffset: number;
}

/** What one step of the client led to: the next query, or the key. */
export type ClientHandshakeStep =
  | { readonly state: ClientHandshakeState; readonly send: Uint8Array }
  | { readonly result: AgreedKey };
