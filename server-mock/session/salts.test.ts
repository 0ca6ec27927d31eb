// Salts on a clock that is moved by hours. https://core.telegram.org/mtproto/description#server-salt

import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../protocol/bytes/index.ts';
import { SEEDED_START } from '../../protocol/crypto/index.ts';
import type { TlObject } from '../../protocol/tl/index.ts';
import { type BentClient, bentClient, memoryDc } from '../test-kit/index.ts';
import { answersOf } from '../test-kit/rule-suite.ts';

const PING = { _: 'ping', ping_id: 5n } as const;
const HALF_HOUR_S = 1800;

describe('salts', () => {
  it('rotate every half hour for three hours; each is accepted for half an hour more', () => {
    const client = acknowledged();
    const { dc } = client;
    const salts: bigint[] = [];
    for (let window = 0; window <= 6; window++) {
      const salt = client.key.salts.current(dc.clock.now());
      expect(salts).not.toContain(salt);
      salts.push(salt);
      const accepted = salts.map((one) => {
        client.send({ body: PING, salt: one });
        return answersOf(client)[0] === 'pong';
      });
      expect(accepted).toEqual(salts.map((_, index) => index >= window - 1));
      dc.clock.advance('30m');
    }
    expect(new Set(dc.broken())).toEqual(new Set(['MT-SL-02']));
  });

  it('are a function of the seed and of the key', () => {
    const saltsOf = (seed: number, keys: number): bigint[] => {
      const dc = memoryDc({ seed });
      const records = Array.from({ length: keys }, () => dc.addKey());
      const salts = records.at(-1)?.salts.future(64, dc.clock.now()) ?? [];
      return salts.map(({ salt }) => salt);
    };
    expect(saltsOf(1, 1)).toEqual(saltsOf(1, 1));
    expect(saltsOf(1, 1)).not.toEqual(saltsOf(2, 1));
    expect(saltsOf(1, 1)).not.toEqual(saltsOf(1, 2));
    expect(new Set(saltsOf(1, 1)).size).toBe(64);
  });

  it('are the same whether anybody asked for them before or not', () => {
    const [patient, curious] = [acknowledged(), acknowledged()];
    for (let step = 0; step < 100; step++) {
      curious.key.salts.judge(BigInt(step), curious.dc.clock.now());
      curious.dc.clock.advance('30m');
    }
    patient.dc.clock.advance(100 * HALF_HOUR_S * 1000);
    const now = patient.dc.clock.now();
    expect(patient.key.salts.future(64, now)).toEqual(curious.key.salts.future(64, now));
  });
});

describe('bad_server_salt', () => {
  it('names the message and the salt that is right now, and nothing of the message happens', () => {
    const client = acknowledged();
    client.take();
    const bad_msg_id = client.send({ body: PING, salt: 1n });
    expect(client.take().map(({ object }) => object)).toEqual([
      {
        _: 'bad_server_salt',
        bad_msg_id,
        bad_msg_seqno: 3,
        error_code: 48,
        new_server_salt: client.key.salts.current(client.dc.clock.now()),
      },
    ]);
  });

  it('comes for the container, not for its messages', () => {
    const client = acknowledged();
    client.take();
    const { id } = client.sendTogether([{ body: PING }, { body: PING }], { salt: 1n });
    expect(client.take()).toMatchObject([{ object: { _: 'bad_server_salt', bad_msg_id: id } }]);
  });
});

describe('get_future_salts', () => {
  it.each([1, 2, 64])('gives %s salts in a row: the current one first, an hour each', (num) => {
    const client = acknowledged();
    client.dc.clock.advance('40m');
    const { object, msgId } = asked(client, num);
    const now = client.dc.clock.now() / 1000;
    const salts = object.salts as readonly TlObject[];
    expect(object).toMatchObject({ _: 'future_salts', req_msg_id: msgId, now });
    expect(salts).toHaveLength(num);
    const since = now - (now % HALF_HOUR_S);
    expect(salts.map(({ valid_since, valid_until }) => [valid_since, valid_until])).toEqual(
      salts.map((_, index) => [since + HALF_HOUR_S * index, since + HALF_HOUR_S * (index + 2)]),
    );
  });

  it.each([0, 1, 999])(
    'tells the truth of a key of %i ms after a second: to the first second and the last',
    (ms) => {
      const client = acknowledged(new VirtualClock(SEEDED_START + ms));
      const { object } = asked(client, 4);
      const ends = (object.salts as readonly TlObject[]).flatMap(({ salt, valid_since, valid_until }) => [
        { at: Number(valid_since), salt, valid: true },
        { at: Number(valid_until) - 1, salt, valid: true },
        { at: Number(valid_until), salt, valid: false },
      ]);
      for (const { at, salt, valid } of ends.sort((a, b) => a.at - b.at)) {
        client.dc.clock.advance(Math.max(0, at * 1000 - client.dc.clock.now()));
        client.send({ body: PING, salt: salt as bigint });
        expect(answersOf(client)).toEqual([valid ? 'pong' : 'bad_server_salt 48']);
      }
    },
  );
});

function asked(client: BentClient, num: number): { object: TlObject; msgId: bigint } {
  client.take();
  const msgId = client.send({ body: { _: 'get_future_salts', num } });
  const [answer] = client.take().filter(({ object }) => object._ === 'future_salts');
  if (answer === undefined) throw new Error('no future_salts');
  return { object: answer.object, msgId };
}

/** Nothing is owed: time may pass. */
function acknowledged(clock: VirtualClock = new VirtualClock(SEEDED_START)): BentClient {
  const client = bentClient(memoryDc({ clock }));
  client.send({ body: PING });
  client.acknowledge();
  return client;
}
