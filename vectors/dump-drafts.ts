// What in an exchange can be computed, as vectors that nobody has judged yet. `expected` holds what the log says
// wherever it says it: a vector that only repeats our own computation is marked so.

import { toHex } from '../protocol/bytes/index.ts';
import { authKeyAuxHash, authKeyId, type CryptoEngine, defaultEngine } from '../protocol/crypto/index.ts';
import { secondsOfMsgId } from '../protocol/message/index.ts';
import { encodeFrame } from '../protocol/transport/index.ts';
import { type DumpExchange, type DumpMessage, messageOf, openedOffer, tmpAesOf } from './dump-exchange.ts';
import { tryOpenClientData } from './open-answer.ts';
import type { Json, JsonObject } from './vector.ts';

/** A vector without source, verdict and final notes. */
export interface Draft {
  readonly line: number;
  readonly name: string;
  readonly kind: string;
  readonly inputs: JsonObject;
  readonly expected: JsonObject;
  /** Keys of `expected` that the log does not have. */
  readonly computed?: readonly string[];
  readonly notes?: readonly string[];
}

export function draftsOf(exchange: DumpExchange, engine: CryptoEngine = defaultEngine): Draft[] {
  const drafts = [
    ...exchange.messages.map((message) => messageDraft(exchange, message)),
    ...pqDraft(exchange),
    ...nonceDraft(exchange),
    ...answerDraft(exchange, engine),
    ...groupDrafts(exchange, engine),
    ...clientDataDrafts(exchange, engine),
    ...keyDrafts(exchange, engine),
  ];
  return numbered(drafts.sort((a, b) => a.line - b.line));
}

/** Names that come twice get a number. */
function numbered(drafts: readonly Draft[]): Draft[] {
  const seen = new Map<string, number>();
  return drafts.map((draft) => {
    const count = (seen.get(draft.name) ?? 0) + 1;
    seen.set(draft.name, count);
    return count === 1 ? draft : { ...draft, name: `${draft.name}_${count}` };
  });
}

/** Fields of the messages that logs print beside them, by the name of the input. */
const PRINTED: readonly string[] = [
  'nonce',
  'server_nonce',
  'pq',
  'p',
  'q',
  'encrypted_answer',
  'encrypted_data',
];

function messageDraft({ fields, messages }: DumpExchange, one: DumpMessage): Draft {
  const { object, message, bytes, line } = one;
  const inputs: Record<string, Json> = {
    msg_id: `${BigInt.asUintN(64, message.msgId)}`,
    msg_id_mod4: Number(message.msgId & 3n),
    unixtime: secondsOfMsgId(message.msgId),
  };
  for (const [field, value] of Object.entries(object)) {
    const printed =
      PRINTED.includes(field) && value instanceof Uint8Array ? fields.bytes(field, value.length) : undefined;
    if (printed !== undefined) inputs[field] = toHex(printed);
  }
  const fingerprint = fields.bytes('fingerprint', 8);
  if (fingerprint !== undefined && object._ === 'req_DH_params')
    inputs.public_key_fingerprint = toHex(fingerprint);
  if (fingerprint !== undefined && object._ === 'resPQ' && object.server_public_key_fingerprints.length === 1)
    inputs.fingerprints = [toHex(fingerprint)];
  // dh_gen_retry is about a key that was refused; the log has the one that was taken.
  if (object._ === 'dh_gen_ok' || object._ === 'dh_gen_fail')
    for (const [name, length] of [
      ['new_nonce', 32],
      ['auth_key', 256],
    ] as const) {
      const known = fields.bytes(name, length);
      if (known !== undefined) inputs[name] = toHex(known);
    }
  const { wire, notes } = wireFacts(one, messages[0] === one);
  return {
    line,
    name: object._,
    kind: 'handshake_message',
    inputs: { ...inputs, ...wire },
    expected: { payload: toHex(bytes) },
    notes,
  };
}

/** The size that the log prints: an abridged frame, the first one of a connection with its tag. */
function wireFacts(
  { bytes, wireLength, from }: DumpMessage,
  first: boolean,
): { wire: JsonObject; notes: readonly string[] } {
  if (wireLength === undefined || bytes.length % 4 !== 0) return { wire: {}, notes: [] };
  const length = encodeFrame('abridged', bytes).length;
  if (wireLength === length) return { wire: { abridged_wire_len: length }, notes: [] };
  if (first && from === 'client' && wireLength === length + 1)
    return {
      wire: { abridged_wire_len: length },
      notes: [`${wireLength} bytes were sent: the tag ef, then the frame`],
    };
  return { wire: {}, notes: [`${wireLength} bytes on the wire are no abridged frame of ${bytes.length}`] };
}

function pqDraft(exchange: DumpExchange): Draft[] {
  const { fields } = exchange;
  const asked = messageOf(exchange, 'resPQ');
  const answered = messageOf(exchange, 'req_DH_params');
  const pq = asked?.object.pq ?? fields.bytes('pq');
  const p = fields.bytes('p') ?? answered?.object.p;
  const q = fields.bytes('q') ?? answered?.object.q;
  if (pq === undefined || p === undefined || q === undefined) return [];
  const line = asked?.line ?? answered?.line ?? 0;
  return [
    { line, name: 'pq', kind: 'pq', inputs: { pq: toHex(pq) }, expected: { p: toHex(p), q: toHex(q) } },
  ];
}

/** With new_nonce the keys can be derived; without it, they tell a little of new_nonce. */
function nonceDraft({ fields, messages }: DumpExchange): Draft[] {
  const key = fields.bytes('tmp_aes_key', 32);
  const iv = fields.bytes('tmp_aes_iv', 32);
  const serverNonce = fields.bytes('server_nonce', 16) ?? serverNonceOf(messages);
  if (key === undefined || iv === undefined || serverNonce === undefined) return [];
  const line =
    messages.find(({ object }) => object._ === 'server_DH_params_ok')?.line ?? messages[0]?.line ?? 0;
  const server_nonce = toHex(serverNonce);
  const newNonce = fields.bytes('new_nonce', 32);
  const keys = { tmp_aes_key: toHex(key), tmp_aes_iv: toHex(iv) };
  if (newNonce !== undefined)
    return [
      {
        line,
        name: 'tmp_aes',
        kind: 'tmp_aes',
        inputs: { new_nonce: toHex(newNonce), server_nonce },
        expected: keys,
      },
    ];
  const first4 = iv.subarray(28);
  const salt4 = first4.map((byte, index) => byte ^ (serverNonce[index] ?? 0));
  const expected = {
    new_nonce_first4: toHex(first4),
    'sha1(new_nonce+server_nonce)': toHex(key.subarray(0, 20)),
    'sha1(server_nonce+new_nonce)': toHex(key.subarray(20)) + toHex(iv.subarray(0, 8)),
    'sha1(new_nonce+new_nonce)': toHex(iv.subarray(8, 28)),
    initial_salt_first4: toHex(salt4),
  };
  return [
    {
      line,
      name: 'new_nonce_constraints',
      kind: 'new_nonce_partial',
      inputs: { server_nonce, ...keys },
      expected,
      computed: Object.keys(expected),
      notes: ['28 of the 32 bytes of new_nonce are unknown (224 bits)'],
    },
  ];
}

function serverNonceOf(messages: readonly DumpMessage[]): Uint8Array | undefined {
  for (const { object } of messages) if ('server_nonce' in object) return object.server_nonce;
  return undefined;
}

function answerDraft(exchange: DumpExchange, engine: CryptoEngine): Draft[] {
  const { fields } = exchange;
  const tmp = tmpAesOf(exchange, engine);
  const opened = openedOffer(exchange, engine);
  if (tmp === undefined || opened === undefined) return [];
  const { answer, padding, inner, line, encrypted } = opened;
  const newNonce = fields.bytes('new_nonce', 32);
  const found: [string, Json, Uint8Array | number | undefined][] = [
    ['answer', toHex(answer), fields.bytes('answer')?.subarray(0, answer.length)],
    ['padding', toHex(padding), fields.bytes('padding')],
    ['g', inner.g, fields.number('g')],
    ['dh_prime', toHex(inner.dh_prime), fields.bytes('dh_prime', inner.dh_prime.length)],
    ['g_a', toHex(inner.g_a), fields.bytes('g_a', inner.g_a.length)],
    ['server_time', inner.server_time, fields.number('server_time')],
  ];
  const stated = found.map(([key, value, logged]): [string, Json] => [
    key,
    logged === undefined ? value : logged instanceof Uint8Array ? toHex(logged) : logged,
  ]);
  const printed = fields.bytes('answer');
  const withPadding = printed !== undefined && printed.length > answer.length;
  return [
    {
      line,
      name: 'decrypt_answer',
      kind: newNonce === undefined ? 'tmp_aes_decrypt_keys_given' : 'tmp_aes_decrypt',
      inputs: {
        ...(newNonce === undefined
          ? { tmp_aes_key: toHex(tmp.key), tmp_aes_iv: toHex(tmp.iv) }
          : { new_nonce: toHex(newNonce), server_nonce: toHex(inner.server_nonce) }),
        encrypted_answer: toHex(encrypted),
      },
      expected: Object.fromEntries(stated),
      computed: found.flatMap(([key, , logged]) => (logged === undefined ? [key] : [])),
      notes: [
        ...(newNonce === undefined ? ['new_nonce is unknown: the keys are taken from the log'] : []),
        ...(withPadding ? ['the log prints the answer with its padding'] : []),
      ],
    },
  ];
}

function groupDrafts(exchange: DumpExchange, engine: CryptoEngine): Draft[] {
  const opened = openedOffer(exchange, engine);
  if (opened === undefined) return [];
  const { inner, line } = opened;
  const group = { p: toHex(inner.dh_prime), g: inner.g };
  const check: Draft = {
    line,
    name: 'dh_group',
    kind: 'dh_check',
    inputs: group,
    expected: { valid: true },
    computed: ['valid'],
  };
  const { fields } = exchange;
  const b = fields.bytes('b');
  const made: JsonObject = {
    ...optional('g_b', fields.bytes('g_b')),
    ...optional('auth_key', fields.bytes('auth_key', 256)),
  };
  if (b === undefined || Object.keys(made).length === 0) return [check];
  const inputs = { dh_prime: group.p, g: group.g, g_a: toHex(inner.g_a), b: toHex(b) };
  return [check, { line, name: 'dh', kind: 'dh', inputs, expected: made }];
}

/** Every set_client_DH_params: there are several after dh_gen_retry. */
function clientDataDrafts(exchange: DumpExchange, engine: CryptoEngine): Draft[] {
  const tmp = tmpAesOf(exchange, engine);
  if (tmp === undefined) return [];
  const alone = exchange.messages.filter(({ object }) => object._ === 'set_client_DH_params').length === 1;
  return exchange.messages.flatMap(({ object, line }): Draft[] => {
    if (object._ !== 'set_client_DH_params') return [];
    const opened = tryOpenClientData(engine, tmp, object.encrypted_data);
    if (opened === undefined) return [];
    const { data, padding, inner } = opened;
    const printed = alone ? exchange.fields.bytes('g_b', inner.g_b.length) : undefined;
    return [
      {
        line,
        name: 'client_DH_inner_data',
        kind: 'client_DH_inner_data',
        inputs: {
          nonce: toHex(inner.nonce),
          server_nonce: toHex(inner.server_nonce),
          retry_id: `${inner.retry_id}`,
          g_b: toHex(printed ?? inner.g_b),
        },
        expected: { data: toHex(data), sha1: toHex(engine.sha1(data)) },
        ...(printed === undefined && { computed: ['data', 'sha1'] }),
      },
      {
        line,
        name: 'encrypt_client_data',
        kind: 'tmp_aes_encrypt',
        inputs: {
          data: toHex(data),
          padding: toHex(padding),
          tmp_aes_key: toHex(tmp.key),
          tmp_aes_iv: toHex(tmp.iv),
        },
        expected: { sha1: toHex(engine.sha1(data)), encrypted_data: toHex(object.encrypted_data) },
      },
    ];
  });
}

function keyDrafts(exchange: DumpExchange, engine: CryptoEngine): Draft[] {
  const authKey = exchange.fields.bytes('auth_key', 256);
  if (authKey === undefined) return [];
  const ended = messageOf(exchange, 'dh_gen_ok');
  const newNonce = exchange.fields.bytes('new_nonce', 32);
  const line = ended?.line ?? exchange.messages.at(-1)?.line ?? 0;
  const drafts: Draft[] = [
    {
      line,
      name: 'auth_key',
      kind: 'auth_key_id',
      inputs: { auth_key: toHex(authKey) },
      expected: {
        auth_key_id: toHex(authKeyId(engine, authKey)),
        auth_key_aux_hash: toHex(authKeyAuxHash(engine, authKey)),
      },
      computed: ['auth_key_id', 'auth_key_aux_hash'],
    },
  ];
  if (ended !== undefined && newNonce !== undefined)
    drafts.push({
      line,
      name: 'dh_gen_ok_proof',
      kind: 'dh_gen_ok',
      inputs: { response: toHex(ended.message.body), new_nonce: toHex(newNonce) },
      expected: { auth_key: toHex(authKey), new_nonce_hash1: toHex(ended.object.new_nonce_hash1) },
    });
  return drafts;
}

function optional(key: string, bytes: Uint8Array | undefined): JsonObject {
  return bytes === undefined ? {} : { [key]: toHex(bytes) };
}
