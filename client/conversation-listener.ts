// Those who are told what comes of a conversation with a server.

import type { Effect, Request } from './session/index.ts';
import type { Demand } from './sessions.ts';
import type { TemporaryKeysHost } from './temporary-keys.ts';

export interface ConversationListener extends Demand {
  /** What a session tells, but for what is dealt with here. */
  effect(effect: Effect): void;
  /** The query is given up. */
  failed(request: Request, error: unknown): void;
  /** Every query is given up. */
  allFailed(error: unknown): void;
  /** Whatever waits for this connection only is given up: it was lost, or the server broke a rule. */
  disturbed(error: unknown): void;
  /** Binds the key of a session to the permanent one. */
  readonly bind: TemporaryKeysHost['bind'];
}
