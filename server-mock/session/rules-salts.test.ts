// server_salt, rule by rule. A wrong salt is answered in either strictness: that is how a client learns the right one.
// https://core.telegram.org/mtproto/description#server-salt

import { type BentClient, bentClient, memoryDc } from '../test-kit/index.ts';
import { judges } from '../test-kit/rule-suite.ts';

const PING = { _: 'ping', ping_id: 5n } as const;
const answered = { enforce: ['bad_server_salt 48'], report: ['bad_server_salt 48'] } as const;

judges([
  {
    rule: 'MT-SL-01',
    how: 'a salt that was never issued',
    bent: (client) => client.send({ body: PING, salt: saltOf(client, 0) ^ 1n }),
    right: (client) => client.send({ body: PING, salt: saltOf(client, 0) }),
    ...answered,
  },
  {
    rule: 'MT-SL-01',
    how: 'the salt of another key',
    bent: (client) =>
      client.send({ body: PING, salt: client.dc.addKey().salts.current(client.dc.clock.now()) }),
    right: (client) => client.send({ body: PING }),
    ...answered,
  },
  {
    rule: 'MT-SL-01',
    how: 'a salt of the next half hour, which nobody was told',
    bent: (client) => client.send({ body: PING, salt: untoldSalt(client) }),
    right(client) {
      const salt = saltOf(client, 30);
      client.acknowledge();
      client.dc.clock.advance('30m');
      client.send({ body: PING, salt });
    },
    ...answered,
  },
  {
    rule: 'MT-SL-02',
    how: 'a salt that was replaced 400 days ago',
    before: acknowledged,
    bent(client) {
      const salt = saltOf(client, 30);
      for (let day = 0; day < 400; day++) {
        client.dc.clock.advance('1d');
        saltOf(client, 0);
      }
      client.send({ body: PING, salt });
    },
    right: (client) => client.send({ body: PING }),
    ...answered,
  },
  {
    rule: 'MT-SL-02',
    how: 'a salt that was replaced 30 minutes ago',
    before: acknowledged,
    bent(client) {
      const salt = saltOf(client, 0);
      client.dc.clock.advance('60m');
      client.send({ body: PING, salt });
    },
    right(client) {
      const salt = saltOf(client, 0);
      client.dc.clock.advance(59 * 60_000 + 59_999);
      client.send({ body: PING, salt });
    },
    ...answered,
  },
  {
    rule: 'MT-SL-02',
    how: 'a salt of the next half hour',
    before: acknowledged,
    bent: (client) => client.send({ body: PING, salt: saltOf(client, 30) }),
    right(client) {
      const salt = saltOf(client, 30);
      client.dc.clock.advance('30m');
      client.send({ body: PING, salt });
    },
    ...answered,
  },
  ...[0, -1, 65, 0x7fffffff].map((num) => ({
    rule: 'MT-SL-03' as const,
    how: `asking for ${num}`,
    bent: (client: BentClient) => client.send({ body: { _: 'get_future_salts', num } }),
    right(client: BentClient) {
      client.send({ body: { _: 'get_future_salts', num: 1 } });
      client.send({ body: { _: 'get_future_salts', num: 64 } });
    },
    enforce: ['future_salts'],
    report: ['future_salts'],
  })),
]);

/** The salt that will be current in so many minutes. */
function saltOf(client: BentClient, minutes: number): bigint {
  return client.key.salts.current(client.dc.clock.now() + 60_000 * minutes);
}

/** It, of a DC of the same seed whose client was told. */
function untoldSalt(client: BentClient): bigint {
  const twin = bentClient(memoryDc());
  if (saltOf(twin, 0) !== saltOf(client, 0)) throw new Error('the DCs differ');
  return saltOf(twin, 30);
}

/** Time may then pass without a word. */
function acknowledged(client: BentClient): void {
  client.send({ body: PING });
  client.acknowledge();
}
