// Forgets the key of the session: the answer is the last message under it.

import type { Service } from './index.ts';

export const destroyAuthKey: Service<'destroy_auth_key'> = (session) => {
  const { key } = session;
  const { authKeys } = session.host;
  session.queue({ _: authKeys.has(key.authKey.id) ? 'destroy_auth_key_ok' : 'destroy_auth_key_none' });
  session.release();
  // What else is on its way was sent before the client could read the answer.
  authKeys.replace(key, session.now());
};
