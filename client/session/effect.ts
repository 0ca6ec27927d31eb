// What a session wants its owner to know. A session does nothing itself: it has no socket and no promise.

import type { MalformedError, RemoteError } from '../../protocol/bytes/index.ts';
import type { ViolationError } from '../../protocol/rules/index.ts';
import type { Request } from './request.ts';

export type Effect =
  /** `body`: what rpc_result holds, unpacked: a value of the method's type, or rpc_error. */
  | { readonly kind: 'answer'; readonly request: Request; readonly body: Uint8Array }
  /** The query is given up: refused too often, refused for an unknown reason, or its answer cannot be unpacked. */
  | { readonly kind: 'failed'; readonly request: Request; readonly error: RemoteError | MalformedError }
  /** What makes the body of a query threw, or a hook. `request`: undefined for anything but a query. */
  | { readonly kind: 'unsent'; readonly request: Request | undefined; readonly error: unknown }
  /** `body`: a boxed object of the API. Those of one frame come in the order of their msg_ids. */
  | { readonly kind: 'update'; readonly msgId: bigint; readonly body: Uint8Array }
  /** `isFor`: whether it names the message that held the ping. */
  | { readonly kind: 'pong'; readonly pingId: bigint; readonly msgId: bigint; readonly isFor: boolean }
  /** Updates may have been lost: the server opened the session anew, or the session goes on under another id. */
  | { readonly kind: 'gap' }
  /** The session goes on under another id. `errorCode`: of bad_msg_notification. */
  | { readonly kind: 'renewed'; readonly errorCode: number }
  /** The key is temporary and not bound: bind it, then send the query again. */
  | { readonly kind: 'unbound'; readonly request: Request; readonly error: RemoteError }
  | { readonly kind: 'session-destroyed'; readonly sessionId: bigint; readonly existed: boolean }
  | { readonly kind: 'key-destroyed'; readonly outcome: 'ok' | 'none' | 'fail' }
  /** Nothing came since the last ping: the connection is dead. */
  | { readonly kind: 'dead' }
  /** A message that breaks a rule or does not parse: it had no effect. `close`: so must the connection. */
  | {
      readonly kind: 'refused';
      readonly error: ViolationError | MalformedError;
      readonly close: boolean;
    };
