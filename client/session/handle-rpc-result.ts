// https://core.telegram.org/mtproto/service_messages#response-to-an-rpc-query

import { MalformedError, RemoteError } from '../../protocol/bytes/index.ts';
import { type Mtproto, mtproto } from '../../protocol/tl/index.ts';
import type { Handler } from './handlers.ts';
import { mtprotoName, unpackedBody } from './members.ts';

/** An answer to a query that nobody waits for is acknowledged, like any, and nothing else. */
export const handleRpcResult: Handler<'rpc_result'> = (session, _message, { req_msg_id, result }) => {
  session.recovery.progress();
  const state = session.requests.byId(req_msg_id);
  if (state === undefined) return;
  const { request } = state;
  let body: Uint8Array;
  let refusal: string | undefined;
  try {
    body = unpackedBody(result.bytes);
    refusal = rpcErrorIn(body)?.error_message;
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error;
    session.init.arrive(request);
    session.endings.fail(state, error);
    return;
  }
  if (refusal === 'CONNECTION_NOT_INITED' && state.refusals < 2) {
    state.refusals++;
    session.init.reset();
    session.recovery.restart(state);
    return;
  }
  if (refusal?.startsWith('MSG_WAIT_') && session.recovery.waitsInVain(state, req_msg_id)) return;
  session.init.arrive(request);
  if (refusal !== undefined && refusal !== UNBOUND.details.errorMessage)
    session.recovery.held.failed(request);
  session.endings.settle(state);
  if (state.isAbandoned) return;
  if (refusal === 'AUTH_KEY_PERM_EMPTY') session.emit({ kind: 'unbound', request, error: UNBOUND });
  else session.emit({ kind: 'answer', request, body });
};

const UNBOUND = new RemoteError('RPC_ERROR', 'the temporary key is not bound', {
  errorCode: 401,
  errorMessage: 'AUTH_KEY_PERM_EMPTY',
});

/** Undefined for the value of a method. */
export function rpcErrorIn(body: Uint8Array): Mtproto<'rpc_error'> | undefined {
  return mtprotoName(body) === 'rpc_error' ? (mtproto.decode(body) as Mtproto<'rpc_error'>) : undefined;
}
