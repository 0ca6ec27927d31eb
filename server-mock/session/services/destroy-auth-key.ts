// Forgets the key of the session: the answer is the last message under it.

import type { Service } from './index.ts';

export const destroyAuthKey: Service<'destroy_auth_key'> = (session) => {
  const { host, key } = session;
  const destroyed = host.authKeys.remove(key.authKey.id);
  session.queue({ _: destroyed ? 'destroy_auth_key_ok' : 'destroy_auth_key_none' });
  session.release();
  host.sessions.destroyAll(key);
};
