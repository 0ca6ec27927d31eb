// Forgets the key of the session: the answer is the last message under it.

import type { Service } from './index.ts';

export const destroyAuthKey: Service<'destroy_auth_key'> = (session) => {
  const { id } = session.key.authKey;
  const { authKeys } = session.host;
  session.queue({ _: authKeys.has(id) ? 'destroy_auth_key_ok' : 'destroy_auth_key_none' });
  session.release();
  authKeys.remove(id);
};
