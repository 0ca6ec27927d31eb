// The answers to destroy_auth_key. https://core.telegram.org/constructor/destroy_auth_key_ok

import type { MtDestroyAuthKeyRes } from '../../protocol/tl/index.ts';
import type { Handler } from './handlers.ts';

export function handleDestroyAuthKey(outcome: 'ok' | 'none' | 'fail'): Handler<MtDestroyAuthKeyRes['_']> {
  return (session) => session.emit({ kind: 'key-destroyed', outcome });
}
