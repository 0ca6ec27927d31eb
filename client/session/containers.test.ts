import { deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { ByteWriter, concatBytes } from '../../protocol/bytes/index.ts';
import { type MtprotoObject, mtproto } from '../../protocol/tl/index.ts';
import {
  containerOf,
  effectOf,
  FIRST_SALT,
  type Heard,
  kinds,
  RESULT,
  ScriptedServer,
  words,
} from '../test-kit/scripted-server.ts';
import type { Effect } from './effect.ts';

const UPDATE = Uint8Array.of(9, 9, 9, 9);

function asked(count = 1): { server: ScriptedServer; queries: Heard[] } {
  const server = new ScriptedServer({ use: false });
  for (let n = 0; n < count; n++) server.ask(`q${n}`);
  return { server, queries: server.hear() };
}

function refusalOf(effects: readonly Effect[]): unknown {
  const refused = effectOf(effects, 'refused');
  return refused && ('rule' in refused.error ? refused.error.rule : refused.error.code);
}

describe('a container', () => {
  it('of many kinds: each message is taken, each odd one acknowledged by its own id', () => {
    const { server, queries } = asked(2);
    const [a, b] = queries as [Heard, Heard];
    const messages = [
      { _: 'msgs_ack', msg_ids: [a.msgId] } as const,
      { _: 'new_session_created', first_msg_id: a.msgId, unique_id: 1n, server_salt: FIRST_SALT } as const,
      server.answer(a),
      server.answer(b),
      { body: UPDATE },
    ].map((one) => server.message(one));
    expect(kinds(server.sayAll(messages))).toEqual(['answer', 'answer', 'update']);
    const [acks] = server.hear();
    expect(acks?.object).toEqual({
      _: 'msgs_ack',
      msg_ids: messages.filter(({ seqno }) => seqno % 2 === 1).map(({ msgId }) => msgId),
    });
  });

  it.each([
    ['is taken', -0x7fff_ffff_ffff_fffbn, 0x7fff_ffff_ffff_fffdn, undefined],
    ['is refused', 0x7fff_ffff_ffff_fffdn, -0x7fff_ffff_ffff_fffbn, 'MT-CT-03'],
  ])(
    'in 2038, when msg_ids become negative, %s under %i with a message under %i',
    (_, msgId, member, rule) => {
      const { server } = asked();
      server.jump(2 ** 31 * 1000 - server.env.now());
      server.time.set(0, true);
      const effects = server.sayAll([{ body: UPDATE, msgId: member }], { msgId });
      expect(refusalOf(effects)).toBe(rule);
      expect(kinds(effects)).toEqual([rule === undefined ? 'update' : 'refused']);
    },
  );

  it('that is empty is nothing', () => {
    const { server } = asked();
    expect(server.sayAll([])).toEqual([]);
    expect(server.hearUrgent()).toEqual([]);
  });

  it('of 1024 messages is taken; of 1025, refused as a whole', () => {
    const { server } = asked();
    expect(server.sayAll(Array.from({ length: 1024 }, () => ({ body: UPDATE })))).toHaveLength(1024);
    const effects = server.sayAll(Array.from({ length: 1025 }, () => ({ body: UPDATE })));
    expect(effects).toHaveLength(1);
    expect(refusalOf(effects)).toBe('MT-CT-01');
  });

  it('gives updates in the order of their ids', () => {
    const { server } = asked();
    const updates = [1, 2, 3].map((n) => server.message({ body: Uint8Array.of(9, 9, 9, n) }));
    const effects = server.sayAll([...updates].reverse());
    expect(effects.map((effect) => effect.kind === 'update' && effect.body[3])).toEqual([1, 2, 3]);
  });
});

describe('a container is refused as a whole', () => {
  /** The answer to the query stands first; it must have no effect. */
  function refuse(
    build: (server: ScriptedServer, answer: ReturnType<ScriptedServer['message']>) => Uint8Array | Effect[],
  ): unknown {
    const { server, queries } = asked();
    const answer = server.message(server.answer(queries[0] as Heard));
    const built = build(server, answer);
    const effects = built instanceof Uint8Array ? server.say({ body: built, seqno: 2 }) : built;
    expect(kinds(effects)).toEqual(['refused']);
    expect(server.session.requests.size).toBe(1);
    // Neither acknowledged nor remembered: it may come again, right.
    expect(server.hear()).toEqual([]);
    expect(kinds(server.receive(server.seal(answer)))).toEqual(['answer']);
    return refusalOf(effects);
  }

  it('with a container in it', () => {
    const rule = refuse((server, answer) =>
      containerOf([answer, { msgId: server.nextId(), seqno: 2, body: containerOf([]) }]),
    );
    expect(rule).toBe('MT-CT-02');
  });

  it('with a message that runs over its end', () => {
    const rule = refuse((server, answer) =>
      containerOf([answer, { ...server.message({ body: UPDATE }), length: 8 }]),
    );
    expect(rule).toBe('MT-CT-04');
  });

  it('with a message that ends before its object does', () => {
    const rule = refuse((server, answer) => {
      const cut = server.message({ _: 'msgs_ack', msg_ids: [1n, 2n] });
      return containerOf([answer, { ...cut, body: cut.body.subarray(0, 16) }]);
    });
    expect(rule).toBe('BAD_LENGTH');
  });

  it('with a message that leaves something over', () => {
    const rule = refuse((server, answer) =>
      containerOf([answer, { ...server.message({ body: new Uint8Array(12) }), length: 8 }]),
    );
    expect(rule).toBe('MT-CT-04');
  });

  it.each([6, -4])('with a message of length %i', (length) => {
    expect(
      refuse((server, answer) =>
        // Twice, so that the container as a whole is a multiple of 4.
        containerOf([
          answer,
          { ...server.message({ body: new Uint8Array(6) }), length },
          { ...server.message({ body: new Uint8Array(6) }), length },
        ]),
      ),
    ).toBe('MT-CT-04');
  });

  it('with a message whose id is not below its own', () => {
    const rule = refuse((server, answer) => {
      const update = server.message({ body: UPDATE });
      return server.sayAll([answer, update], { msgId: update.msgId });
    });
    expect(rule).toBe('MT-CT-03');
  });
});

describe('one bad message among good ones', () => {
  it('of no known constructor: the others are taken', () => {
    const { server, queries } = asked(2);
    const [a, b] = queries as [Heard, Heard];
    const effects = server.sayAll([server.answer(a), { body: Uint8Array.of(1, 2, 3, 4) }, server.answer(b)]);
    expect(kinds(effects)).toEqual(['answer', 'answer', 'update']);
  });
});

describe('a bomb of nesting', () => {
  it('of containers is refused', () => {
    const { server } = asked();
    let body = containerOf([]);
    for (let depth = 0; depth < 2000; depth++) body = containerOf([{ msgId: 1n, seqno: 0, body }]);
    expect(refusalOf(server.say({ body, seqno: 2 }))).toBe('MT-CT-02');
  });

  it('of gzip in gzip is refused', () => {
    const { server } = asked();
    let body: Uint8Array = UPDATE;
    for (let depth = 0; depth < 1000; depth++) body = packed(body);
    expect(refusalOf(server.say({ body }))).toBe('TOO_DEEP');
  });
});

function packed(body: Uint8Array, pack: (data: Uint8Array) => Uint8Array = gzipSync): Uint8Array {
  return mtproto.encode({ _: 'gzip_packed', packed_data: new Uint8Array(pack(body)) });
}

describe('gzip_packed', () => {
  it.each([
    ['a value', RESULT],
    ['a vector', new ByteWriter().uint32(0x1cb5c415).int32(0).finish()],
  ])('holds %s as the result of a query', (_what, result) => {
    const { server, queries } = asked();
    const effects = server.say(server.answer(queries[0] as Heard, packed(result)));
    expect(effects).toMatchObject([{ kind: 'answer', body: result }]);
  });

  it('holds rpc_error as the result of a query', () => {
    const { server, queries } = asked();
    const error = mtproto.encode({ _: 'rpc_error', error_code: 400, error_message: 'X' });
    const effects = server.say(server.answer(queries[0] as Heard, packed(error)));
    expect(effects).toMatchObject([{ kind: 'answer', body: error }]);
  });

  it('may be zlib', () => {
    const { server, queries } = asked();
    const result = packed(RESULT, deflateSync);
    expect(server.say(server.answer(queries[0] as Heard, result))).toMatchObject([
      { kind: 'answer', body: RESULT },
    ]);
  });

  it('holds an update, which is acknowledged by the id of the message', () => {
    const { server } = asked();
    const update = server.message({ body: packed(UPDATE) });
    expect(server.receive(server.seal(update))).toMatchObject([{ kind: 'update', body: UPDATE }]);
    expect(server.receive(server.seal(update))).toEqual([]);
    expect(server.hear()[0]?.object).toEqual({ _: 'msgs_ack', msg_ids: [update.msgId] });
  });

  it.each<[string, (server: ScriptedServer) => MtprotoObject]>([
    ['pong', () => ({ _: 'pong', msg_id: 4n, ping_id: 1n })],
    ['msgs_ack', () => ({ _: 'msgs_ack', msg_ids: [] })],
  ])('holds the service message %s', (_name, object) => {
    const { server } = asked();
    expect(server.say({ body: packed(mtproto.encode(object(server))), seqno: 0 })).toEqual([]);
  });

  it('holds a container, whose messages are checked like any', () => {
    const { server } = asked();
    const update = server.message({ body: UPDATE });
    expect(kinds(server.say({ body: packed(containerOf([update])), seqno: 2 }))).toEqual(['update']);
    expect(server.say({ body: packed(containerOf([update])), seqno: 2 })).toEqual([]);
  });

  it('that unpacks to a gigabyte fails its query only', () => {
    const { server, queries } = asked(2);
    const [a, b] = queries as [Heard, Heard];
    const bomb = packed(new Uint8Array(64 << 20));
    const effects = server.sayAll([server.answer(a, bomb), server.answer(b)]);
    expect(effectOf(effects, 'failed')?.error.code).toBe('TOO_LARGE');
    expect(kinds(effects)).toEqual(['failed', 'answer']);
  });

  it.each<[string, (good: Uint8Array) => Uint8Array]>([
    ['a wrong CRC', (good) => bend(good, good.length - 8)],
    ['a wrong size', (good) => bend(good, good.length - 4)],
    ['an early end', (good) => good.subarray(0, good.length - 9)],
    ['no deflate inside', (good) => concatBytes(good.subarray(0, 10), new Uint8Array(20).fill(0xff))],
    ['nothing', () => new Uint8Array(0)],
  ])('with %s fails its query, and the session goes on', (_what, spoil) => {
    const { server, queries } = asked(2);
    const [a, b] = queries as [Heard, Heard];
    const effects = server.say(
      server.answer(
        a,
        packed(RESULT, (data) => spoil(gzipSync(data))),
      ),
    );
    expect(kinds(effects)).toEqual(['failed']);
    expect(effectOf(effects, 'failed')?.error.code).toBe('BAD_GZIP');
    expect(kinds(server.say(server.answer(b)))).toEqual(['answer']);
    expect(words(server.hear())).toEqual(['msgs_ack']);
  });

  it('that is an update and broken is refused, acknowledged, and not asked for again', () => {
    const { server } = asked();
    const effects = server.say({ body: packed(UPDATE, (data) => bend(gzipSync(data), 20)) });
    expect(refusalOf(effects)).toBe('BAD_GZIP');
    expect(words(server.hear())).toEqual(['msgs_ack']);
  });
});

function bend(bytes: Uint8Array, at: number): Uint8Array {
  return bytes.map((byte, index) => (index === at ? byte ^ 0xff : byte));
}
