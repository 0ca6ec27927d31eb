// One vector of kind query_check as it is written down by hand, and the bytes of queries, made from ids and fields
// alone, so that nothing that reads them has written them.

import { ByteWriter, concatBytes, int64ToBytes, toHex } from '../../protocol/bytes/index.ts';
import type { RuleId } from '../../protocol/rules/index.ts';
import type { JsonObject } from '../../vectors/index.ts';
import { id, words } from './session-case.ts';

/** One query, and what must come of it. */
export interface QueryMessage {
  readonly body: Uint8Array;
  /** The rule that it breaks. */
  readonly breaks?: RuleId;
  /** The rpc_error that is answered: a code and a text. */
  readonly error?: readonly [number, string];
  /** The method that is called, unless it is refused. */
  readonly call?: string;
  /** Ms after the beginning. */
  readonly at?: number;
  readonly connection?: number;
  /** The queries of the case, from 1, whose answers the client has acknowledged now. */
  readonly acknowledges?: readonly number[];
  /** The constructor that answers it at once. */
  readonly result?: string;
}

export interface QueryCase {
  readonly rule: RuleId;
  readonly name: string;
  readonly notes: string;
  readonly key?: 'unbound' | 'bound';
  /** What the client has declared before. */
  readonly layer?: number;
  readonly strictness?: 'report';
  readonly queries: readonly QueryMessage[];
}

/** Two layers, which have what the cases need. */
const LAYERS = `// LAYERS 45 200
inputUserSelf#f7c1b13f = InputUser; // 45 200
nearestDc#8e1a1775 country:string this_dc:int nearest_dc:int = NearestDc; // 45 200
userEmpty#d3bc4b7a id:long = User; // 200
config#cc1a241e = Config; // 200
inputClientProxy#75588b3f address:string port:int = InputClientProxy; // 200
jsonNull#3f6d7b68 = JSONValue; // 200
---functions---
auth.bindTempAuthKey#cdd42a05 perm_auth_key_id:long nonce:long expires_at:int encrypted_message:bytes = Bool; // 45 200
auth.importBotAuthorization#67a3ff2c flags:int api_id:int api_hash:string bot_auth_token:string = auth.Authorization; // 200
auth.importLoginToken#95ac5ce4 token:bytes = auth.LoginToken; // 200
auth.resendCode#cae47523 flags:# phone_number:string phone_code_hash:string reason:flags.0?string = auth.SentCode; // 200
help.getConfig#c4f9186b = Config; // 45 200
help.getNearestDc#1fb33026 = NearestDc; // 45 200
initConnection#69796de9 {X:Type} api_id:int device_model:string system_version:string app_version:string lang_code:string query:!X = X; // 45
initConnection#c1cd5ea9 {X:Type} flags:# api_id:int device_model:string system_version:string app_version:string system_lang_code:string lang_pack:string lang_code:string proxy:flags.0?InputClientProxy params:flags.1?JSONValue query:!X = X; // 200
invokeWithLayer#da9b0d0d {X:Type} layer:int query:!X = X; // 45 200
users.getUsers#0d91a548 id:Vector<InputUser> = Vector<User>; // 200
`;

export const NEAREST_DC: Uint8Array = words(0x1fb33026);
export const GET_CONFIG: Uint8Array = words(0xc4f9186b);
/** users.getUsers of inputUserSelf. */
export const GET_USERS: Uint8Array = words(0x0d91a548, 0x1cb5c415, 1, 0xf7c1b13f);
/** auth.bindTempAuthKey with 4 bytes in the place of encrypted_message. */
export const BIND: Uint8Array = concatBytes(
  words(0xcdd42a05),
  int64ToBytes(1n),
  int64ToBytes(2n),
  words(1_735_693_200),
  text('abcd'),
);

/** The msg_id of the k-th query of a case, from 1, when it comes in the first second. */
export const msgIdOf = (k: number): bigint => id(k);

export function withLayer(layer: number, query: Uint8Array): Uint8Array {
  return concatBytes(words(0xda9b0d0d, layer), query);
}

/** initConnection as layer 200 has it. */
export function initConnection(query: Uint8Array, appVersion = '1.0'): Uint8Array {
  const texts = ['model', 'system', appVersion, 'en', '', 'en'].map(text);
  return concatBytes(words(0xc1cd5ea9, 0, 1), ...texts, query);
}

/** initConnection as layer 45 has it. */
export function initConnection45(query: Uint8Array): Uint8Array {
  return concatBytes(words(0x69796de9, 1), ...['model', 'system', '1.0', 'en'].map(text), query);
}

/** In both wrappers, of layer 200. */
export function initialised(query: Uint8Array): Uint8Array {
  return withLayer(200, initConnection(query));
}

export function afterMsg(msgId: bigint, query: Uint8Array): Uint8Array {
  return concatBytes(words(0xcb9f372d), int64ToBytes(msgId), query);
}

export function afterMsgs(msgIds: readonly bigint[], query: Uint8Array): Uint8Array {
  return concatBytes(
    words(0x3dc4b4f0, 0x1cb5c415, msgIds.length),
    ...msgIds.map((one) => int64ToBytes(one)),
    query,
  );
}

/** gzip_packed. */
export function packed(data: Uint8Array): Uint8Array {
  return concatBytes(words(0x3072cfa1), bytes(data));
}

/** The inputs and what is expected, as a vector of kind query_check has them. */
export function queryDocument({ key, layer, strictness, queries }: QueryCase): {
  readonly inputs: JsonObject;
  readonly expected: JsonObject;
} {
  return {
    inputs: {
      layers: LAYERS,
      ...(key === undefined ? {} : { key }),
      ...(layer === undefined ? {} : { layer }),
      strictness: strictness ?? 'enforce',
      queries: queries.map((query, index) => queryInput(query, index + 1, queries)),
    },
    expected: {
      violations: queries.map(({ breaks }) => (breaks === undefined ? [] : [breaks])),
      errors: queries.map(({ error }) =>
        error === undefined ? null : { code: error[0], message: error[1] },
      ),
      calls: queries.map(({ call }) => call ?? null),
    },
  };
}

/** @param k its place, from 1 */
function queryInput(
  { body, at, connection, acknowledges, result }: QueryMessage,
  k: number,
  all: readonly QueryMessage[],
): JsonObject {
  return {
    ...(at === undefined ? {} : { at }),
    ...(connection === undefined ? {} : { connection }),
    ...(acknowledges === undefined
      ? {}
      : { acknowledged: acknowledges.map((one) => answerId(one, all[one - 1])) }),
    msg_id: `${sentId(k, all[k - 1])}`,
    body: toHex(body),
    ...(result === undefined ? {} : { answer: answerId(k, all[k - 1]), result }),
  };
}

function sentId(k: number, query: QueryMessage | undefined): bigint {
  return id(k, Math.floor((query?.at ?? 0) / 1000));
}

/** The server's msg_id of the answer to the k-th query, in the same second. */
function answerId(k: number, query: QueryMessage | undefined): string {
  return `${sentId(k, query) + 1n}`;
}

/** A string of TL. */
export function text(value: string): Uint8Array {
  return bytes(new TextEncoder().encode(value));
}

/** A short string of TL: its length, itself, and zeros up to a multiple of 4. */
function bytes(value: Uint8Array): Uint8Array {
  if (value.length > 253) throw new Error('too long for the short form');
  const writer = new ByteWriter().put(Uint8Array.of(value.length)).put(value);
  return writer.put(new Uint8Array(3 - (value.length % 4))).finish();
}
