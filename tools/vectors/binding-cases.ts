// What a checking server makes of auth.bindTempAuthKey: for each rule a query that breaks it, and queries that come as
// near to the edge as there are. What must come out is written down here by hand, from the specification.
// https://core.telegram.org/method/auth.bindTempAuthKey, https://core.telegram.org/api/pfs

import { fromHex, int64FromBytes, toHex } from '../../protocol/bytes/index.ts';
import { defaultEngine, SEEDED_START, seededEnv } from '../../protocol/crypto/index.ts';
import { type AuthKey, authKeyOf, msgIdAt, paddingV1, sealMessageV1 } from '../../protocol/message/index.ts';
import type { RuleId } from '../../protocol/rules/index.ts';
import { type Mtproto, mtproto } from '../../protocol/tl/index.ts';
import type { Json, JsonObject, Vector } from '../../vectors/index.ts';

/** What is wrong with the query, which is right in all else. */
interface BindingCase {
  readonly rule: RuleId;
  readonly name: string;
  readonly notes: string;
  /** The rpc_error that is answered; absent when the query is right. */
  readonly error?: string;
  /** Other inputs of the vector. `undefined` leaves one out. */
  readonly inputs?: { readonly [key: string]: Json | undefined };
  /** Unix seconds, in the query and in the message. */
  readonly expiresAt?: number;
  /** The key that the message is sealed under. */
  readonly sealedUnder?: AuthKey;
  /** Fields of bind_auth_key_inner that are not those of the query. */
  readonly inner?: Partial<Mtproto<'bind_auth_key_inner'>>;
  /** Another body in its place. */
  readonly body?: Uint8Array;
  readonly innerMsgId?: bigint;
  readonly innerSeqno?: number;
  /** Bends the sealed message. */
  readonly encrypted?: (right: Uint8Array) => Uint8Array;
}

const env = seededEnv({ seed: 'binding' });
const permanent: AuthKey = authKeyOf(defaultEngine, env.random('permanent', 256));
const other: AuthKey = authKeyOf(defaultEngine, env.random('other', 256));
const temporary: AuthKey = authKeyOf(defaultEngine, env.random('temporary', 256));
const idOf = ({ id }: AuthKey): bigint => int64FromBytes(id);

const NOW_S = SEEDED_START / 1000;
/** When the temporary key ends. */
const END_S = NOW_S + 3600;
const MSG_ID = msgIdAt(SEEDED_START, 'client') + 8n;
const SESSION_ID = 0x0102030405060708n;
const NONCE = -2n;
const INVALID = 'ENCRYPTED_MESSAGE_INVALID';

const cases: readonly BindingCase[] = [
  { rule: 'MT-PF-02', name: 'right', notes: 'Everything is right.' },
  {
    rule: 'MT-PF-02',
    name: 'another-key',
    notes: 'The message is sealed under another permanent key, which the server has too.',
    sealedUnder: other,
    error: INVALID,
  },
  {
    rule: 'MT-PF-02',
    name: 'one-bit',
    notes: 'One bit of encrypted_data is wrong.',
    encrypted: (right) => right.map((byte, index) => (index === 60 ? byte ^ 1 : byte)),
    error: INVALID,
  },
  {
    rule: 'MT-PF-02',
    name: 'cut-off',
    notes: 'The last 16 bytes are missing.',
    encrypted: (right) => right.subarray(0, -16),
    error: INVALID,
  },
  {
    rule: 'MT-PF-02',
    name: 'empty',
    notes: 'encrypted_message is empty.',
    encrypted: () => new Uint8Array(),
    error: INVALID,
  },
  {
    rule: 'MT-PF-02',
    name: 'unknown-key',
    notes: 'The server does not have the permanent key that the query names.',
    inputs: { perm_auth_keys: [toHex(other.bytes)] },
    error: INVALID,
  },
  { rule: 'MT-PF-03', name: 'all-repeated', notes: 'bind_auth_key_inner repeats all five fields.' },
  {
    rule: 'MT-PF-03',
    name: 'bound-again',
    notes: 'The key is bound to the same permanent key already.',
    inputs: { bound_to: `${idOf(permanent)}` },
  },
  ...(
    [
      ['nonce', NONCE + 1n],
      ['temp_auth_key_id', idOf(permanent)],
      ['perm_auth_key_id', idOf(temporary)],
      ['temp_session_id', SESSION_ID + 1n],
      ['expires_at', END_S - 1],
    ] as const
  ).map(
    ([field, value]): BindingCase => ({
      rule: 'MT-PF-03',
      name: `another-${field}`,
      notes: `${field} of bind_auth_key_inner is another.`,
      inner: { [field]: value },
      error: INVALID,
    }),
  ),
  {
    rule: 'MT-PF-03',
    name: 'another-object',
    notes: 'The message holds a ping.',
    body: mtproto.encode({ _: 'ping', ping_id: 5n }),
    error: INVALID,
  },
  {
    rule: 'MT-PF-03',
    name: 'no-object',
    notes: 'The message holds zeros.',
    body: new Uint8Array(40),
    error: INVALID,
  },
  {
    rule: 'MT-PF-03',
    name: 'permanent-key',
    notes: 'The key of the session is no temporary one.',
    inputs: { temp_expires_at: undefined },
    error: 'TEMP_AUTH_KEY_EMPTY',
  },
  {
    rule: 'MT-PF-03',
    name: 'bound-to-another',
    notes: 'The key is bound to another permanent key already.',
    inputs: { bound_to: `${idOf(other)}` },
    error: 'TEMP_AUTH_KEY_ALREADY_BOUND',
  },
  { rule: 'MT-PF-04', name: 'end-of-the-key', notes: 'expires_at is the end of the temporary key.' },
  { rule: 'MT-PF-04', name: 'next-second', notes: 'expires_at is the next second.', expiresAt: NOW_S + 1 },
  {
    rule: 'MT-PF-04',
    name: '300-seconds-later',
    notes: 'expires_at is 300 seconds after the end of the key: so much is allowed for clocks that differ.',
    expiresAt: END_S + 300,
  },
  {
    rule: 'MT-PF-04',
    name: 'now',
    notes: 'expires_at is now.',
    expiresAt: NOW_S,
    error: 'EXPIRES_AT_INVALID',
  },
  { rule: 'MT-PF-04', name: 'past', notes: 'expires_at is 1.', expiresAt: 1, error: 'EXPIRES_AT_INVALID' },
  {
    rule: 'MT-PF-04',
    name: '301-seconds-later',
    notes: 'expires_at is 301 seconds after the end of the key.',
    expiresAt: END_S + 301,
    error: 'EXPIRES_AT_INVALID',
  },
  { rule: 'MT-PF-05', name: 'msg_id-of-the-query', notes: 'msg_id is that of the query, seqno is 0.' },
  {
    rule: 'MT-PF-05',
    name: 'another-msg_id',
    notes: 'msg_id inside is the next one.',
    innerMsgId: MSG_ID + 4n,
    error: INVALID,
  },
  { rule: 'MT-PF-05', name: 'seqno-1', notes: 'seqno inside is 1.', innerSeqno: 1, error: INVALID },
];

/**
 * Vectors of kind bind_check.
 * @param sample of kind bind_auth_key_inner: its bytes were made by another program
 */
export function bindingVectors(source: string, sample: Vector): Vector[] {
  return [sampleCheck(sample), ...cases.map((one) => vectorOf(source, one))];
}

function sampleCheck({ source, inputs, expected }: Vector): Vector {
  const given = (key: string): Json => inputs[key] ?? null;
  const [temp_expires_at, clock] = [Number(inputs.expires_at), 1000 * Number(inputs.expires_at) - 3_600_000];
  return {
    name: 'MT-PF-02 sample',
    kind: 'bind_check',
    source,
    inputs: {
      clock,
      msg_id: given('msg_id'),
      session_id: given('temp_session_id'),
      temp_auth_key_id: given('temp_auth_key_id'),
      temp_expires_at,
      perm_auth_keys: [given('perm_auth_key')],
      perm_auth_key_id: `${int64FromBytes(fromHex(String(given('perm_auth_key_id_le'))))}`,
      nonce: given('nonce_long'),
      expires_at: given('expires_at'),
      encrypted_message: expected.encrypted_message ?? null,
    },
    expected: { verdict: 'accepted', error: null },
    verified: false,
    notes: 'encrypted_message is that of messages.json, bind_temp_auth_key_synthetic.',
  };
}

function vectorOf(source: string, one: BindingCase): Vector {
  return {
    name: `${one.rule} ${one.name}`,
    kind: 'bind_check',
    source,
    inputs: inputsOf(one),
    expected: { verdict: one.error === undefined ? 'accepted' : one.rule, error: one.error ?? null },
    verified: false,
    notes: one.notes,
  };
}

function inputsOf(one: BindingCase): JsonObject {
  const expires_at = one.expiresAt ?? END_S;
  const right = sealed(one, expires_at);
  const inputs: { readonly [key: string]: Json | undefined } = {
    clock: SEEDED_START,
    msg_id: `${MSG_ID}`,
    session_id: `${SESSION_ID}`,
    temp_auth_key_id: `${idOf(temporary)}`,
    temp_expires_at: END_S,
    perm_auth_keys: [toHex(permanent.bytes), toHex(other.bytes)],
    perm_auth_key_id: `${idOf(permanent)}`,
    nonce: `${NONCE}`,
    expires_at,
    encrypted_message: toHex(one.encrypted?.(right) ?? right),
    ...one.inputs,
  };
  return Object.fromEntries(
    Object.entries(inputs).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
}

function sealed(one: BindingCase, expires_at: number): Uint8Array {
  const body =
    one.body ??
    mtproto.encode({
      _: 'bind_auth_key_inner',
      nonce: NONCE,
      temp_auth_key_id: idOf(temporary),
      perm_auth_key_id: idOf(permanent),
      temp_session_id: SESSION_ID,
      expires_at,
      ...one.inner,
    });
  const message = {
    salt: 0x1111111111111111n,
    sessionId: 0x2222222222222222n,
    msgId: one.innerMsgId ?? MSG_ID,
    seqno: one.innerSeqno ?? 0,
    body,
  };
  const padding = new Uint8Array(paddingV1(body.length)).fill(0x33);
  const key = one.sealedUnder ?? permanent;
  // It names the key that the query names.
  return sealMessageV1(defaultEngine, { ...key, id: permanent.id }, 'client', message, padding);
}
