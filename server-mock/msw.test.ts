// A client that has nothing but fetch makes an auth key: no socket is opened on its side.

import { setupServer } from 'msw/node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fromHex, int64FromBytes, toHex, tryUint32 } from '../protocol/bytes/index.ts';
import { type CryptoEnv, parsePublicKeyPem, seededEnv } from '../protocol/crypto/index.ts';
import { type AgreedKey, startClientHandshake, stepClientHandshake } from '../protocol/handshake/index.ts';
import {
  createMsgIdSource,
  createSeqNoSource,
  decodePlainMessage,
  encodePlainMessage,
  minimalPadding,
  openMessage,
  sealMessage,
} from '../protocol/message/index.ts';
import { type Mtproto, type MtprotoObject, mtproto } from '../protocol/tl/index.ts';
import { type FakeDc, startFakeDc } from './index.ts';
import { mtprotoHandlers } from './msw.ts';

const ORIGIN = 'https://venus.web.telegram.org';
const WAIT = { _: 'http_wait', max_delay: 0, wait_after: 0, max_wait: 25_000 } as const;
/** Requests that make a key. */
const FRAMES_OF_KEY = 3;
/** updatesTooLong#e317af7e, as it stands on the wire. */
const UPDATES_TOO_LONG = '7eaf17e3';

describe('mtprotoHandlers', () => {
  let dc: FakeDc;
  const mock = setupServer();

  beforeEach(async () => {
    dc = await startFakeDc({ seed: 7 });
    mock.listen({ onUnhandledRequest: 'error' });
    mock.use(...mtprotoHandlers(dc, { origin: ORIGIN }));
  });
  afterEach(async () => {
    mock.resetHandlers();
    mock.close();
    await dc.close();
  });

  it('makes an auth key through fetch', async () => {
    const key = await makeKey(dc, `${ORIGIN}/apiw1`);
    const created = dc.journal.entries({ kind: 'auth-key' });
    expect(created).toMatchObject([{ authKeyId: toHex(key.authKey.id), rsaPadding: 'rsa-pad' }]);
    dc.assertClean();
    expect(dc.journal.entries({ kind: 'transport' })).toMatchObject([{ transport: { framing: 'http' } }]);
    expect(dc.connections).toBe(0);
  });

  it('answers a ping under the key', async () => {
    const { seal, msgIds, bodies } = sessionOf(await makeKey(dc, `${ORIGIN}/api`));
    const response = await post(`${ORIGIN}/api`, seal({ _: 'ping', ping_id: 42n }));
    // new_session_created, pong and the acknowledgement of the ping stand in one container.
    const objects = bodies(await bytesOf(response)).map((body) => mtproto.decode(body));
    expect(objects).toContainEqual({ _: 'pong', msg_id: msgIds[0], ping_id: 42n });
  });

  it('leaves what comes to the next long poll when a client gives one up', async () => {
    const { seal, names } = sessionOf(await makeKey(dc, `${ORIGIN}/api`));
    await post(`${ORIGIN}/api`, seal({ _: 'ping', ping_id: 1n }));
    const patience = new AbortController();
    const poll = post(`${ORIGIN}/api`, seal(WAIT), patience.signal);
    await framesCame(dc, FRAMES_OF_KEY + 2);
    patience.abort();
    await expect(poll).rejects.toMatchObject({ name: 'AbortError' });
    dc.push({}, { _: 'updatesTooLong' });
    const next = await post(`${ORIGIN}/api`, seal(WAIT));
    expect(names(await bytesOf(next))).toEqual(['new_session_created', UPDATES_TOO_LONG]);
  });

  it('ends a long poll with an error of the network when the DC is closed', async () => {
    const { seal } = sessionOf(await makeKey(dc, `${ORIGIN}/api`));
    await post(`${ORIGIN}/api`, seal({ _: 'ping', ping_id: 1n }));
    const poll = post(`${ORIGIN}/api`, seal(WAIT));
    await framesCame(dc, FRAMES_OF_KEY + 2);
    await dc.close();
    await expect(poll).rejects.toMatchObject({ name: 'TypeError' });
    const later = post(`${ORIGIN}/api`, seal({ _: 'ping', ping_id: 2n }));
    await expect(later).rejects.toMatchObject({ name: 'TypeError' });
  });

  it.each([
    ['nothing', ''],
    ['three bytes', '010203'],
    ['a plain message that is cut off', '0000000000000000000000000000000014000000'],
    ['an unknown auth key', `0102030405060708${'00'.repeat(72)}`],
    ['a plain message with no query', `0000000000000000000000000000000004000000deadbeef`],
  ])('answers 404 for %s, and says which rule', async (_what, hex) => {
    const response = await post(`${ORIGIN}/apiw1`, fromHex(hex));
    expect(response.status).toBe(404);
    expect(await bytesOf(response)).toHaveLength(0);
    expect(dc.journal.violations()).toHaveLength(1);
  });

  it('lets a browser read what /apiw answers, and only that', async () => {
    const asked = startClientHandshake({ keys: [] }, seededEnv({ seed: 1 }));
    const payload = encodePlainMessage({ msgId: 0n, body: asked.send });
    const allowed = async (path: string): Promise<string | null> =>
      (await post(`${ORIGIN}${path}`, payload)).headers.get('access-control-allow-origin');
    expect(await allowed('/apiw1')).toBe('*');
    expect(await allowed('/api')).toBeNull();
  });

  it('opens a new connection when the DC ended the old one, and none when the DC is closed', async () => {
    const { seal } = sessionOf(await makeKey(dc, `${ORIGIN}/api`));
    await post(`${ORIGIN}/api`, seal({ _: 'ping_delay_disconnect', ping_id: 1n, disconnect_delay: 10 }));
    dc.clock?.advance(11_000);
    expect(dc.journal.entries({ kind: 'closed' })).toHaveLength(1);
    await makeKey(dc, `${ORIGIN}/api`);
    expect(dc.journal.entries({ kind: 'opened' })).toHaveLength(2);
    await dc.close();
    expect(dc.journal.entries({ kind: 'closed' })).toHaveLength(2);
  });
});

it('serves the _test paths when the DC is of the test environment', async () => {
  await using dc = await startFakeDc({ seed: 7, test: true });
  const mock = setupServer(...mtprotoHandlers(dc));
  mock.listen({ onUnhandledRequest: 'error' });
  try {
    await makeKey(dc, 'http://149.154.167.40/apiw_test1');
    const paths = mtprotoHandlers(dc).map(({ info }) => `${info.path}`);
    expect(new Set(paths)).toEqual(new Set(['*/api_test', '*/apiw_test', '*/apiw_test1']));
  } finally {
    mock.close();
  }
});

async function makeKey(dc: FakeDc, url: string): Promise<AgreedKey> {
  const env: CryptoEnv = seededEnv({ seed: 1 });
  const msgIds = createMsgIdSource(() => env.now());
  const keys = dc.publicKeys.map(({ pem }) => parsePublicKeyPem(pem));
  const config = { keys, dc: dc.test ? dc.dc + 10_000 : dc.dc };
  let step: ReturnType<typeof stepClientHandshake> = startClientHandshake(config, env);
  while ('send' in step) {
    const response = await post(url, encodePlainMessage({ msgId: msgIds.next('client'), body: step.send }));
    expect(response.status).toBe(200);
    step = stepClientHandshake(config, step.state, decodePlainMessage(await bytesOf(response)).body, env);
  }
  return step.result;
}

/** A session under a key: what it sends, and what comes in containers, or the constructors of that. */
function sessionOf({ authKey, salt }: AgreedKey) {
  const env = seededEnv({ seed: 1 });
  const source = createMsgIdSource(() => env.now());
  const seqNos = createSeqNoSource();
  const msgIds: bigint[] = [];
  const bodies = (payload: Uint8Array): Uint8Array[] => {
    const { body } = openMessage(env.crypto, authKey, 'server', payload);
    const { messages } = mtproto.decode(body) as Mtproto<'msg_container'>;
    return messages.map((one) => one.body.bytes);
  };
  return {
    /** Those that were sent. */
    msgIds,
    bodies,
    seal(object: MtprotoObject): Uint8Array {
      const body = mtproto.encode(object);
      const seqno = seqNos.next(object._ !== 'http_wait');
      const msgId = source.next('client');
      msgIds.push(msgId);
      const message = { salt: int64FromBytes(salt), sessionId: 5n, msgId, seqno, body };
      const padding = env.random('padding', minimalPadding(body.length));
      return sealMessage(env.crypto, authKey, 'client', message, padding).payload;
    },
    names(payload: Uint8Array): (string | number)[] {
      return bodies(payload).map((body) => mtproto.nameOf(tryUint32(body) ?? 0) ?? toHex(body));
    },
  };
}

async function framesCame({ journal }: FakeDc, count: number): Promise<void> {
  while (journal.entries({ kind: 'frame', direction: 'in' }).length < count)
    await new Promise((resolve) => setImmediate(resolve));
}

function post(url: string, payload: Uint8Array, signal: AbortSignal | null = null): Promise<Response> {
  return fetch(url, { method: 'POST', body: payload.slice(), signal });
}

async function bytesOf(response: Response): Promise<Uint8Array> {
  return new Uint8Array(await response.arrayBuffer());
}
