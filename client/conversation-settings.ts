// Everything that is decided about a conversation with a server before it begins.

import type { CryptoEnv } from '../protocol/crypto/index.ts';
import type { ClientHandshakeConfig } from '../protocol/handshake/index.ts';
import type { ReconnectOptions } from './backoff.ts';
import type { QueryBender } from './faults/index.ts';
import type { Hold } from './hold-process.ts';
import type { Dial } from './link.ts';
import type { PfsOptions } from './pfs/index.ts';
import type { ClientHooks, KeepAliveOptions } from './session/index.ts';

export interface ConversationSettings {
  readonly env: CryptoEnv;
  readonly dial: Dial;
  readonly handshake: ClientHandshakeConfig;
  readonly bender: QueryBender;
  /** How long to wait for an answer of the handshake, in ms. */
  readonly timeout: number;
  readonly reconnect: ReconnectOptions;
  /** Held while calls wait, and while a lost connection with listeners waits to be opened again. */
  readonly hold: Hold;
  readonly keepAlive: KeepAliveOptions | undefined;
  readonly pfs: PfsOptions | undefined;
  readonly hooks: ClientHooks;
  readonly gzipAbove: number | undefined;
}
