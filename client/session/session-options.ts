// What a session is made of.

import type { CryptoEnv } from '../../protocol/crypto/index.ts';
import type { AuthKey } from '../../protocol/message/index.ts';
import type { ClientHooks } from './hooks.ts';
import type { KeepAliveOptions } from './keep-alive.ts';
import type { SaltStore } from './salt-store.ts';
import type { ServerTime } from './server-time.ts';

export interface SessionOptions {
  readonly env: CryptoEnv;
  readonly authKey: AuthKey;
  /** Shared by all sessions of the key. */
  readonly salts: SaltStore;
  /** Shared by all sessions with the DC. */
  readonly time: ServerTime;
  /** Undefined: no pings of its own. */
  readonly keepAlive?: KeepAliveOptions | undefined;
  /** Queries above so many bytes are packed, where that makes them smaller. Default 255. */
  readonly gzipAbove?: number;
  readonly hooks?: ClientHooks;
}
