// The seam for RPC handlers: use, once, resetHandlers, errors, what nobody handles.

import { describe, expect, it } from 'vitest';
import type { JournalEntry } from '../journal-entry.ts';
import { bentClient, memoryDc } from '../test-kit/index.ts';
import { answersOf } from '../test-kit/rule-suite.ts';
import { type RpcContext, rpc, rpcError } from './index.ts';

const CALL = { _: 'help.getNearestDc' } as const;
const nearest = (country: string) =>
  rpc('help.getNearestDc', () => ({ _: 'nearestDc', country, this_dc: 2, nearest_dc: 2 }));

describe('a handler', () => {
  it('gets the decoded parameters and knows who calls', () => {
    const seen: { params: unknown; context: RpcContext }[] = [];
    const dc = memoryDc({
      handlers: [
        rpc('users.getUsers', (params, context) => {
          seen.push({ params, context });
          return [];
        }),
      ],
    });
    const client = bentClient(dc);
    const msgId = client.call({ _: 'users.getUsers', id: [{ _: 'inputUserSelf' }] });
    expect(client.takeAnswer(msgId)).toEqual([]);
    expect(seen).toMatchObject([
      {
        params: { _: 'users.getUsers', id: [{ _: 'inputUserSelf' }] },
        context: {
          connection: 1,
          sessionId: client.sessionId,
          msgId,
          layer: 227,
          client: { layer: 227, apiId: 1, deviceModel: 'bent client', langCode: 'en' },
        },
      },
    ]);
  });

  it('may take its time; others are answered meanwhile', async () => {
    const dc = memoryDc({
      handlers: [nearest('DE'), rpc('users.getUsers', (_params, { env }) => later(env, 5000))],
    });
    const client = bentClient(dc);
    client.call({ _: 'users.getUsers', id: [] });
    client.call(CALL);
    expect(answersOf(client)).toEqual(['nearestDc']);
    dc.clock.advance('5s');
    await dc.settled();
    expect(answersOf(client)).toEqual(['']);
    expect(dc.broken()).toEqual([]);
  });

  it.each([
    [420, 'FLOOD_WAIT_3'],
    [303, 'PHONE_MIGRATE_4'],
    [-503, 'Timeout'],
  ])('may throw rpcError(%s, %s), now or later', async (code, message) => {
    const dc = memoryDc({
      handlers: [
        rpc('help.getNearestDc', () => {
          throw rpcError(code, message);
        }),
        rpc('users.getUsers', () => Promise.reject(rpcError(code, message))),
      ],
    });
    const client = bentClient(dc);
    client.call(CALL);
    client.call({ _: 'users.getUsers', id: [] });
    await dc.settled();
    expect(answersOf(client)).toEqual([`rpc_error ${code} ${message}`, `rpc_error ${code} ${message}`]);
    expect(dc.journal.faults).toBe(0);
  });

  it('may push to its session, before or after its answer', async () => {
    const dc = memoryDc({
      handlers: [
        rpc('users.getUsers', async (_params, { push }) => {
          push({ _: 'updatesTooLong' });
          return [];
        }),
      ],
    });
    const client = bentClient(dc);
    client.call({ _: 'users.getUsers', id: [] });
    await dc.settled();
    expect(answersOf(client)).toEqual(['updatesTooLong', '']);
  });
});

describe('the types of a handler', () => {
  it('are those of its method; any name and value does for methods that are not known', () => {
    rpc('users.getUsers', ({ id }) => id.map(() => ({ _: 'userEmpty', id: 1n })));
    // @ts-expect-error nearestDc has more fields
    rpc('help.getNearestDc', () => ({ _: 'nearestDc', country: 'DE' }));
    // @ts-expect-error there is no such parameter
    rpc('users.getUsers', ({ ids }) => ids);
    expect(rpc('no.suchMethod', ({ anything }) => anything).method).toBe('no.suchMethod');
  });
});

describe('use, once and resetHandlers', () => {
  it('the latest comes first, once is used up, resetHandlers leaves those of the start', () => {
    const dc = memoryDc({ handlers: [nearest('start')] });
    const { routes } = dc.host;
    const client = bentClient(dc);
    const ask = () => client.takeAnswer(client.call(CALL)).country;
    expect(ask()).toBe('start');
    routes.use(nearest('first'));
    routes.use(nearest('second'));
    expect(ask()).toBe('second');
    routes.once(nearest('once'), nearest('twice'));
    expect([ask(), ask(), ask()]).toEqual(['once', 'twice', 'second']);
    routes.once(nearest('never'));
    routes.reset();
    expect(ask()).toBe('start');
  });
});

describe('a handler that fails', () => {
  it.each([
    [
      'throws',
      () => {
        throw new TypeError('on purpose');
      },
      /on purpose/,
    ],
    ['rejects', () => Promise.reject(new TypeError('on purpose')), /on purpose/],
    [
      'throws no error',
      () => {
        throw 'a text';
      },
      /a text/,
    ],
    ['gives a value of another type', () => ({ _: 'boolTrue' }), /help.getNearestDc/],
    [
      'throws an rpcError without a message',
      () => {
        // @ts-expect-error JavaScript lets it pass
        throw rpcError(400);
      },
      /message/,
    ],
    [
      'throws an rpcError of a code that is no int',
      () => Promise.reject(rpcError(2 ** 31, 'TOO_LARGE')),
      /code/,
    ],
    ['forgets a field', () => ({ _: 'nearestDc', country: 'DE', this_dc: 2 }), /nearest_dc/],
    ['gives nothing', () => undefined, /help.getNearestDc/],
  ])(
    '%s: the client gets 500 INTERNAL, and the fault stands in the journal as its own',
    async (_how, handler, text) => {
      const dc = memoryDc({
        handlers: [rpc('help.getNearestDc' as string, handler), rpc('users.getUsers', () => [])],
      });
      const client = bentClient(dc);
      client.call(CALL);
      await dc.settled();
      expect(answersOf(client)).toEqual(['rpc_error 500 INTERNAL']);
      const faults = dc.journal.entries({ kind: 'fault' });
      expect(faults).toMatchObject([{ origin: 'handler', error: expect.stringMatching(text) }]);
      client.call({ _: 'users.getUsers', id: [] });
      expect(answersOf(client)).toEqual(['']);
      expect(dc.broken()).toEqual([]);
    },
  );
});

describe('a method without a handler', () => {
  const missed = (handled: string[], call: { _: string; [field: string]: unknown }, layer?: number) => {
    const dc = memoryDc({ handlers: handled.map((name) => rpc(name, () => undefined)) });
    const client = bentClient(dc, layer === undefined ? {} : { layer });
    client.call(call as never);
    expect(answersOf(client)).toEqual(['rpc_error 400 INPUT_METHOD_INVALID']);
    expect(dc.broken()).toEqual([]);
    return dc.journal.entries({ kind: 'unhandled' }).map((entry) => misses(entry));
  };

  it('is answered 400 INPUT_METHOD_INVALID, and stands in the journal with its near misses', () => {
    expect(missed(['help.getNearestDC', 'help.getNearestDcs', 'users.getUsers'], CALL)).toEqual([
      ['help.getNearestDc', 'help.getNearestDC has a handler', 'help.getNearestDcs has a handler'],
    ]);
    expect(
      missed(['contacts.search'], {
        _: 'messages.search',
        peer: { _: 'inputPeerSelf' },
        q: '',
        filter: { _: 'inputMessagesFilterEmpty' },
        min_date: 0,
        max_date: 0,
        offset_id: 0,
        add_offset: 0,
        limit: 0,
        max_id: 0,
        min_id: 0,
        hash: 0n,
      }),
    ).toEqual([['messages.search', 'contacts.search has a handler']]);
    expect(missed(['users.getFullUser'], CALL)).toEqual([['help.getNearestDc']]);
  });
});

function misses(entry: JournalEntry): string[] {
  return entry.kind === 'unhandled' ? [entry.method, ...entry.nearMisses] : [];
}

function later(env: RpcContext['env'], delay: number): Promise<never[]> {
  return new Promise((resolve) => env.setTimer(delay, () => resolve([])));
}
