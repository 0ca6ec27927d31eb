// What a session needs of its DC.

import type { AuthKeys } from '../auth-keys.ts';
import type { ByteStore } from '../byte-store.ts';
import type { FaultInjector } from '../faults/index.ts';
import type { DescribeBody } from '../frame-content.ts';
import type { Settings } from '../options.ts';
import type { RpcDesk } from '../rpc/rpc-desk.ts';
import type { Sessions } from './sessions.ts';

export interface SessionHost {
  readonly settings: Settings;
  readonly authKeys: AuthKeys;
  readonly sessions: Sessions;
  readonly rpc: RpcDesk;
  /** Where the messages lie that wait for their acknowledgement. */
  readonly bodies: ByteStore;
  /** Bends answers and messages on purpose. */
  readonly faults: FaultInjector;
  /** Writes down a fault that no client committed. */
  fault(origin: 'dc' | 'handler', error: string): void;
  /** What the journal shows of a body. */
  readonly describe: DescribeBody;
}
