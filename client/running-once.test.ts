// Queries that are under way when a session or its key is replaced: what the server works on is not lost, and its answer
// counts wherever it comes.

import { afterEach, describe, expect, it } from 'vitest';
import { fromHex, toHex, VirtualClock } from '../protocol/bytes/index.ts';
import { SEEDED_START, seededEnv } from '../protocol/crypto/index.ts';
import { authKeyOf, minimalPadding, msgIdAt, sealMessage } from '../protocol/message/index.ts';
import { createCodec, mtproto, raw } from '../protocol/tl/index.ts';
import { loadLayers } from '../schemas/index.ts';
import { type FakeDc, rpc, rpcError, startFakeDc } from '../server-mock/index.ts';
import { type Client, type ConnectOptions, connect, type MessageFields } from './index.ts';
import { MemoryLinks } from './test-kit/memory-link.ts';
import { watchedEnv } from './test-kit/watched-env.ts';

const NEAREST = { _: 'nearestDc', country: 'NL', this_dc: 2, nearest_dc: 2 } as const;
const LATE = { ...NEAREST, country: 'DE' } as const;
/** help.getNearestDc#1fb33026 */
const QUERY = '2630b31f';

const open: { readonly dc: FakeDc; readonly client: Client }[] = [];
afterEach(async () => {
  for (const { dc, client } of open.splice(0)) {
    await client.close();
    await dc.close();
  }
});

interface Pair {
  readonly dc: FakeDc;
  readonly client: Client;
  readonly links: MemoryLinks;
  readonly clock: VirtualClock;
  /** The msg_id of each help.getNearestDc, and the bytes of the key that frames went under last. */
  readonly seen: { readonly queries: bigint[]; key: Uint8Array };
  /** Changes messages on their way, from when it is set. */
  bend: ((message: MessageFields) => Partial<MessageFields>) | undefined;
}

async function pair(options: Partial<ConnectOptions> = {}): Promise<Pair> {
  const clock = new VirtualClock(SEEDED_START);
  const dc = await startFakeDc({ seed: 7, clock });
  dc.use(rpc('help.getConfig', () => Promise.reject(rpcError(400, 'ON_PURPOSE'))));
  dc.use(rpc('help.getNearestDc', () => NEAREST));
  const links = new MemoryLinks((wire) => dc.openStream(wire));
  const seen: Pair['seen'] = { queries: [], key: new Uint8Array() };
  const { host, port, publicKeys } = dc;
  const client = await connect({
    ...{ host, port, publicKeys, dc: dc.dc, dial: links.dial },
    env: watchedEnv(seededEnv({ seed: 3, clock }), (key) => {
      seen.key = key;
    }),
    hooks: {
      beforePack: (message) => {
        if (toHex(message.body).includes(QUERY)) seen.queries.push(message.msgId);
        return made.bend?.(message);
      },
    },
    ...options,
  });
  const made: Pair = { dc, client, links, clock, seen, bend: undefined };
  open.push(made);
  return made;
}

async function turns(): Promise<void> {
  for (let n = 0; n < 10; n++) await new Promise((resolve) => setImmediate(resolve));
}

/** help.getNearestDc goes on until it is told to end; how often it began. */
function slow(dc: FakeDc): { count: number; finish(): void } {
  const running: ((value: typeof NEAREST) => void)[] = [];
  const log = { count: 0, finish: () => running.splice(0).forEach((resolve) => void resolve(NEAREST)) };
  dc.use(
    rpc('help.getNearestDc', () => {
      log.count++;
      return new Promise<typeof NEAREST>((resolve) => running.push(resolve));
    }),
  );
  return log;
}

describe('a query that is under way when a temporary key is replaced', () => {
  const pfs = { expiresIn: 3600, margin: 600 };

  /** The server works on a query, the key is replaced, and it works on the query again. */
  async function replaced() {
    const made = await pair({ pfs });
    const { dc, client, clock, seen, links } = made;
    await client.call('help.getNearestDc');
    const log = slow(dc);
    const call = client.call('help.getNearestDc', {}, { timeout: Number.POSITIVE_INFINITY });
    await turns();
    const { sessionId = 0n, activeKeyId } = client;
    const key = authKeyOf(seededEnv({ seed: 1 }).crypto, seen.key);
    const msgId = seen.queries.at(-1) ?? 0n;
    expect(toHex(key.id)).toBe(toHex(activeKeyId ?? fromHex('')));
    while (toHex(client.activeKeyId ?? fromHex('')) === toHex(key.id)) {
      clock.advance(5000);
      await turns();
    }
    expect(log.count).toBe(2);
    const answer = (): void => {
      const { crypto } = seededEnv({ seed: 1 });
      const result = raw(createCodec(loadLayers().schema(loadLayers().newest)).encode(LATE));
      const body = mtproto.encode({ _: 'rpc_result', req_msg_id: msgId, result });
      const fields = { salt: 1n, sessionId, msgId: msgIdAt(clock.now(), 'server-response'), seqno: 1, body };
      const { payload } = sealMessage(
        crypto,
        key,
        'server',
        fields,
        new Uint8Array(minimalPadding(body.length)),
      );
      links.inject({ kind: 'payload', payload, quickAck: false });
    };
    return { ...made, call, answer, log };
  }

  it('is answered by what still comes under the old key, once', async () => {
    const { dc, client, call, answer, log } = await replaced();
    answer();
    await expect(call).resolves.toEqual(LATE);
    answer();
    await turns();
    log.finish();
    await turns();
    const dropped = dc.journal
      .entries({ kind: 'frame', direction: 'in' })
      .filter((entry) => JSON.stringify(entry, text).includes('rpc_drop_answer'));
    expect(dropped).toHaveLength(1);
    expect(client.refusals).toEqual([]);
    await expect(client.ping()).resolves.toBe(0);
    dc.assertClean();
  });

  it('is answered under the new key when that is first, and what comes under the old one harms nothing', async () => {
    const { dc, client, call, answer, log } = await replaced();
    log.finish();
    await expect(call).resolves.toEqual(NEAREST);
    answer();
    await turns();
    expect(client.refusals).toEqual([]);
    await expect(client.ping()).resolves.toBe(0);
    dc.assertClean();
  });
});

describe('a query that the server works on when the session is renewed', () => {
  /** The next query gets a seqno of which the server says that it is even. */
  function bendNext(made: Pair): void {
    made.bend = ({ seqno }) => {
      made.bend = undefined;
      return { seqno: seqno - 1 };
    };
  }

  it.each([false, true])(
    'runs once, and so does the one that was refused (acknowledged: %s)',
    async (isAcked) => {
      const made = await pair();
      const { dc, client, links } = made;
      await client.call('help.getNearestDc');
      const log = slow(dc);
      // What comes next is msgs_ack, which is lost.
      if (!isAcked) links.spoil = () => new Uint8Array();
      const first = client.call('help.getNearestDc');
      await turns();
      const before = client.sessionId;
      bendNext(made);
      const second = client.call('help.getNearestDc');
      await turns();
      expect(client.sessionId).not.toBe(before);
      expect(log.count).toBe(2);
      log.finish();
      await expect(Promise.all([first, second])).resolves.toEqual([NEAREST, NEAREST]);
      await turns();
      expect(log.count).toBe(2);
      expect(dc.journal.violations().map(({ rule }) => rule)).toEqual(['MT-MS-09']);
      expect(client.refusals).toEqual([]);
    },
  );

  it('runs once however long it takes, and what waits for it is done after it', async () => {
    const made = await pair();
    const { dc, client, clock } = made;
    await client.call('help.getNearestDc');
    const log = slow(dc);
    const forever = { timeout: Number.POSITIVE_INFINITY };
    const first = client.call('help.getNearestDc', {}, forever);
    await turns();
    bendNext(made);
    const second = client.call('help.getConfig', {}, { ...forever, after: first });
    const failed = expect(second).rejects.toMatchObject({ details: { errorMessage: 'ON_PURPOSE' } });
    for (let seconds = 0; seconds < 120; seconds += 5) {
      await turns();
      clock.advance(5000);
    }
    expect(log.count).toBe(1);
    log.finish();
    await expect(first).resolves.toEqual(NEAREST);
    await failed;
    await turns();
    expect(dc.journal.violations().map(({ rule }) => rule)).toEqual(['MT-MS-09']);
  });
});

describe('a query that failed with its connection', () => {
  it.each([true, false])('is not sent on the next one (another was answered before: %s)', async (isLater) => {
    const { dc, client, links, clock } = await pair({ reconnect: { attempts: 2 } });
    const paths: unknown[] = [];
    dc.use(
      rpc('help.getDeepLinkInfo', ({ path }) => {
        paths.push(path);
        return { _: 'help.deepLinkInfoEmpty' };
      }),
    );
    await client.createAuthKey();
    const ask = (path: string) => client.call('help.getDeepLinkInfo', { path });
    if (isLater) await ask('before');
    // It is on its way when the connection is lost, and the server is away for a while.
    links.isReachable = false;
    links.beforeUp = () => links.cut();
    const failed = expect(ask('lost')).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
    await turns();
    clock.advance(2000);
    await failed;
    links.isReachable = true;
    links.beforeUp = () => {};
    await ask('after');
    await turns();
    expect(paths).toEqual(isLater ? ['before', 'after'] : ['after']);
    dc.assertClean();
  });

  it.each([true, false])('is not asked about for ever (another was answered before: %s)', async (isLater) => {
    const { dc, client, links, clock } = await pair();
    if (isLater) await client.call('help.getNearestDc');
    else await client.createAuthKey();
    slow(dc);
    const failed = expect(client.call('help.getNearestDc')).rejects.toMatchObject({
      code: 'TRANSPORT_ERROR',
    });
    await turns();
    links.inject({ kind: 'error', errorCode: -500 });
    await failed;
    for (let seconds = 0; seconds < 300; seconds += 5) {
      clock.advance(5000);
      await turns();
    }
    const asked = dc.journal
      .entries({ kind: 'frame', direction: 'in' })
      .filter((entry) => JSON.stringify(entry, text).includes('msgs_state_req'));
    expect(asked.length).toBeLessThanOrEqual(1);
    dc.assertClean();
  });
});

function text(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? `${value}` : value;
}
