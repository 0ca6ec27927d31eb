// Everything that is decided about a client before it begins.

import type { LayerRegistry } from '../protocol/tl/index.ts';
import type { ConversationSettings } from './conversation-settings.ts';
import type { AppInfo } from './rpc/index.ts';

/** How long the client waits for one answer, in ms on the clock of its Env. */
export const DEFAULT_TIMEOUT_MS = 10_000;
/** How long a call may take, reconnecting included, in ms, when connect() is given no timeout. */
export const DEFAULT_CALL_TIMEOUT_MS = 60_000;

/** Everything decided; connect() does that. */
export interface ClientSettings extends ConversationSettings {
  readonly callTimeout: number;
  readonly registry: () => LayerRegistry;
  readonly layer: number | undefined;
  readonly app: AppInfo;
}
