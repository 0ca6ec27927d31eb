import { describe, expect, it } from 'vitest';
import { type Heard, kinds, ScriptedServer, words } from '../test-kit/scripted-server.ts';

const KEEP_ALIVE = { interval: 60_000, disconnectDelay: 75 };

function pongTo(ping: Heard | undefined) {
  if (ping?.object?._ !== 'ping_delay_disconnect' && ping?.object?._ !== 'ping') throw new Error('no ping');
  return { _: 'pong', msg_id: ping.msgId, ping_id: ping.object.ping_id } as const;
}

describe('a session that is used', () => {
  it('pings every minute, and asks to be cut 15 s after the next one is due', () => {
    const server = new ScriptedServer({ keepAlive: KEEP_ALIVE });
    for (let minute = 0; minute < 10; minute++) {
      expect(server.wait(59_999)).toEqual([]);
      const heard = server.wait(1);
      expect(heard.map(({ object }) => object)).toMatchObject([
        { _: 'ping_delay_disconnect', disconnect_delay: 75 },
      ]);
      server.say(pongTo(heard[0]));
    }
    expect(kinds(server.effects)).not.toContain('dead');
  });

  it('calls the connection dead when nothing comes for two intervals', () => {
    const server = new ScriptedServer({ keepAlive: KEEP_ALIVE });
    server.wait(119_999);
    expect(server.effects).toEqual([]);
    server.wait(1);
    expect(kinds(server.effects)).toEqual(['dead']);
    expect(server.wait(3_600_000)).toEqual([]);
  });

  it('counts any message as a sign of life', () => {
    const server = new ScriptedServer({ keepAlive: KEEP_ALIVE });
    server.wait(60_000);
    server.say({ _: 'msgs_ack', msg_ids: [] });
    server.wait(60_000);
    expect(server.effects).toEqual([]);
  });

  it.each([
    ['another ping_id', 0n, 1n],
    ['another message', 4n, 0n],
  ])('does not count a pong for %s', (_what, message, ping) => {
    const server = new ScriptedServer({ keepAlive: KEEP_ALIVE });
    const pong = pongTo(server.wait(60_000)[0]);
    server.say({ ...pong, msg_id: pong.msg_id + message, ping_id: pong.ping_id + ping });
    server.wait(60_000);
    expect(kinds(server.effects)).toContain('dead');
  });

  it('starts anew with another connection', () => {
    const server = new ScriptedServer({ keepAlive: KEEP_ALIVE });
    server.wait(90_000);
    server.reconnect();
    expect(server.wait(59_999)).toEqual([]);
    expect(words(server.wait(1))).toEqual(['ping_delay_disconnect']);
    expect(server.effects).toEqual([]);
  });
});

describe('a session that is not used', () => {
  it('does not ping', () => {
    const server = new ScriptedServer({ keepAlive: KEEP_ALIVE, use: false });
    expect(server.wait(3_600_000)).toEqual([]);
  });
});

describe('a ping of ours', () => {
  it('is matched by its ping_id, whatever the order of the pongs', () => {
    const server = new ScriptedServer({ use: false });
    const ids = [server.session.ping(), server.session.ping(), server.session.ping()];
    const heard = server.hear();
    const effects = [...heard].reverse().flatMap((ping) => server.say(pongTo(ping)));
    expect(effects.map((effect) => effect.kind === 'pong' && effect.isFor && effect.pingId)).toEqual(
      ids.reverse(),
    );
  });

  it('is sent anew with another salt, under another msg_id', () => {
    const server = new ScriptedServer({ use: false });
    const pingId = server.session.ping();
    const [ping] = server.hear();
    server.say({
      _: 'bad_server_salt',
      bad_msg_id: ping?.msgId ?? 0n,
      bad_msg_seqno: 1,
      error_code: 48,
      new_server_salt: 5n,
    });
    const [again] = server.hear();
    expect(again?.salt).toBe(5n);
    expect(server.say(pongTo(again))).toMatchObject([{ kind: 'pong', pingId, isFor: true }]);
  });
});

describe('a ping of the server', () => {
  it('is answered', () => {
    const server = new ScriptedServer({ use: false });
    const ping = server.message({ _: 'ping', ping_id: 7n });
    server.receive(server.seal(ping));
    expect(server.hear()[0]?.object).toEqual({ _: 'pong', msg_id: ping.msgId, ping_id: 7n });
  });
});
