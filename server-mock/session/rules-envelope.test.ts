// The envelope of a message, rule by rule. A message that cannot be trusted is answered with -404 and nothing
// else, also to report: nothing in it may be looked at.
// https://core.telegram.org/mtproto/security_guidelines#mtproto-encrypted-messages

import { expect, it } from 'vitest';
import { viewOf } from '../../protocol/bytes/index.ts';
import { authKeyOf, encodePlainMessage, sealPlaintext } from '../../protocol/message/index.ts';
import { mtproto } from '../../protocol/tl/index.ts';
import { type BentClient, bentClient, memoryDc } from '../test-kit/index.ts';
import { type Breach, judges } from '../test-kit/rule-suite.ts';

const PING = { _: 'ping', ping_id: 5n } as const;
const right = (client: BentClient): void => void client.send({ body: PING });
const refused = { right, enforce: ['-404'], report: ['-404'] } as const;
const unheard = { right, enforce: [], report: [] } as const;

judges([
  {
    rule: 'MT-EN-01',
    how: 'a plain message that is longer than it says',
    bent: (client) =>
      client.stream.send(encodePlainMessage({ msgId: 4n, body: new Uint8Array(8) }).subarray(0, 24)),
    ...refused,
  },
  {
    rule: 'MT-EN-02',
    how: 'a key that the DC never had',
    bent: (client) =>
      client.send({ body: PING, authKey: authKeyOf(client.env.crypto, client.env.random('other', 256)) }),
    ...refused,
  },
  {
    rule: 'MT-EN-02',
    how: 'an auth_key_id with one wrong bit',
    bent: (client) => client.send({ body: PING, payload: flipped(3) }),
    ...refused,
  },
  ...[0, 16, 32].map(
    (bytes): Breach => ({
      rule: 'MT-EN-03',
      how: `${bytes} encrypted bytes`,
      bent: (client) => client.send({ body: PING, payload: (payload) => payload.subarray(0, 24 + bytes) }),
      ...refused,
    }),
  ),
  {
    rule: 'MT-EN-03',
    how: 'four encrypted bytes too few',
    bent: (client) => client.send({ body: PING, payload: (payload) => payload.subarray(0, -4) }),
    ...refused,
  },
  {
    rule: 'MT-EN-04',
    how: 'a msg_key with one wrong bit',
    bent: (client) => client.send({ body: PING, payload: flipped(15) }),
    ...refused,
  },
  {
    rule: 'MT-EN-04',
    how: 'one wrong bit at the end of the padding',
    bent: (client) => client.send({ body: PING, payload: flipped(-1) }),
    ...refused,
  },
  {
    rule: 'MT-EN-04',
    how: 'a message that is sealed as a server seals',
    bent(client) {
      const { plaintext } = client.seal({ body: PING });
      client.stream.send(sealPlaintext(client.env.crypto, client.key.authKey, 'server', plaintext));
    },
    ...refused,
  },
  ...[-4, -0x80000000, 1, 2, 3, 11, 16 + 20, 0x7ffffffc].map(
    (length): Breach => ({
      rule: 'MT-EN-05',
      how: `a length of ${length}`,
      bent: (client) => client.send({ body: PING, plaintext: withLength(length) }),
      ...refused,
    }),
  ),
  ...[4, 1028, 65_540].map(
    (padding): Breach => ({
      rule: 'MT-EN-06',
      how: `${padding} bytes of padding`,
      bent: (client) => client.send({ body: PING, padding }),
      ...refused,
    }),
  ),
  {
    rule: 'MT-EN-06',
    how: 'a length that leaves 8 bytes for the padding',
    bent: (client) => client.send({ body: PING, plaintext: withLength(24) }),
    enforce: ['-404'],
    report: ['-404'],
    right(client) {
      // 20 bytes of body and 12 of padding; 16 and 1024.
      client.send({ body: { _: 'msgs_state_req', msg_ids: [1n] }, padding: 12 });
      client.send({
        body: { _: 'ping_delay_disconnect', ping_id: 1n, disconnect_delay: 60 },
        padding: 1024,
      });
    },
  },
  {
    rule: 'MT-EN-10',
    how: 'a message of MTProto 1.0',
    bent: (client) => client.send({ body: PING, version1: true }),
    ...refused,
  },
  {
    rule: 'MT-EN-11',
    how: 'a ping that is cut off',
    bent: (client) => client.send({ body: mtproto.encode(PING).subarray(0, 8) }),
    ...unheard,
  },
  {
    rule: 'MT-EN-11',
    how: 'a ping with more behind it',
    bent: (client) => client.send({ body: Uint8Array.of(...mtproto.encode(PING), 0, 0, 0, 0) }),
    ...unheard,
  },
  {
    rule: 'MT-EN-12',
    how: 'zeros for padding',
    bent(client) {
      for (const padding of [20, 36, 20]) client.send({ body: PING, padding: new Uint8Array(padding) });
    },
    right(client) {
      for (const padding of [20, 36, 20]) client.send({ body: PING, padding });
    },
    enforce: ['pong', 'pong', 'pong'],
    report: ['pong', 'pong', 'pong'],
  },
  {
    rule: 'MT-EN-12',
    how: 'the padding of the message before, at another length',
    bent(client) {
      const padding = client.env.random('bent', 36);
      client.send({ body: PING, padding: padding.subarray(0, 20) });
      client.send({ body: PING, padding });
    },
    right(client) {
      client.send({ body: PING, padding: 20 });
      client.send({ body: PING, padding: 36 });
    },
    enforce: ['pong', 'pong'],
    report: ['pong', 'pong'],
  },
]);

it('a message that comes twice as it is breaks MT-MS-03 only', () => {
  const client = bentClient(memoryDc());
  const { payload } = client.seal({ body: PING });
  client.stream.send(payload);
  client.stream.send(payload);
  expect(client.dc.broken()).toEqual(['MT-MS-03']);
});

/** @param at index of a byte, from the end if negative */
function flipped(at: number): (payload: Uint8Array) => Uint8Array {
  return (payload) =>
    payload.map((byte, index) => (index === (at + payload.length) % payload.length ? byte ^ 1 : byte));
}

function withLength(length: number): (plaintext: Uint8Array) => Uint8Array {
  return (plaintext) => {
    viewOf(plaintext).setInt32(28, length, true);
    return plaintext;
  };
}
