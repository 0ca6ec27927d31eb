// The judge of queries of the API: what they are wrapped in, and which of them a key may ask.
// https://core.telegram.org/api/invoking, https://core.telegram.org/api/pfs

import { toHex } from '../bytes/index.ts';
import { isLaterMsgId } from '../message/index.ts';
import type { Violation } from '../rules/index.ts';
import type { ApiLayers } from './api-layers.ts';
import type { ClientInfo } from './client-info.ts';
import { type Query, UnreadableQuery, unwrapQuery } from './unwrap.ts';

/** Who asks: a session, or whoever stands for it. */
export interface Invoker {
  readonly key: InvokingKey;
  note(violation: Violation): void;
}

/** What the server knows of the key that queries come under. */
export interface InvokingKey {
  /** Set here, when initConnection comes. */
  client: ClientInfo | undefined;
  /** When a temporary key ends; undefined for a permanent one. */
  readonly expiresAt: number | undefined;
  /** The permanent key that a temporary one is bound to. */
  readonly permanent: object | undefined;
}

export interface InvokingSettings {
  /** Whether a query that breaks a rule is refused as production does, or only written down. */
  readonly strictness: 'enforce' | 'report';
  /** Largest unpacked size of one gzip_packed, in bytes. */
  readonly limits: { readonly maxUnpacked: number };
}

/** A query that is not run, and the rpc_error that production answers. */
export class QueryRefusal {
  readonly errorCode: number;
  readonly errorMessage: string;

  constructor(errorCode: number, errorMessage: string) {
    this.errorCode = errorCode;
    this.errorMessage = errorMessage;
  }
}

/** What an unbound temporary key may call. https://core.telegram.org/api/pfs */
const UNBOUND_METHODS: ReadonlySet<string> = new Set([
  'auth.bindTempAuthKey',
  'help.getConfig',
  'help.getNearestDc',
]);

/** Unwraps a query and judges it. What cannot be read is refused whatever the strictness. */
export function judgeQuery(
  invoker: Invoker,
  layers: ApiLayers,
  message: { readonly msgId: bigint; readonly body: Uint8Array },
  { strictness, limits }: InvokingSettings,
): Query | QueryRefusal {
  const query = read(invoker, layers, message.body, limits.maxUnpacked);
  if (query instanceof QueryRefusal) return query;
  if (query.wrappers.length > 0) judgeOrder(invoker, message.msgId, query);
  return judgeKey(invoker, query, strictness === 'enforce') ?? query;
}

function read(
  invoker: Invoker,
  layers: ApiLayers,
  body: Uint8Array,
  maxUnpacked: number,
): Query | QueryRefusal {
  try {
    return unwrapQuery(layers, body, invoker.key.client?.layer, maxUnpacked);
  } catch (error) {
    if (!(error instanceof UnreadableQuery)) throw error;
    invoker.note({ rule: error.rule, detail: error.message, actual: toHex(body.subarray(0, 64)) });
    return new QueryRefusal(400, error.answer);
  }
}

function judgeOrder(invoker: Invoker, msgId: bigint, { wrappers, after }: Query): void {
  if (wrappers.some((name, index) => index > 0 && name.startsWith('invokeAfterMsg')))
    invoker.note({ rule: 'MT-IN-04', detail: `wrapped as ${wrappers.join(' > ')}` });
  if (after.some((id) => !isLaterMsgId(msgId, id)))
    invoker.note({
      rule: 'MT-IN-04',
      detail: 'a dependency that is not earlier',
      expected: `below ${msgId}`,
    });
}

function judgeKey(invoker: Invoker, query: Query, isEnforced: boolean): QueryRefusal | undefined {
  const { key } = invoker;
  const method = query.call._;
  const isInitialised =
    key.client !== undefined || (query.client !== undefined && query.wrappers.includes('invokeWithLayer'));
  if (query.client !== undefined && (isInitialised || !isEnforced)) key.client = query.client;
  const isTemporary = key.expiresAt !== undefined;
  if (isTemporary && key.permanent === undefined && !UNBOUND_METHODS.has(method)) {
    invoker.note({ rule: 'MT-PF-01', detail: `${method} under an unbound temporary key` });
    if (isEnforced) return new QueryRefusal(401, 'AUTH_KEY_PERM_EMPTY');
  }
  if (!isInitialised && method !== 'auth.bindTempAuthKey') {
    const missing = query.client === undefined ? 'initConnection' : 'invokeWithLayer';
    invoker.note({ rule: 'MT-IN-01', detail: `${method} before ${missing}` });
    if (isEnforced) return new QueryRefusal(400, 'CONNECTION_NOT_INITED');
  }
  return undefined;
}
