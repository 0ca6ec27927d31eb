// What a handler knows of the call besides its parameters.

import type { CryptoEnv } from '../../protocol/crypto/index.ts';
import type { ClientInfo } from '../../protocol/invoking/index.ts';
import type { TlObject } from '../../protocol/tl/index.ts';

export interface RpcContext {
  /** Number of the connection that brought the query. */
  readonly connection: number;
  /** The 8 bytes of auth_key_id as 16 hex digits. */
  readonly authKeyId: string;
  readonly sessionId: bigint;
  readonly msgId: bigint;
  /** Layer that the client declared. */
  readonly layer: number;
  /** What the client said of itself; undefined before initConnection. */
  readonly client: ClientInfo | undefined;
  /** Randomness and time of the DC. */
  readonly env: CryptoEnv;
  /** Sends an update to this session. */
  push(update: TlObject): void;
}
