// Containers, packed objects and lists of msg_ids, rule by rule.
// https://core.telegram.org/mtproto/service_messages_about_messages#containers,
// https://core.telegram.org/mtproto/service_messages#packed-object

import { expect, it } from 'vitest';
import { gzip } from '../../protocol/gzip/index.ts';
import { type MtprotoObject, mtproto } from '../../protocol/tl/index.ts';
import { rpc } from '../rpc/index.ts';
import {
  type BentClient,
  bentClient,
  containerBody,
  initialised,
  type Member,
  memoryDc,
} from '../test-kit/index.ts';
import { answersOf, type Breach, judges } from '../test-kit/rule-suite.ts';

const PING = { _: 'ping', ping_id: 5n } as const;
const CALL = { _: 'help.getNearestDc' } as const;
const NEAREST = { _: 'nearestDc', country: 'DE', this_dc: 2, nearest_dc: 2 } as const;
const handlers = [rpc('help.getNearestDc', () => NEAREST)];
const together = (client: BentClient): void => void client.sendTogether([{ body: PING }, { body: PING }]);

judges([
  {
    rule: 'MT-CT-01',
    how: '1025 messages',
    bent: (client) => client.sendTogether(pings(1025)),
    right: (client) => client.sendTogether(pings(1024)),
    enforce: ['-429'],
    report: Array.from({ length: 1025 }, () => 'pong'),
  },
  {
    rule: 'MT-CT-02',
    how: 'a container in a container',
    bent(client) {
      const inner = client.member({ body: containerBody([client.member({ body: PING })]) });
      client.send({ body: containerBody([inner, client.member({ body: PING })]) });
    },
    right: together,
    enforce: ['bad_msg_notification 64'],
    report: ['pong'],
  },
  {
    rule: 'MT-CT-02',
    how: 'a packed container in a container',
    bent(client) {
      const inner = containerBody([client.member({ body: PING })]);
      const body = mtproto.encode({ _: 'gzip_packed', packed_data: gzip(inner) });
      client.sendTogether([{ body, contentRelated: false }, { body: PING }]);
    },
    right: together,
    enforce: ['bad_msg_notification 64', 'pong'],
    report: ['pong'],
  },
  {
    rule: 'MT-CT-02',
    how: 'a container in msg_copy',
    bent(client) {
      const inner = client.member({ body: containerBody([client.member({ body: PING })]) });
      client.send({ body: copyOf(inner) });
    },
    right: (client) => client.send({ body: copyOf(client.member({ body: PING })) }),
    enforce: ['bad_msg_notification 64'],
    report: [],
  },
  {
    rule: 'MT-CT-02',
    how: 'msg_copy in msg_copy, packed',
    bent(client) {
      const inner = copyOf(client.member({ body: PING }));
      const body = mtproto.encode({ _: 'gzip_packed', packed_data: gzip(inner) });
      client.send({ body: copyOf(client.member({ body, contentRelated: false })) });
    },
    right: (client) => client.sendTogether([{ body: copyOf(client.member({ body: PING })) }, { body: PING }]),
    enforce: ['bad_msg_notification 64'],
    report: [],
  },
  {
    rule: 'MT-CT-02',
    how: 'containers 20000 deep',
    bent(client) {
      let body = mtproto.encode(PING);
      for (let depth = 0; depth < 20_000; depth++) body = containerBody([{ msgId: 4n, seqno: 0, body }]);
      client.send({ body });
    },
    right: together,
    enforce: ['bad_msg_notification 64'],
    report: [],
  },
  {
    rule: 'MT-CT-03',
    how: 'a message with a msg_id above that of the container',
    bent(client) {
      const { msgId, seqno } = client.member({ body: containerBody([]) });
      client.send({ body: containerBody([client.member({ body: PING })]), msgId, seqno });
    },
    right: together,
    enforce: ['bad_msg_notification 64'],
    report: ['pong'],
  },
  ...[-4, 8, 16, 0x7fffffff].map(
    (declared): Breach => ({
      rule: 'MT-CT-04',
      how: `a length of ${declared} for a message of 12 bytes`,
      bent(client) {
        const [first, second] = [client.member({ body: PING }), client.member({ body: PING })];
        client.send({ body: containerBody([{ ...first, declared }, second]) });
      },
      right: together,
      enforce: ['bad_msg_notification 64'],
      report: [],
    }),
  ),
  {
    rule: 'MT-CT-04',
    how: 'lengths that are no multiples of 4',
    bent(client) {
      const body = Uint8Array.of(...mtproto.encode(PING), 0, 0);
      client.sendTogether([{ body }, { body: PING }, { body }]);
    },
    right: together,
    enforce: ['bad_msg_notification 64'],
    report: ['pong'],
  },
  ...[-1, 1, 3, 0x7fffffff].map(
    (count): Breach => ({
      rule: 'MT-CT-04',
      how: `a count of ${count} for two messages`,
      bent: (client) =>
        client.send({
          body: containerBody([client.member({ body: PING }), client.member({ body: PING })], count),
        }),
      right: together,
      enforce: ['bad_msg_notification 64'],
      report: [],
    }),
  ),
  {
    rule: 'MT-CT-05',
    how: 'the msg_id of a message that came before',
    bent(client) {
      const inner = client.member({ body: PING });
      const msgId = client.send({ body: PING });
      client.sendTogether([inner], { msgId });
    },
    right(client) {
      const inner = client.member({ body: PING });
      client.send({ body: PING });
      client.sendTogether([inner]);
    },
    enforce: ['pong', 'bad_msg_notification 19'],
    report: ['pong', 'pong'],
  },
  {
    rule: 'MT-CT-06',
    how: '8193 ids in a msgs_state_req',
    bent: (client) => client.send({ body: { _: 'msgs_state_req', msg_ids: ids(8193) } }),
    right: (client) => client.send({ body: { _: 'msgs_state_req', msg_ids: ids(8192) } }),
    enforce: ['-429'],
    report: ['msgs_state_info'],
  },
  {
    rule: 'MT-CT-06',
    how: '8193 ids in a msg_resend_req',
    bent: (client) => client.send({ body: { _: 'msg_resend_req', msg_ids: ids(8193) } }),
    right: (client) => client.send({ body: { _: 'msg_resend_req', msg_ids: ids(8192) } }),
    enforce: ['-429'],
    report: ['msgs_state_info'],
  },
  {
    rule: 'MT-CT-06',
    how: '8193 ids in a msgs_ack, the same one again and again',
    bent: (client) => client.send({ body: acks(client, 8193) }),
    right: (client) => client.send({ body: acks(client, 8192) }),
    enforce: ['-429'],
    report: [],
  },
  ...packed('that is no gzip', () => Uint8Array.of(1, 2, 3, 4)),
  ...packed('with a wrong checksum', (query) => bent(gzip(query), -5)),
  ...packed('that ends too early', (query) => gzip(query).subarray(0, -9)),
  ...packed('that unpacks to more than the limit', () => gzip(new Uint8Array(1_000_004))),
  ...packed('of something packed', (query) =>
    gzip(mtproto.encode({ _: 'gzip_packed', packed_data: gzip(query) })),
  ),
]);

it('one bad message does not cost its neighbours their answers', () => {
  const client = bentClient(memoryDc({ handlers }));
  const unknown = Uint8Array.of(0xde, 0xad, 0xbe, 0xef);
  const call = client.member({ body: client.query(CALL) });
  client.expect(call.msgId, CALL);
  client.sendTogether([{ body: PING }, { body: unknown }, call]);
  expect(answersOf(client)).toEqual(['pong', 'rpc_error 400 INPUT_METHOD_INVALID', 'nearestDc']);
  expect(client.dc.broken()).toEqual(['MT-IN-03']);
});

it('an old message is taken as if msg_copy were not there; both are acknowledged', () => {
  const client = bentClient(memoryDc());
  client.send({ body: PING });
  client.acknowledge();
  client.take();
  const old = client.member({ body: PING });
  client.dc.clock.advance('1h');
  const wrapped = { body: copyOf(old), contentRelated: false };
  const alone = client.send(wrapped);
  const objects = client.take().map(({ object }) => object);
  expect(objects).toMatchObject([{ _: 'pong', msg_id: old.msgId }, { _: 'msgs_ack' }]);
  expect(new Set(objects[1]?.msg_ids as bigint[])).toEqual(new Set([old.msgId, alone]));
  const { members } = client.sendTogether([wrapped, { body: PING }]);
  expect(client.take().flatMap(({ object }) => object.msg_ids ?? [])).toContain(members[0]);
  expect(client.dc.broken()).toEqual([]);
});

/** A packed query: as the message itself, and inside initConnection. */
function packed(what: string, pack: (query: Uint8Array) => Uint8Array): Breach[] {
  const common = {
    rule: 'MT-CT-07',
    dc: { handlers, limits: { maxUnpacked: 1_000_000 } },
    enforce: ['rpc_error 400 INPUT_FETCH_ERROR'],
    report: ['rpc_error 400 INPUT_FETCH_ERROR'],
  } as const;
  const packedBy = (way: (query: Uint8Array) => Uint8Array, query: Uint8Array): Uint8Array =>
    mtproto.encode({ _: 'gzip_packed', packed_data: way(query) });
  const wrapped = (client: BentClient, way: (query: Uint8Array) => Uint8Array): Uint8Array =>
    initialised(client.dc, client.layer, packedBy(way, callOf(client)));
  return [
    {
      ...common,
      how: `a message ${what}`,
      bent: (client) => client.send({ body: packedBy(pack, client.query(CALL)), contentRelated: true }),
      right: (client) => client.send({ body: packedBy(gzip, client.query(CALL)), contentRelated: true }),
    },
    {
      ...common,
      how: `a packed query ${what}, inside initConnection`,
      bent: (client) => client.send({ body: wrapped(client, pack) }),
      right: (client) => client.send({ body: wrapped(client, gzip) }),
    },
  ];
}

function copyOf({ msgId, seqno, body }: Member): Uint8Array {
  const inner = { _: 'raw', bytes: body } as const;
  const orig_message = { _: 'message', msg_id: msgId, seqno, bytes: body.length, body: inner } as const;
  return mtproto.encode({ _: 'msg_copy', orig_message });
}

function callOf(client: BentClient): Uint8Array {
  return client.dc.host.rpc.layers.newest.encode(CALL);
}

function pings(count: number): { body: MtprotoObject }[] {
  return Array.from({ length: count }, () => ({ body: PING }));
}

function ids(count: number): bigint[] {
  return Array.from({ length: count }, (_, index) => 4n * BigInt(index));
}

/** As many acknowledgements of what the DC greeted with. */
function acks(client: BentClient, count: number): MtprotoObject {
  const [greeted = 0n] = client.greetings;
  return { _: 'msgs_ack', msg_ids: Array.from({ length: count }, () => greeted) };
}

function bent(bytes: Uint8Array, at: number): Uint8Array {
  return bytes.map((byte, index) => (index === bytes.length + at ? byte ^ 1 : byte));
}
