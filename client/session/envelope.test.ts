// What the envelope of a frame must be before anything in it is looked at. The session under test waits for an
// answer; a frame that is wrong never gives it.

import { describe, expect, it } from 'vitest';
import { ByteWriter, concatBytes, int64ToBytes } from '../../protocol/bytes/index.ts';
import { type AuthKey, authKeyOf, sealMessageV1, sealPlaintext } from '../../protocol/message/index.ts';
import { type MtprotoObject, mtproto } from '../../protocol/tl/index.ts';
import { type Heard, kinds, ScriptedServer, words } from '../test-kit/scripted-server.ts';
import type { Effect } from './effect.ts';

/** A server that is asked something, and the answer's body. */
function asked(): { server: ScriptedServer; answer: Uint8Array; query: Heard } {
  const server = new ScriptedServer();
  server.ask('a');
  const [query] = server.hear();
  if (query === undefined) throw new Error('nothing was said');
  return { server, query, answer: mtproto.encode(server.answer(query)) };
}

/** What an effect says of a refusal: the rule and whether the connection must be closed. */
function refusals(effects: readonly Effect[]): unknown[] {
  return effects.map((effect) =>
    effect.kind === 'refused' && 'rule' in effect.error ? [effect.error.rule, effect.close] : effect.kind,
  );
}

/** The correct answer is taken afterwards: nothing of the wrong one had an effect. */
function expectUnharmed(server: ScriptedServer, answer: Uint8Array): void {
  expect(kinds(server.say({ body: answer }))).toEqual(['answer']);
}

/** The least that makes whole blocks. */
function paddingFor(body: Uint8Array): number {
  return 12 + ((16 - ((body.length + 12) % 16)) % 16);
}

function plaintext(server: ScriptedServer, body: Uint8Array, length: number, padding: number): Uint8Array {
  return new ByteWriter()
    .int64(1n)
    .int64(server.session.id)
    .int64(server.nextId())
    .int32(1)
    .int32(length)
    .put(body)
    .zeros(padding)
    .finish();
}

/** Under a right msg_key, whatever the fields. */
function sealed(server: ScriptedServer, body: Uint8Array, length: number, padding: number): Uint8Array {
  const bytes = plaintext(server, body, length, padding);
  return sealPlaintext(server.env.crypto, server.key, 'server', bytes);
}

describe('a frame is refused', () => {
  it('with a wrong msg_key, whichever of its bits is flipped', () => {
    const { server, answer } = asked();
    const payload = server.seal(server.message({ body: answer }));
    for (let bit = 8 * 8; bit < 8 * payload.length; bit += 7) {
      const bent = payload.slice();
      bent[bit >> 3] = (bent[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(refusals(server.receive(bent))).toEqual([['MT-EN-04', true]]);
    }
    expectUnharmed(server, answer);
  });

  it('in the same way when other fields are wrong too: msg_key is looked at first', () => {
    const { server, answer } = asked();
    const huge = new ByteWriter().uint32(0x62d6b459).uint32(0x1cb5c415).int32(0x7fffffff).finish();
    const wrong = [
      sealed(server, answer, -4, paddingFor(answer)),
      server.seal({ body: answer, sessionId: 7n }),
      server.seal({ body: Uint8Array.of(1, 2, 3, 4) }),
      server.seal({ body: huge }),
    ];
    for (const payload of wrong) {
      payload[8] = (payload[8] ?? 0) ^ 1;
      expect(refusals(server.receive(payload))).toEqual([['MT-EN-04', true]]);
    }
    expectUnharmed(server, answer);
  });

  it('under another auth_key_id', () => {
    const { server, answer } = asked();
    const other: AuthKey = authKeyOf(server.env.crypto, new Uint8Array(256).fill(1));
    expect(refusals(server.receive(server.seal({ body: answer }, { key: other })))).toEqual([
      ['MT-EN-02', false],
    ]);
    expectUnharmed(server, answer);
  });

  it('for another session, and the connection stays', () => {
    const { server, answer } = asked();
    expect(
      refusals(server.receive(server.seal({ body: answer, sessionId: server.session.id + 1n }))),
    ).toEqual([['MT-EN-07', false]]);
    expectUnharmed(server, answer);
  });

  it.each([0, 4, 8])('with %i bytes of padding', (padding) => {
    const { server, answer } = asked();
    // 32 bytes of header, and the rest a multiple of 16
    const body = concatBytes(answer, new Uint8Array(16 - ((answer.length + padding) % 16)));
    expect(refusals(server.receive(server.seal({ body }, { padding })))).toEqual([['MT-EN-06', true]]);
    expectUnharmed(server, answer);
  });

  it.each([1040, 65_536])('with %i bytes of padding', (padding) => {
    const { server, answer } = asked();
    const body = concatBytes(answer, new Uint8Array((16 - (answer.length % 16)) % 16));
    expect(refusals(server.receive(server.seal({ body }, { padding })))).toEqual([['MT-EN-06', true]]);
    expectUnharmed(server, answer);
  });

  it.each([4, 0x7ffffffc])('with a length %i bytes above the plaintext', (more) => {
    const { server, answer } = asked();
    const padding = paddingFor(answer);
    const length = Math.min(0x7ffffffc, answer.length + padding + more);
    expect(refusals(server.receive(sealed(server, answer, length, padding)))).toEqual([['MT-EN-05', true]]);
    expectUnharmed(server, answer);
  });

  it.each([-4, -2_147_483_648, 1, 2, 3])('with a length of %i', (length) => {
    const { server, answer } = asked();
    const padding = paddingFor(answer);
    const wrong = length > 0 ? answer.length + length : length;
    expect(refusals(server.receive(sealed(server, answer, wrong, padding)))).toEqual([['MT-EN-05', true]]);
    expectUnharmed(server, answer);
  });

  it('with a length shorter than its object: no byte behind it is read', () => {
    const { server, answer } = asked();
    const padding = paddingFor(answer);
    // rpc_result without its result
    const [effect] = server.receive(sealed(server, answer, 8, padding));
    expect(effect).toMatchObject({ kind: 'refused', error: { code: 'TRUNCATED' }, close: false });
    expectUnharmed(server, answer);
  });

  it('when the ciphertext is no multiple of 16', () => {
    const { server, answer } = asked();
    const payload = concatBytes(server.seal({ body: answer }), new Uint8Array(4));
    expect(refusals(server.receive(payload))).toEqual([['MT-EN-03', true]]);
    expectUnharmed(server, answer);
  });

  it.each([8, 12, 16, 20, 24, 56])('of %i bytes, too short for a message', (length) => {
    const { server, answer } = asked();
    const payload = concatBytes(server.key.id, new Uint8Array(length - 8));
    expect(refusals(server.receive(payload))).toEqual([['MT-EN-03', true]]);
    expectUnharmed(server, answer);
  });

  it('encrypted as the client encrypts: a mirror', () => {
    const { server, answer } = asked();
    const payload = server.seal({ body: answer }, { sender: 'client' });
    expect(refusals(server.receive(payload))).toEqual([['MT-EN-04', true]]);
    expectUnharmed(server, answer);
  });

  it('that is the last frame of the client, byte for byte', () => {
    const server = new ScriptedServer();
    server.ask('a');
    const [payload] = server.session.flush();
    if (payload === undefined) throw new Error('nothing was said');
    expect(refusals(server.receive(payload))).toEqual([['MT-EN-04', true]]);
    expect(server.session.requests.size).toBe(1);
  });

  it('in MTProto 1.0', () => {
    const { server, answer } = asked();
    const message = {
      salt: 1n,
      sessionId: server.session.id,
      msgId: server.nextId(),
      seqno: 1,
      body: answer,
    };
    const padding = new Uint8Array((16 - ((32 + answer.length) % 16)) % 16);
    const payload = sealMessageV1(server.env.crypto, server.key, 'server', message, padding);
    expect(refusals(server.receive(payload))).toEqual([['MT-EN-10', true]]);
    expectUnharmed(server, answer);
  });

  it('when nothing but its padding was changed', () => {
    const { server, answer } = asked();
    const bytes = plaintext(server, answer, answer.length, paddingFor(answer));
    const right = sealPlaintext(server.env.crypto, server.key, 'server', bytes);
    bytes[bytes.length - 1] = 1;
    const other = sealPlaintext(server.env.crypto, server.key, 'server', bytes);
    // msg_key of the one, contents of the other
    const payload = concatBytes(right.subarray(0, 24), other.subarray(24));
    expect(refusals(server.receive(payload))).toEqual([['MT-EN-04', true]]);
    expectUnharmed(server, answer);
  });

  it.each([0n, 2n])('with a msg_id of which the low bits are %i', (bits) => {
    const { server, answer, query } = asked();
    const bodies: (Uint8Array | MtprotoObject)[] = [
      answer,
      Uint8Array.of(9, 9, 9, 9),
      { _: 'new_session_created', first_msg_id: query.msgId, unique_id: 1n, server_salt: 5n },
    ];
    for (const body of bodies) {
      const msgId = (server.nextId() & ~3n) | bits;
      expect(refusals(server.say({ body, msgId }))).toEqual([['MT-EN-09', false]]);
    }
    expectUnharmed(server, answer);
  });
});

describe('a frame is taken', () => {
  it.each([12, 1024])('with %i bytes of padding', (padding) => {
    const { server, answer } = asked();
    const more = (16 - ((answer.length + padding) % 16)) % 16;
    // What stands behind the result is part of it, as far as the session can tell.
    const body = more === 0 ? answer : concatBytes(answer, new Uint8Array(more));
    expect(kinds(server.receive(server.seal({ body }, { padding })))).toEqual(['answer']);
  });

  it('after 10,000 that were not, and the session remembers none of them', () => {
    const { server, answer } = asked();
    for (let round = 0; round < 10_000; round++) {
      const noise = server.env.random('noise', 1024);
      noise.set(server.key.id);
      expect(server.session.receive(noise.subarray(0, 24 + 16 * (round % 60)))).toHaveLength(1);
    }
    expectUnharmed(server, answer);
    expect(words(server.hear())).toEqual(['msgs_ack']);
  });

  it('silently passed over, with an update for a session that was renewed', () => {
    const { server, query } = asked();
    const late = server.seal({ body: Uint8Array.of(9, 9, 9, 9), seqno: 1 });
    server.say({ _: 'bad_msg_notification', bad_msg_id: query.msgId, bad_msg_seqno: 1, error_code: 32 });
    expect(server.receive(late)).toEqual([]);
    expect(words(server.hear())).not.toContain('msgs_ack');
  });

  it('whatever its msg_key hides of time: 8 bytes of auth_key_id come first', () => {
    const { server } = asked();
    const other = concatBytes(int64ToBytes(1n), new Uint8Array(64));
    expect(refusals(server.receive(other))).toEqual([['MT-EN-02', false]]);
  });
});
