// What a client must see to when it sends: ids, seqnos, padding, containers, sizes.

import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { minimalPadding } from '../../protocol/message/index.ts';
import { FIRST_SALT, type Heard, queryNamed, ScriptedServer, words } from '../test-kit/scripted-server.ts';

function payloads(server: ScriptedServer): Uint8Array[] {
  return server.session.flush();
}

describe('what a session sends', () => {
  it('has msg_ids that are divisible by 4, unique, growing, and of the time of the server', () => {
    const server = new ScriptedServer({ ahead: 3_600_000 });
    const heard: Heard[] = [];
    for (let round = 0; round < 20; round++) {
      for (let n = 0; n < 5; n++) server.ask(`q${n}`);
      heard.push(...server.hear());
      server.env.clock.advance(round * 100);
    }
    let last = 0n;
    for (const { msgId } of heard) {
      expect(msgId & 3n).toBe(0n);
      expect(msgId).toBeGreaterThan(last);
      expect(msgId & 0xffff_ffffn).not.toBe(0n);
      last = msgId;
    }
    expect(Math.abs(Number(last >> 32n) - server.now() / 1000)).toBeLessThan(3);
  });

  it('numbers its messages: twice the content-related ones before, and one for one of them', () => {
    const server = new ScriptedServer({ use: false });
    server.ask('a');
    server.ask('b');
    const [first] = payloads(server);
    server.say({ body: Uint8Array.of(9, 9, 9, 9) });
    server.session.ping();
    const [second] = payloads(server);
    if (first === undefined || second === undefined) throw new Error('too little was said');
    const frames = [first, second].map((payload) => server.open(payload));
    expect(frames.map(({ seqno }) => seqno)).toEqual([4, 6]);
  });

  it('marks queries as content-related, acknowledgements and containers not', () => {
    const server = new ScriptedServer({ use: false });
    server.ask('a');
    server.ask('b');
    server.say({ body: Uint8Array.of(9, 9, 9, 9) });
    const heard = server.hear();
    expect(words(heard)).toEqual(['init a', 'b', 'msgs_ack']);
    expect(heard.map(({ seqno }) => seqno)).toEqual([1, 3, 4]);
  });

  it('is padded with 12..27 random bytes, and never twice the same', () => {
    const server = new ScriptedServer({ use: false });
    const seen = new Set<string>();
    for (let n = 0; n < 50; n++) {
      server.ask('the same');
      const [payload] = payloads(server);
      if (payload === undefined) throw new Error('nothing was said');
      expect((payload.length - 24) % 16).toBe(0);
      const { paddingLength, body, plaintext } = server.open(payload);
      expect(paddingLength).toBe(minimalPadding(body.length));
      seen.add(plaintext.subarray(-paddingLength).join());
    }
    expect(seen.size).toBe(50);
  });

  it('has a session_id that is not 0, another one after each renewal', () => {
    const server = new ScriptedServer();
    const ids = new Set<bigint>();
    for (let n = 0; n < 5; n++) {
      ids.add(server.session.id);
      server.ask('a');
      const [heard] = server.hear();
      server.say({
        _: 'bad_msg_notification',
        bad_msg_id: heard?.container ?? heard?.msgId ?? 0n,
        bad_msg_seqno: 1,
        error_code: 32,
      });
    }
    expect(ids.size).toBe(5);
    expect(ids.has(0n)).toBe(false);
  });

  it('carries the salt of the key', () => {
    const server = new ScriptedServer();
    server.ask('a');
    expect(server.hear()[0]?.salt).toBe(FIRST_SALT);
  });
});

describe('the salt of what a session sends', () => {
  it('is one that the server issued and that is valid then, whatever happens', () => {
    const server = new ScriptedServer({ use: false });
    const said = new Map<bigint, { since: number; until: number }>();
    const issue = (salt: bigint, since: number, until: number): bigint => {
      said.set(salt, { since, until });
      return salt;
    };
    const start = server.now();
    const HALF_HOUR = 1_800_000;
    issue(FIRST_SALT, start, start + 2 * HALF_HOUR);
    for (let round = 0; round < 40; round++) {
      server.ask(`q${round}`);
      for (const { salt, msgId, object } of server.hear()) {
        const window = said.get(salt);
        expect(window).toBeDefined();
        const isOver = (window?.until ?? 0) <= server.now();
        expect(window?.since).toBeLessThanOrEqual(server.now());
        if (object !== undefined) continue;
        // Once its time is over, the server says which is valid; the client has no other way to know.
        if (isOver)
          server.say({
            _: 'bad_server_salt',
            bad_msg_id: msgId,
            bad_msg_seqno: 1,
            error_code: 48,
            new_server_salt: issue(BigInt(round + 1), server.now(), server.now() + 2 * HALF_HOUR),
          });
        else server.say(server.answer(msgId));
      }
      server.env.clock.advance(HALF_HOUR / 3);
    }
    expect(said.size).toBeGreaterThan(3);
  });
});

describe('a container of ours', () => {
  it('holds what was queued in one turn, below its id, in order', () => {
    const server = new ScriptedServer({ use: false });
    for (let n = 0; n < 64; n++) server.ask(`q${n}`);
    const sent = payloads(server);
    expect(sent).toHaveLength(1);
    const [payload] = sent;
    const frame = server.open(payload ?? new Uint8Array(0));
    expect(frame.seqno).toBe(128);
    const heard = server.heardIn(payload ?? new Uint8Array(0));
    expect(words(heard)).toEqual(['init q0', ...Array.from({ length: 63 }, (_, n) => `q${n + 1}`)]);
    for (const { msgId } of heard) expect(msgId).toBeLessThan(frame.msgId);
  });

  it('is not used for one message alone', () => {
    const server = new ScriptedServer();
    server.ask('a');
    expect(server.hear().map(({ container }) => container)).toEqual([undefined]);
  });

  it('holds at most 1024 messages: more go in several, all ids growing', () => {
    const server = new ScriptedServer({ use: false });
    for (let n = 0; n < 2500; n++) server.ask(`q${n}`);
    const frames = payloads(server).map((payload) => server.open(payload));
    expect(frames).toHaveLength(3);
    const counts = frames.map(({ body }) => new DataView(body.buffer, body.byteOffset).getInt32(4, true));
    expect(counts.reduce((a, b) => a + b)).toBe(2500);
    expect(Math.max(...counts)).toBeLessThanOrEqual(1024);
    for (const [i, { msgId }] of frames.entries())
      if (i > 0) expect(msgId).toBeGreaterThan(frames[i - 1]?.msgId ?? 0n);
  });

  it('is about a megabyte at most', () => {
    const server = new ScriptedServer({ use: false, gzipAbove: Number.POSITIVE_INFINITY });
    for (let n = 0; n < 40; n++) server.ask('x'.repeat(100_000));
    const sizes = payloads(server).map(({ length }) => length);
    expect(sizes.length).toBe(4);
    expect(Math.max(...sizes)).toBeLessThanOrEqual((1 << 20) + 64);
  });

  it('holds no container: a message above a megabyte goes alone', () => {
    const server = new ScriptedServer({ use: false, gzipAbove: Number.POSITIVE_INFINITY });
    server.ask('a');
    server.ask('x'.repeat(2_000_000));
    server.ask('b');
    const heard = server.hear();
    expect(heard.map(({ container }) => container === undefined)).toEqual([true, true, true]);
  });
});

describe('a query of more than 255 bytes', () => {
  it('is packed where that makes it smaller', () => {
    const server = new ScriptedServer();
    const name = 'x'.repeat(1000);
    server.ask(name);
    const [heard] = server.hear();
    if (heard?.object?._ !== 'gzip_packed') throw new Error('not packed');
    const inner = new Uint8Array(gunzipSync(heard.object.packed_data));
    expect(inner.subarray(4)).toEqual(queryNamed(name));
    expect(heard.seqno).toBe(1);
  });

  it('is not where it does not', () => {
    const server = new ScriptedServer();
    const noise = server.env.random('noise', 1000);
    server.ask('a', { build: () => noise });
    expect(server.hear()[0]?.body).toEqual(noise);
  });

  it('of 255 bytes is not', () => {
    const server = new ScriptedServer({ use: false });
    const body = new Uint8Array(252);
    server.ask('a', { build: () => body });
    expect(server.hear()[0]?.body).toEqual(body);
  });

  it('that must not be is not', () => {
    const server = new ScriptedServer();
    const body = new Uint8Array(1000);
    server.ask('a', { build: () => body, isPackable: false });
    expect(server.hear()[0]?.body).toEqual(body);
  });
});

describe('initConnection', () => {
  it('is carried by the first query of a session, and by no other', () => {
    const server = new ScriptedServer({ use: false });
    for (const name of ['a', 'b', 'c']) server.ask(name);
    const heard = server.hear();
    expect(words(heard)).toEqual(['init a', 'b', 'c']);
    for (const query of heard) server.say(server.answer(query));
    server.ask('d');
    expect(words(server.hear())).toEqual(['d', 'msgs_ack']);
  });

  it('is carried by another query when the first was taken back before it was sent', () => {
    const server = new ScriptedServer({ use: false });
    const a = server.ask('a');
    server.ask('b');
    server.session.cancel(a);
    expect(words(server.hear())).toEqual(['init b']);
  });

  it('of a query that was taken back when it was on its way still arrives', () => {
    const server = new ScriptedServer({ use: false });
    const a = server.ask('a');
    server.ask('b');
    server.hear();
    server.session.cancel(a);
    server.hear();
    server.reconnect();
    expect(words(server.hear())).toEqual(['init a', 'b']);
  });
});

describe('a query whose body cannot be made', () => {
  it('is given up alone; the next one carries initConnection', () => {
    const server = new ScriptedServer({ use: false });
    const error = new Error('bang');
    const a = server.ask('a', {
      build: () => {
        throw error;
      },
    });
    server.ask('b');
    expect(words(server.hear())).toEqual(['init b']);
    expect(server.session.takeEffects()).toEqual([{ kind: 'unsent', request: a, error }]);
    expect(server.session.requests.size).toBe(1);
  });
});

describe('hooks', () => {
  it('put other fields in place of the correct ones', () => {
    const server = new ScriptedServer({
      hooks: {
        beforePack: ({ seqno }) => ({ seqno: seqno + 1 }),
        beforeSend: ({ salt, padding }) => ({
          salt: salt + 1n,
          padding: new Uint8Array(padding.length + 16),
        }),
      },
    });
    server.ask('a');
    const [payload] = payloads(server);
    const opened = server.open(payload ?? new Uint8Array(0));
    expect(opened.seqno).toBe(2);
    expect(opened.salt).toBe(FIRST_SALT + 1n);
    expect(opened.paddingLength).toBe(minimalPadding(opened.body.length) + 16);
  });

  it('may lie about the length', () => {
    const server = new ScriptedServer({ hooks: { beforeSend: () => ({ length: 4 }) } });
    server.ask('a');
    const opened = server.open(payloads(server)[0] ?? new Uint8Array(0));
    expect(opened.body.length).toBe(4);
  });

  it('may change the payload itself', () => {
    const server = new ScriptedServer({ hooks: { afterSeal: (payload) => payload.fill(0, 0, 8) } });
    server.ask('a');
    expect(payloads(server)[0]?.subarray(0, 8)).toEqual(new Uint8Array(8));
  });
});
