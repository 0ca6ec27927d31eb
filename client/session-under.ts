// A session under a key, as the settings of a conversation have it.

import type { ConversationSettings } from './conversation-settings.ts';
import type { HeldKey } from './keyring.ts';
import { type ServerTime, Session } from './session/index.ts';

/** @param time shared by all sessions with the DC */
export function sessionUnder(
  { agreed, salts }: HeldKey,
  { env, keepAlive, gzipAbove, hooks }: ConversationSettings,
  time: ServerTime,
): Session {
  return new Session({
    env,
    authKey: agreed.authKey,
    salts,
    time,
    keepAlive,
    hooks,
    ...(gzipAbove === undefined ? {} : { gzipAbove }),
  });
}
