// What a session needs of the connection that carries it. A session outlives its connections.

import type { CryptoEnv } from '../../protocol/crypto/index.ts';
import type { Outlet } from '../desks.ts';

export interface Carrier extends Outlet {
  /** Randomness and time of the connection. */
  readonly env: CryptoEnv;
  /** Ends the connection after `seconds`, unless asked again before; undefined takes the request back. */
  endAfter(seconds: number | undefined): void;
}

/** The fields of http_wait, in ms. */
export interface HttpWait {
  readonly maxDelay: number;
  readonly waitAfter: number;
  readonly maxWait: number;
}
