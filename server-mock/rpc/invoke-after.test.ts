// Order among queries: invokeAfterMsg, invokeAfterMsgs.
// https://core.telegram.org/api/invoking

import { describe, expect, it } from 'vitest';
import { mtproto, raw, type TlObject } from '../../protocol/tl/index.ts';
import { type BentClient, bentClient, memoryDc } from '../test-kit/index.ts';
import { answersOf } from '../test-kit/rule-suite.ts';
import { rpc, rpcError } from './index.ts';

const FIRST = { _: 'help.getNearestDc' } as const;
const NEAREST = { _: 'nearestDc', country: 'DE', this_dc: 2, nearest_dc: 2 } as const;
const USERS = { _: 'users.getUsers', id: [] } as const;

describe('invokeAfterMsg', () => {
  it('runs when its dependency is answered, not before', async () => {
    const { client, log, finish } = slow();
    const first = client.call(FIRST);
    callAfter(client, [first], USERS);
    expect(log).toEqual(['first begins']);
    expect(answersOf(client)).toEqual([]);
    finish.well();
    await client.dc.settled();
    expect(log).toEqual(['first begins', 'users']);
    expect(answersOf(client)).toEqual(['nearestDc', '']);
    expect(client.dc.broken()).toEqual([]);
  });

  it('runs at once when its dependency is done, or is no query', () => {
    const { client } = slow();
    const first = client.call(USERS);
    callAfter(client, [first], USERS);
    callAfter(client, [client.send({ body: { _: 'ping', ping_id: 1n } })], USERS);
    expect(answersOf(client)).toEqual(['', '', 'pong', '']);
  });

  it('keeps a chain in order, however it comes in one container', async () => {
    const { client, log, finish } = slow();
    const first = client.member({ body: client.query(FIRST) });
    const second = client.member({ body: afterBody(client, [first.msgId], USERS) });
    const third = client.member({ body: afterBody(client, [second.msgId], { _: 'help.getConfig' }) });
    client.sendTogether([third, second, first]);
    finish.well();
    await client.dc.settled();
    expect(log).toEqual(['first begins', 'users', 'config']);
    expect(client.dc.broken()).toEqual([]);
  });

  it('fails with MSG_WAIT_FAILED when its dependency fails, and so does what waits for it', async () => {
    const { client, log, finish } = slow();
    const first = client.call(FIRST);
    const second = callAfter(client, [first], USERS);
    callAfter(client, [second], USERS);
    finish.badly();
    await client.dc.settled();
    expect(answersOf(client)).toEqual([
      'rpc_error 400 ON_PURPOSE',
      'rpc_error 400 MSG_WAIT_FAILED',
      'rpc_error 400 MSG_WAIT_FAILED',
    ]);
    expect(log).toEqual(['first begins']);
  });

  it.each(['well', 'badly'] as const)(
    'waits for a query whose answer is dropped, which ends %s',
    async (how) => {
      const { client, log, finish } = slow();
      const first = client.call(FIRST);
      callAfter(client, [first], USERS);
      client.send({ body: { _: 'rpc_drop_answer', req_msg_id: first } });
      // Another answer meanwhile is nobody's end but its own.
      client.call({ _: 'help.getConfig' });
      expect(log).toEqual(['first begins', 'config']);
      client.take();
      finish[how]();
      await client.dc.settled();
      expect(answersOf(client)).toEqual([how === 'well' ? '' : 'rpc_error 400 MSG_WAIT_FAILED']);
      client.dc.clock.advance('1s');
      expect(answersOf(client)).toEqual([]);
      expect(client.dc.broken()).toEqual([]);
    },
  );

  it('fails with MSG_WAIT_TIMEOUT after half a second, to the millisecond', async () => {
    const { client, log, finish } = slow();
    const first = client.call(FIRST);
    callAfter(client, [first], USERS);
    client.take();
    client.dc.clock.advance(499);
    expect(answersOf(client)).toEqual([]);
    client.dc.clock.advance(1);
    expect(answersOf(client)).toEqual(['rpc_error 400 MSG_WAIT_TIMEOUT']);
    finish.well();
    await client.dc.settled();
    expect(answersOf(client)).toEqual(['nearestDc']);
    expect(log).toEqual(['first begins']);
  });

  it('waits for a message that is still to come', () => {
    const { client } = slow();
    const late = client.member({ body: client.query(USERS) });
    client.expect(late.msgId, USERS);
    callAfter(client, [late.msgId], { _: 'help.getConfig' });
    expect(answersOf(client)).toEqual([]);
    client.dc.clock.advance(100);
    client.sendTogether([late]);
    expect(answersOf(client)).toEqual(['', 'rpc_error 400 CONFIG']);
  });

  it.each(['well', 'badly'] as const)(
    'follows a chain as long as a session remembers, that ends %s',
    async (how) => {
      const { client, log, finish } = slow();
      const chain = [client.call(FIRST)];
      client.take();
      while (chain.length < 3900) {
        const links = Array.from({ length: 300 }, () => {
          const link = client.member({ body: afterBody(client, chain.slice(-1), USERS) });
          client.expect(link.msgId, USERS);
          chain.push(link.msgId);
          return link;
        });
        client.sendTogether(links);
      }
      client.take();
      finish[how]();
      await client.dc.settled();
      const answers = client.take().filter(({ object }) => object._ === 'rpc_result');
      expect(answers.map(({ object }) => object.req_msg_id)).toEqual(chain);
      expect(log.length).toBe(how === 'well' ? chain.length : 1);
      expect(client.dc.journal.faults).toBe(0);
      expect(client.dc.clock.pending).toBe(0);
    },
  );

  it('leaves no timer when it is done', () => {
    const { client } = slow();
    callAfter(client, [client.call(USERS)], USERS);
    expect(client.dc.clock.pending).toBe(0);
  });
});

describe('the end of a session', () => {
  it('leaves what comes behind it in the same container', () => {
    const { client } = slow();
    client.call(USERS);
    client.take();
    client.sendTogether([{ body: { _: 'destroy_auth_key' } }, { body: afterBody(client, [4n], USERS) }]);
    expect(client.dc.clock.pending).toBe(0);
    expect(client.dc.host.sessions.size).toBe(0);
  });

  it.each<[string, (client: BentClient) => void]>([
    [
      'by destroy_session',
      (client) =>
        bentClient(client.dc, { key: client.key, seed: 2 }).send({
          body: { _: 'destroy_session', session_id: client.sessionId },
        }),
    ],
    ['with its key', (client) => client.dc.shared.authKeys.remove(client.key.authKey.id)],
  ])('%s ends what waits, and its timer: nothing of that is run', async (_how, end) => {
    const { client, log, finish } = slow();
    const first = client.call(FIRST);
    callAfter(client, [first], USERS);
    callAfter(client, [first, client.call(USERS)], USERS);
    log.length = 0;
    expect(client.dc.clock.pending).toBe(2);
    end(client);
    expect(client.dc.clock.pending).toBe(0);
    finish.well();
    await client.dc.settled();
    expect(log).toEqual([]);
    expect(client.dc.journal.faults).toBe(0);
  });
});

describe('invokeAfterMsgs', () => {
  it('waits for all of them', async () => {
    const { client, finish } = slow();
    const done = client.call(USERS);
    const first = client.call(FIRST);
    callAfter(client, [done, first], USERS);
    expect(answersOf(client)).toEqual(['']);
    finish.well();
    await client.dc.settled();
    expect(answersOf(client)).toEqual(['nearestDc', '']);
  });

  it('fails with the first that fails', () => {
    const { client } = slow();
    const failed = client.call({ _: 'help.getConfig' });
    const running = client.call(FIRST);
    callAfter(client, [running, failed], USERS);
    expect(answersOf(client)).toEqual(['rpc_error 400 CONFIG', 'rpc_error 400 MSG_WAIT_FAILED']);
  });
});

/** help.getNearestDc ends when it is told to; users.getUsers at once; help.getConfig fails. */
function slow() {
  const log: string[] = [];
  const finish = { well: (): void => undefined, badly: (): void => undefined };
  const running = new Promise<typeof NEAREST>((resolve, reject) => {
    finish.well = () => resolve(NEAREST);
    finish.badly = () => reject(rpcError(400, 'ON_PURPOSE'));
  });
  const handlers = [
    rpc('help.getNearestDc', () => {
      log.push('first begins');
      return running;
    }),
    rpc('users.getUsers', () => {
      log.push('users');
      return [];
    }),
    rpc('help.getConfig', () => {
      log.push('config');
      throw rpcError(400, 'CONFIG');
    }),
  ];
  const client = bentClient(memoryDc({ handlers }));
  client.call(USERS);
  client.take();
  log.length = 0;
  return { client, log, finish };
}

function callAfter(client: BentClient, ids: readonly bigint[], call: TlObject): bigint {
  const msgId = client.send({ body: afterBody(client, ids, call) });
  client.expect(msgId, call);
  return msgId;
}

function afterBody(client: BentClient, ids: readonly bigint[], call: TlObject): Uint8Array {
  const query = raw(client.query(call));
  const [only = 0n] = ids;
  return mtproto.encode(
    ids.length === 1
      ? { _: 'invokeAfterMsg', msg_id: only, query }
      : { _: 'invokeAfterMsgs', msg_ids: ids, query },
  );
}
