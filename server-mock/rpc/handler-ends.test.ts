// How handlers end: with a promise of any kind, with a fault of their own or of the DC, or too late.

import { runInNewContext } from 'node:vm';
import { describe, expect, it, vi } from 'vitest';
import { type BentClient, bentClient, memoryDc } from '../test-kit/index.ts';
import { answersOf } from '../test-kit/rule-suite.ts';
import { rpc, rpcError } from './index.ts';

const CALL = { _: 'help.getNearestDc' } as const;
const NEAREST = { _: 'nearestDc', country: 'DE', this_dc: 2, nearest_dc: 2 } as const;

describe('a handler may promise its value', () => {
  it.each<[string, () => unknown]>([
    ['with a promise', () => Promise.resolve(NEAREST)],
    ['with a promise of another realm', runInNewContext('(value) => async () => value')(NEAREST)],
    [
      'with anything that has a then',
      () => withThen(() => (resolve: (of: object) => void) => resolve(NEAREST)),
    ],
  ])('%s', async (_how, handler) => {
    const dc = memoryDc({ handlers: [rpc('help.getNearestDc' as string, handler as () => never)] });
    const client = bentClient(dc);
    client.call(CALL);
    await dc.settled();
    expect(answersOf(client)).toEqual(['nearestDc']);
    expect(dc.journal.faults).toBe(0);
  });

  it.each<[string, () => unknown]>([
    ['rejects in another realm', runInNewContext('async () => { throw new TypeError("on purpose"); }')],
    ['rejects with what has no text', () => Promise.reject(Object.create(null))],
    ['throws what has no text', () => thrown(Object.create(null))],
    ['has a then that throws', () => withThen(() => () => thrown(new TypeError('on purpose')))],
    ['has no then, but throws when it is looked at', () => withThen(() => thrown(1))],
  ])('and fails when it %s', async (_how, handler) => {
    const dc = memoryDc({ handlers: [rpc('help.getNearestDc' as string, handler as () => never)] });
    const client = bentClient(dc);
    client.call(CALL);
    await dc.settled();
    expect(answersOf(client)).toEqual(['rpc_error 500 INTERNAL']);
    expect(dc.journal.entries({ kind: 'fault' })).toMatchObject([{ origin: 'handler' }]);
  });
});

describe('a handler is not blamed for a fault of the DC', () => {
  it.each<['answer' | 'flush', string, () => unknown]>([
    ['answer', 'at once', () => NEAREST],
    ['answer', 'later', () => Promise.resolve(NEAREST)],
    ['flush', 'later', () => Promise.resolve(NEAREST)],
    ['flush', 'later, with an rpc_error', () => Promise.reject(rpcError(400, 'ON_PURPOSE'))],
  ])('in %s, when it answers %s', async (broken, _when, handler) => {
    const dc = memoryDc({ handlers: [rpc('help.getNearestDc' as string, handler as () => never)] });
    const client = bentClient(dc);
    client.send({ body: { _: 'ping', ping_id: 1n } });
    const session = vi.spyOn(client.session, broken);
    if (broken === 'flush') session.mockImplementationOnce(() => undefined as never);
    session.mockImplementationOnce(() => thrown(new Error('a fault of the DC')));
    client.call(CALL);
    await dc.settled();
    expect(session).toHaveBeenCalledTimes(broken === 'flush' ? 2 : 1);
    expect(dc.journal.entries({ kind: 'fault' })).toMatchObject([{ origin: 'dc' }]);
  });

  it('in a push', () => {
    const dc = memoryDc({
      handlers: [
        rpc('help.getNearestDc', (_params, { push }) => {
          push({ _: 'updatesTooLong' });
          return NEAREST;
        }),
      ],
    });
    const client = bentClient(dc);
    client.send({ body: { _: 'ping', ping_id: 1n } });
    vi.spyOn(client.session, 'queueUpdate').mockImplementationOnce(() =>
      thrown(new Error('a fault of the DC')),
    );
    client.call(CALL);
    expect(answersOf(client)).toEqual(['pong', 'nearestDc']);
    expect(dc.journal.entries({ kind: 'fault' })).toMatchObject([{ origin: 'dc' }]);
  });
});

describe('a handler that answers too late', () => {
  it.each<[string, (client: BentClient) => void]>([
    ['its connection is gone', (client) => client.stream.close()],
    ['its session is gone', ({ dc, session }) => void dc.host.sessions.destroy(session.key, session.id)],
    ['its key is gone', ({ dc, session }) => void dc.host.authKeys.remove(session.key.authKey.id)],
  ])('because %s harms nothing', async (_why, end) => {
    const dc = memoryDc({
      handlers: [
        rpc('users.getUsers', async (_params, { env, push }) => {
          await new Promise<void>((resolve) => env.setTimer(5000, resolve));
          push({ _: 'updatesTooLong' });
          return [];
        }),
      ],
    });
    const client = bentClient(dc);
    client.call({ _: 'users.getUsers', id: [] });
    client.take();
    end(client);
    dc.clock.advance('5s');
    await dc.settled();
    expect(answersOf(client)).toEqual([]);
    expect(dc.journal.faults).toBe(0);
    expect(dc.clock.pending).toBe(0);
  });
});

/** An object whose `then` is read so. */
function withThen(get: () => unknown): object {
  return Object.defineProperty({}, THEN, { get });
}

const THEN: string = 'then';

function thrown(error: unknown): never {
  throw error;
}
