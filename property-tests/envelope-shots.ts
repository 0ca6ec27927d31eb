// Messages under a right key that may be anything: random bytes, objects that nobody sends, containers that lie, packed
// rubbish, queries of any layer. They are plain data, so that a failing list of them shrinks and can be read.

import fc from 'fast-check';
import { concatBytes } from '../protocol/bytes/index.ts';
import { SEEDED_START } from '../protocol/crypto/index.ts';
import { gzip } from '../protocol/gzip/index.ts';
import { msgIdAt } from '../protocol/message/index.ts';
import { createCodec, mtproto, raw, type TlObject } from '../protocol/tl/index.ts';
import { loadLayers } from '../schemas/index.ts';
import { containerBody } from '../server-mock/test-kit/index.ts';
import { tlArbitraries } from './arbitraries/index.ts';

/** One message; what is left out is right. */
export interface Shot {
  readonly body: Uint8Array;
  readonly msgId?: bigint;
  readonly seqno?: number;
  readonly salt?: bigint;
  readonly sessionId?: bigint;
  /** What stands in the place of message_data_length. */
  readonly length?: number;
  /** Blocks of 16 bytes more than the padding needs. */
  readonly blocks?: number;
  /** The padding is zeros, as that of the next one may be. */
  readonly zeros?: boolean;
  /** Everything that is encrypted, instead of all of the above: whole blocks. */
  readonly plaintext?: Uint8Array;
  /** What the clock is advanced by before, in ms. */
  readonly pause?: number;
  readonly reconnect?: boolean;
}

/** One after the other to one receiver. */
export function shots(count: number): fc.Arbitrary<Shot[]> {
  return fc.array(shot, { minLength: 1, maxLength: count, size: 'max' });
}

const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const int32 = fc.integer({ min: -0x80000000, max: 0x7fffffff });

/** Most of them of the minutes that the test plays in. */
const msgId = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .tuple(fc.integer({ min: -400, max: 60 }), fc.nat(0x3ff))
      .map(([seconds, low]) => msgIdAt(SEEDED_START + seconds * 1000, 'client') + BigInt(low)),
  },
  { weight: 1, arbitrary: int64 },
);
const seqno = fc.oneof({ weight: 9, arbitrary: fc.nat(100) }, { weight: 1, arbitrary: int32 });

/** A field that is there so many times in ten. */
function sometimes<T>(times: number, arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.oneof({ weight: 10 - times, arbitrary: fc.constant(undefined) }, { weight: times, arbitrary });
}

const words = (most: number): fc.Arbitrary<Uint8Array> =>
  fc.nat(most).chain((count) => fc.uint8Array({ minLength: 4 * count, maxLength: 4 * count }));

const objects = tlArbitraries(mtproto.schema, { any: 'raw' });
const service = fc.oneof(
  { weight: 1, arbitrary: objects.object() },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom(
        'msgs_ack',
        'msgs_state_req',
        'msg_resend_req',
        'msg_resend_ans_req',
        'get_future_salts',
        'ping',
        'ping_delay_disconnect',
        'rpc_drop_answer',
        'destroy_session',
        'http_wait',
        'rpc_result',
        'bad_msg_notification',
        'bad_server_salt',
        'new_session_created',
        'msgs_state_info',
        'msg_detailed_info',
      )
      .chain((name) => objects.named(name)),
  },
);

const registry = loadLayers();
const codec = createCodec(registry.schema(registry.newest), { any: 'raw' });
const api = tlArbitraries(registry.schema(registry.newest), { any: 'raw', depth: 2, maxItems: 2 });
const call = fc
  .constantFrom(
    'help.getConfig',
    'help.getNearestDc',
    'users.getUsers',
    'messages.sendMessage',
    'auth.bindTempAuthKey',
    'updates.getDifference',
    'initConnection',
    'invokeWithLayer',
    'invokeWithoutUpdates',
  )
  .chain((name) => api.named(name));
const query = fc
  .tuple(call, sometimes(1, int32), fc.boolean(), fc.array(msgId, { maxLength: 2 }))
  .map(([object, layer = registry.newest, isInitialised, after]) => {
    const bytes = codec.encode(object);
    const inner = isInitialised ? codec.encode({ ...INIT, query: raw(bytes) }) : bytes;
    const whole = codec.encode({ _: 'invokeWithLayer', layer, query: raw(inner) });
    return after.length === 0
      ? whole
      : mtproto.encode({ _: 'invokeAfterMsgs', msg_ids: after, query: raw(whole) });
  });

const INIT: TlObject = {
  _: 'initConnection',
  api_id: 1,
  device_model: '',
  system_version: '',
  app_version: '',
  system_lang_code: '',
  lang_pack: '',
  lang_code: '',
};

const leaf: fc.Arbitrary<Uint8Array> = fc.oneof(
  { weight: 1, arbitrary: words(20) },
  { weight: 6, arbitrary: service.map((object) => mtproto.encode(object as never)) },
  { weight: 3, arbitrary: query },
);

const body: fc.Arbitrary<Uint8Array> = fc.letrec<{ body: Uint8Array }>((tie) => ({
  body: fc.oneof(
    { depthSize: 'small', maxDepth: 3 },
    { weight: 6, arbitrary: leaf },
    {
      weight: 2,
      arbitrary: fc.tuple(leaf, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 3 })).map(spoilt),
    },
    { weight: 1, arbitrary: fc.tuple(leaf, fc.integer({ min: -3, max: 3 })).map(resized) },
    {
      weight: 3,
      arbitrary: fc
        .array(
          fc.record(
            { msgId, seqno, body: tie('body'), declared: int32 },
            { requiredKeys: ['msgId', 'seqno', 'body'] },
          ),
          { maxLength: 4 },
        )
        .map((members) => containerBody(members)),
    },
    { weight: 2, arbitrary: tie('body').map((inner) => packed(gzip(inner))) },
    { weight: 1, arbitrary: words(10).map(packed) },
  ),
})).body;

const shot: fc.Arbitrary<Shot> = fc
  .record({
    body,
    msgId: sometimes(2, msgId),
    seqno: sometimes(1, seqno),
    salt: sometimes(1, int64),
    sessionId: sometimes(1, fc.constantFrom(0n, 1n, -1n)),
    length: sometimes(1, int32),
    blocks: sometimes(1, fc.nat(70)),
    zeros: sometimes(2, fc.constant(true)),
    plaintext: sometimes(
      1,
      fc
        .integer({ min: 3, max: 20 })
        .chain((count) => fc.uint8Array({ minLength: 16 * count, maxLength: 16 * count })),
    ),
    pause: sometimes(1, fc.nat(40_000)),
    reconnect: sometimes(1, fc.constant(true)),
  })
  .map(
    (fields) =>
      Object.fromEntries(
        Object.entries(fields).filter(([, value]) => value !== undefined),
      ) as unknown as Shot,
  );

function packed(packed_data: Uint8Array): Uint8Array {
  return mtproto.encode({ _: 'gzip_packed', packed_data });
}

function spoilt([bytes, changes]: [Uint8Array, (readonly [number, number])[]]): Uint8Array {
  const changed = bytes.slice();
  for (const [at, value] of changes) changed[at % changed.length] = value;
  return changed;
}

function resized([bytes, by]: [Uint8Array, number]): Uint8Array {
  return by < 0 ? bytes.subarray(0, 4 * by) : concatBytes(bytes, new Uint8Array(4 * by));
}
