// Clients of every layer: their queries are read, and their answers written, as their layer has them, while
// handlers speak the newest one. https://core.telegram.org/api/invoking#layers

import { describe, expect, it } from 'vitest';
import { loadLayers } from '../../schemas/index.ts';
import { bentClient, memoryDc } from '../test-kit/index.ts';
import { answersOf } from '../test-kit/rule-suite.ts';
import { rpc } from './index.ts';

const NEAREST = { _: 'nearestDc', country: 'DE', this_dc: 2, nearest_dc: 2 } as const;
const { layers: known, newest } = loadLayers();
const user = {
  _: 'user',
  id: 7n,
  first_name: 'Ann',
  color: { _: 'peerColor', color: 3 },
  stories_max_id: { _: 'recentStory', max_id: 9 },
} as const;

describe.each(known.filter((layer) => layer >= 143))('a client of layer %s', (layer) => {
  it('calls and is answered, with values of the newest layer in the handler', () => {
    const dc = memoryDc({
      handlers: [rpc('help.getNearestDc', () => NEAREST), rpc('users.getUsers', () => [user])],
    });
    const client = bentClient(dc, { layer });
    expect(client.takeAnswer(client.call({ _: 'help.getNearestDc' }))).toEqual(NEAREST);
    const [answered] = client.takeAnswer(
      client.call({ _: 'users.getUsers', id: [{ _: 'inputUserSelf' }] }),
    ) as unknown as readonly { _: string }[];
    // What the client has decoded is of its own layer: the field is there if the layer knows it.
    const { schema } = dc.host.rpc.layers.codec(layer) ?? dc.host.rpc.layers.newest;
    const fields = schema.byName('user')?.arguments.map(({ name }) => name) ?? [];
    expect(answered).toMatchObject({ _: 'user', id: 7n, first_name: 'Ann' });
    expect('color' in (answered ?? {})).toBe(fields.includes('color'));
    expect(dc.journal.faults).toBe(0);
    expect(dc.broken()).toEqual([]);
  });

  it('gets updates', () => {
    const dc = memoryDc();
    const client = bentClient(dc, { layer });
    client.call({ _: 'help.getConfig' });
    client.take();
    const users = [user];
    dc.host.rpc.push(client.session, { _: 'updates', updates: [], users, chats: [], date: 1, seq: 0 });
    expect(client.take()).toMatchObject([
      { object: { _: 'updates', users: [{ _: 'user', id: 7n, first_name: 'Ann' }] } },
    ]);
  });
});

describe('a layer', () => {
  it('that is newer than all is served with the newest', () => {
    const dc = memoryDc({
      handlers: [rpc('help.getNearestDc', (_params, { layer }) => ({ ...NEAREST, country: `${layer}` }))],
    });
    const client = bentClient(dc, { layer: newest + 10 });
    expect(client.takeAnswer(client.call({ _: 'help.getNearestDc' }))).toMatchObject({
      country: `${newest + 10}`,
    });
    expect(dc.broken()).toEqual([]);
  });

  it('between two that are known is served with the older one', () => {
    const dc = memoryDc({ handlers: [rpc('help.getNearestDc', () => NEAREST)] });
    expect(known).not.toContain(222);
    const client = bentClient(dc, { layer: 222 });
    client.call({ _: 'help.getNearestDc' });
    expect(answersOf(client)).toEqual(['nearestDc']);
  });

  it('lasts for the key: later sessions need not name it again', () => {
    const dc = memoryDc({
      handlers: [rpc('users.getUsers', (_params, { layer }) => [{ ...user, id: BigInt(layer) }])],
    });
    const first = bentClient(dc, { layer: 143, sessionId: 1n });
    first.call({ _: 'users.getUsers', id: [] });
    const second = bentClient(dc, { layer: 143, sessionId: 2n, key: first.key });
    second.query({ _: 'help.getNearestDc' });
    expect(second.takeAnswer(second.call({ _: 'users.getUsers', id: [] }))).toMatchObject([{ id: 143n }]);
    expect(dc.broken()).toEqual([]);
  });
});

describe('a method that the layer of the client does not have', () => {
  const registry = loadLayers();
  const old = registry.schema(143);
  const method = registry
    .schema(newest)
    .definitions.find(
      ({ kind, name, arguments: all, result }) =>
        kind === 'method' && all.length === 0 && result.name === 'Bool' && old.byName(name) === undefined,
    );
  const call = { _: method?.name ?? '' };

  it('is understood, and answered as the newest layer has it', () => {
    const dc = memoryDc({ handlers: [rpc(call._, () => true)] });
    const client = bentClient(dc, { layer: 143 });
    client.call({ _: 'help.getConfig' });
    client.take();
    const msgId = client.send({ body: dc.host.rpc.layers.newest.encode(call) });
    expect(client.take()).toMatchObject([
      { object: { _: 'rpc_result', req_msg_id: msgId, result: { _: 'raw', bytes: BOOL_TRUE } } },
    ]);
    expect(dc.journal.faults).toBe(0);
  });

  it('is named among the near misses', () => {
    const dc = memoryDc();
    const client = bentClient(dc, { layer: 143 });
    client.call({ _: 'help.getConfig' });
    client.send({ body: dc.host.rpc.layers.newest.encode(call) });
    expect(dc.journal.entries({ kind: 'unhandled' }).at(-1)).toMatchObject({
      method: call._,
      nearMisses: [expect.stringContaining('is not in layer 143')],
    });
  });
});

const BOOL_TRUE = Uint8Array.of(0xb5, 0x75, 0x72, 0x99);

describe('parameters', () => {
  it('of an older layer come to the handler in the newest one', () => {
    const seen: unknown[] = [];
    const dc = memoryDc({
      handlers: [
        rpc('account.updateProfile', (params) => {
          seen.push(params);
          return { _: 'user', id: 1n };
        }),
        rpc('messages.sendMessage', (params) => {
          seen.push(params);
          return { _: 'updatesTooLong' };
        }),
      ],
    });
    const client = bentClient(dc, { layer: 143 });
    client.call({
      _: 'messages.sendMessage',
      peer: { _: 'inputPeerSelf' },
      message: 'hello',
      random_id: 5n,
      reply_to_msg_id: 77,
    });
    expect(answersOf(client)).toEqual(['updatesTooLong']);
    expect(seen).toEqual([
      {
        _: 'messages.sendMessage',
        peer: { _: 'inputPeerSelf' },
        message: 'hello',
        random_id: 5n,
        reply_to: { _: 'inputReplyToMessage', reply_to_msg_id: 77 },
      },
    ]);
    expect(dc.journal.faults).toBe(0);
  });
});
