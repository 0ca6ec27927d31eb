// Temporary keys, rule by rule. https://core.telegram.org/api/pfs, https://core.telegram.org/method/auth.bindTempAuthKey

import { describe, expect, it } from 'vitest';
import { mtproto } from '../../protocol/tl/index.ts';
import type { KeyRecord } from '../auth-keys.ts';
import { sessionsOf } from '../push-target.ts';
import {
  type BentClient,
  type BindingFields,
  bentClient,
  type MemoryDc,
  memoryDc,
} from '../test-kit/index.ts';
import { answersOf, type Breach, judges } from '../test-kit/rule-suite.ts';
import { rpc } from './index.ts';

const PING = { _: 'ping', ping_id: 5n } as const;
const CALL = { _: 'help.getNearestDc' } as const;
const NEAREST = { _: 'nearestDc', country: 'DE', this_dc: 2, nearest_dc: 2 } as const;
const SELF = { _: 'users.getUsers', id: [] } as const;
const handlers = [rpc('help.getNearestDc', () => NEAREST), rpc('users.getUsers', () => [])];
const HOUR = 3600;

const permanents = new WeakMap<MemoryDc, KeyRecord>();

judges([
  {
    rule: 'MT-PF-01',
    how: 'users.getUsers',
    dc: { handlers },
    client: temporary,
    bent: (client) => client.call(SELF),
    right(client) {
      client.call(CALL);
      client.bind(permanentOf(client));
      bound(client).call(SELF);
    },
    enforce: ['rpc_error 401 AUTH_KEY_PERM_EMPTY'],
    report: [''],
  },
  refusal('MT-PF-02', 'a message under another key', 'ENCRYPTED_MESSAGE_INVALID', (client) => ({
    sealedUnder: client.dc.addKey().authKey,
  })),
  refusal('MT-PF-02', 'a message with one wrong bit', 'ENCRYPTED_MESSAGE_INVALID', () => ({
    encrypted: (right) => right.map((byte, index) => (index === 60 ? byte ^ 1 : byte)),
  })),
  refusal('MT-PF-02', 'a message that is cut off', 'ENCRYPTED_MESSAGE_INVALID', () => ({
    encrypted: (right) => right.subarray(0, -16),
  })),
  refusal('MT-PF-02', 'no message', 'ENCRYPTED_MESSAGE_INVALID', () => ({
    encrypted: () => new Uint8Array(),
  })),
  refusal('MT-PF-02', 'naming a key that the DC never had', 'ENCRYPTED_MESSAGE_INVALID', () => ({
    query: { perm_auth_key_id: 12345n },
  })),
  refusal('MT-PF-02', 'naming the temporary key itself', 'ENCRYPTED_MESSAGE_INVALID', (client) => ({
    sealedUnder: client.key.authKey,
    query: { perm_auth_key_id: idOf(client.key) },
  })),
  refusal('MT-PF-03', 'another object inside', 'ENCRYPTED_MESSAGE_INVALID', () => ({
    innerBody: mtproto.encode(PING),
  })),
  refusal('MT-PF-03', 'no object inside', 'ENCRYPTED_MESSAGE_INVALID', () => ({
    innerBody: new Uint8Array(12),
  })),
  ...(
    [
      ['nonce', 1n],
      ['temp_auth_key_id', 1n],
      ['perm_auth_key_id', 1n],
      ['temp_session_id', 1n],
      ['expires_at', 1_735_700_000],
    ] as const
  ).map(([name, value]) =>
    refusal('MT-PF-03', `another ${name} inside`, 'ENCRYPTED_MESSAGE_INVALID', () => ({
      inner: { [name]: value },
    })),
  ),
  refusal('MT-PF-04', 'an end in the past', 'EXPIRES_AT_INVALID', (client) => ({
    expiresAt: Math.floor(client.dc.clock.now() / 1000),
  })),
  refusal('MT-PF-04', 'an end ten minutes after that of the key', 'EXPIRES_AT_INVALID', (client) => ({
    expiresAt: Math.floor(client.dc.clock.now() / 1000) + HOUR + 600,
  })),
  refusal('MT-PF-05', 'another msg_id inside', 'ENCRYPTED_MESSAGE_INVALID', (client) => ({
    innerMsgId: client.member({ body: PING, seqno: 0 }).msgId,
  })),
  refusal('MT-PF-05', 'a seqno of 1 inside', 'ENCRYPTED_MESSAGE_INVALID', () => ({ innerSeqno: 1 })),
  {
    rule: 'MT-PF-03',
    how: 'binding a permanent key',
    dc: { handlers },
    bent: (client) => client.bind(permanentOf(client)),
    right: () => undefined,
    enforce: ['rpc_error 400 TEMP_AUTH_KEY_EMPTY'],
    report: ['rpc_error 400 TEMP_AUTH_KEY_EMPTY'],
  },
  {
    rule: 'MT-PF-03',
    how: 'binding to a second permanent key',
    dc: { handlers },
    client: temporary,
    bent(client) {
      client.bind(permanentOf(client));
      client.bind(client.dc.addKey());
    },
    right(client) {
      client.bind(permanentOf(client));
      client.bind(permanentOf(client));
    },
    enforce: ['true', 'rpc_error 400 TEMP_AUTH_KEY_ALREADY_BOUND'],
    report: ['true', 'rpc_error 400 TEMP_AUTH_KEY_ALREADY_BOUND'],
  },
]);

describe('a bound key', () => {
  it('calls everything, after another initConnection', () => {
    const client = bentClient(memoryDc({ handlers }), {});
    const dc = client.dc;
    const mine = bentClient(dc, { key: dc.addKey(HOUR) });
    mine.call(CALL);
    expect(answersOf(mine)).toEqual(['nearestDc']);
    mine.bind(client.key);
    expect(answersOf(mine)).toEqual(['true']);
    expect(dc.journal.entries({ kind: 'bound' })).toHaveLength(1);
    mine.call(SELF);
    expect(answersOf(mine)).toEqual(['rpc_error 400 CONNECTION_NOT_INITED']);
    expect(dc.broken()).toEqual(['MT-IN-01']);
    bound(mine).call(SELF);
  });

  it('ends when it said, on the clock', () => {
    const dc = memoryDc({ handlers });
    const client = bentClient(dc, { key: dc.addKey(HOUR) });
    const expiresAt = Math.floor(dc.clock.now() / 1000) + 1800;
    client.bind(dc.addKey(), { expiresAt });
    client.acknowledge();
    dc.clock.advance(1_799_999);
    client.send({ body: PING });
    expect(answersOf(client)).toEqual(['pong']);
    dc.clock.advance(1);
    // What was sent at the last moment is nobody's mistake; what is sent later is.
    for (const [wait, broken] of [
      ['0s', []],
      ['30s', []],
      ['1s', ['MT-EN-02']],
    ] as const) {
      dc.clock.advance(wait);
      client.send({ body: PING });
      expect(answersOf(client)).toEqual(['-404']);
      expect(dc.broken()).toEqual(broken);
    }
  });

  it.each([
    ['no answer that comes later', false],
    ['no update before it either', true],
  ])('that has expired has no sessions, is not pushed to, and gets %s', async (_what, pushes) => {
    let finish = (): void => undefined;
    const slow = rpc('help.getNearestDc', async (_params, { push }) => {
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
      if (pushes) push({ _: 'updatesTooLong' });
      return NEAREST;
    });
    const dc = memoryDc({ handlers: [slow] });
    const client = bentClient(dc, { key: dc.addKey(HOUR) });
    client.call(CALL);
    client.take();
    const { session } = client;
    dc.clock.advance('59m');
    expect(sessionsOf(dc.host, {})).toEqual([session]);
    dc.clock.advance('1m');
    finish();
    await dc.settled();
    expect(sessionsOf(dc.host, {})).toEqual([]);
    dc.host.rpc.push(session, { _: 'updatesTooLong' });
    expect(answersOf(client)).toEqual([]);
    expect([dc.host.sessions.size, dc.journal.faults]).toEqual([0, 0]);
  });

  it('is forgotten when another one is bound to its permanent key; its sessions too', () => {
    const dc = memoryDc({ handlers });
    const permanent = dc.addKey();
    const [older, newer] = [
      bentClient(dc, { key: dc.addKey(HOUR), sessionId: 1n }),
      bentClient(dc, { key: dc.addKey(HOUR), sessionId: 2n }),
    ];
    older.bind(permanent);
    newer.bind(permanent);
    expect([...answersOf(older), ...answersOf(newer)]).toEqual(['true', 'true']);
    expect(dc.host.sessions.all().map(({ id }) => id)).toEqual([2n]);
    older.send({ body: PING });
    expect(answersOf(older)).toEqual(['-404']);
    newer.send({ body: PING });
    expect(answersOf(newer)).toEqual(['pong']);
  });

  it('that was replaced is not held against what is on its way: sent within 30 seconds, and opened', () => {
    const dc = memoryDc({ handlers });
    const permanent = dc.addKey();
    const older = bentClient(dc, { key: dc.addKey(HOUR), sessionId: 1n });
    const newer = bentClient(dc, { key: dc.addKey(HOUR), sessionId: 2n });
    older.bind(permanent);
    const early = older.seal({ body: PING });
    newer.bind(permanent);
    dc.clock.advance('30s');
    older.stream.send(early.payload);
    older.send({ body: PING });
    older.take();
    expect(older.stream.takeErrors()).toEqual([-404, -404]);
    expect(dc.broken()).toEqual([]);
    older.stream.send(
      older.seal({ body: PING }).payload.map((byte, index) => (index === 20 ? byte ^ 1 : byte)),
    );
    expect(dc.broken()).toEqual(['MT-EN-02']);
    dc.clock.advance('1s');
    older.send({ body: PING });
    expect(dc.broken()).toEqual(['MT-EN-02', 'MT-EN-02']);
  });

  it.each<[string, (main: BentClient) => void]>([
    ['destroyed', (main) => main.send({ body: { _: 'destroy_auth_key' } })],
    ['forgotten', ({ dc, key }) => dc.host.authKeys.remove(key.authKey.id)],
  ])('ends, with its sessions, when its permanent key is %s', (_how, end) => {
    const dc = memoryDc({ handlers });
    const main = bentClient(dc, { sessionId: 1n });
    const client = bentClient(dc, { key: dc.addKey(HOUR), sessionId: 2n });
    main.send({ body: PING });
    client.bind(main.key);
    client.take();
    end(main);
    expect(dc.host.sessions.size).toBe(0);
    client.call(CALL);
    expect(answersOf(client)).toEqual(['-404']);
  });

  it('that is destroyed leaves its permanent key, which may be bound again', () => {
    const dc = memoryDc({ handlers });
    const permanent = dc.addKey();
    const client = bentClient(dc, { key: dc.addKey(HOUR), sessionId: 1n });
    client.bind(permanent);
    client.send({ body: { _: 'destroy_auth_key' } });
    expect(answersOf(client)).toEqual(['true', 'destroy_auth_key_ok']);
    const next = bentClient(dc, { key: dc.addKey(HOUR), sessionId: 2n });
    next.bind(permanent);
    expect(answersOf(next)).toEqual(['true']);
    expect(dc.broken()).toEqual([]);
  });

  it('has salts of its own', () => {
    const dc = memoryDc();
    const permanent = dc.addKey();
    const client = bentClient(dc, { key: dc.addKey(HOUR) });
    client.bind(permanent);
    client.take();
    client.send({ body: PING, salt: permanent.salts.current(dc.clock.now()) });
    expect(answersOf(client)).toEqual(['bad_server_salt 48']);
  });

  it('leaves the permanent key usable', () => {
    const dc = memoryDc({ handlers });
    const main = bentClient(dc);
    const client = bentClient(dc, { key: dc.addKey(HOUR) });
    client.bind(main.key);
    main.call(SELF);
    expect(answersOf(main)).toEqual(['']);
    expect(dc.broken()).toEqual([]);
  });
});

function temporary(dc: MemoryDc): { key: KeyRecord } {
  return { key: dc.addKey(HOUR) };
}

function permanentOf({ dc }: BentClient): KeyRecord {
  const permanent = permanents.get(dc) ?? dc.addKey();
  permanents.set(dc, permanent);
  return permanent;
}

/** The same key and connection to the DC, as after a new start: initConnection comes again. */
function bound(client: BentClient): BentClient {
  return bentClient(client.dc, { key: client.key, sessionId: client.sessionId + 1n });
}

function idOf(key: KeyRecord): bigint {
  return new DataView(key.authKey.id.slice().buffer).getBigInt64(0, true);
}

function refusal(
  rule: Breach['rule'],
  how: string,
  answer: string,
  bend: (client: BentClient) => Partial<BindingFields>,
): Breach {
  return {
    rule,
    how,
    dc: { handlers },
    client: temporary,
    bent: (client) => client.bind(permanentOf(client), bend(client)),
    right: (client) => client.bind(permanentOf(client)),
    enforce: [`rpc_error 400 ${answer}`],
    report: [`rpc_error 400 ${answer}`],
  };
}
