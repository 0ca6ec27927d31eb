// What each fault of an encrypted message puts on the wire, byte by byte; property-tests/message-faults.test.ts says
// which rules that breaks.

import { describe, expect, it } from 'vitest';
import { fromHex, toHex, viewOf } from '../../protocol/bytes/index.ts';
import { seededEnv } from '../../protocol/crypto/index.ts';
import { authKeyOf, openMessageV1, openPlaintext } from '../../protocol/message/index.ts';
import { mtproto } from '../../protocol/tl/index.ts';
import type { MessageContext } from './fault.ts';
import { FaultInjector } from './fault-injector.ts';
import type { FaultId } from './registry.ts';

const env = seededEnv({ seed: 1 });
const authKey = authKeyOf(
  env.crypto,
  Uint8Array.from({ length: 256 }, (_, index) => (index * 5 + 1) & 0xff),
);

// pong: 20 bytes. With its header and 12 bytes of padding they are four blocks.
const PONG = 'c573773404000000807c74670700000000000000';
const PONG_ID = '0100000080857467';
const SESSION = '88776655443322f1';
const SALT = '0100000000000000';
const NOTHING = '59b4d66215c4b51c00000000';
const CONTAINER = 'dcf8f173';

/** The frame of a lone pong, or of a container with it; each with msg_ids that go on at ...05, ...09, ...0d. */
function frame(body: string = PONG, seqno = 5): MessageContext {
  let next = 0x6774858000000001n;
  return {
    env: seededEnv({ seed: 2 }),
    authKey,
    message: { salt: 1n, sessionId: -0x0eddccbbaa998878n, msgId: next, seqno, body: fromHex(body) },
    padding: new Uint8Array(12 + ((16 - ((44 + body.length / 2) % 16)) % 16)).fill(0xee),
    nextMsgId: () => {
      next += 4n;
      return next;
    },
  };
}

function bent(id: FaultId, context: MessageContext = frame()): Uint8Array {
  const { bytes, fault } = new FaultInjector([id]).message(context);
  expect(fault?.id).toBe(id);
  return bytes;
}

const correct = new FaultInjector([]).message(frame()).bytes;

/** Where two payloads of one length differ. */
function differences(one: Uint8Array, other: Uint8Array): number[] {
  expect(one).toHaveLength(other.length);
  return [...one.keys()].filter((index) => one[index] !== other[index]);
}

/** What stands under the encryption, in hex: the header, message_data and padding as they are declared. */
function opened(payload: Uint8Array): { header: string; body: string; padding: number; length: number } {
  const plaintext = openPlaintext(env.crypto, authKey, 'server', payload);
  const length = viewOf(plaintext).getInt32(28, true);
  return {
    header: toHex(plaintext.subarray(0, 28)),
    body: toHex(plaintext.subarray(32, 32 + length)),
    padding: plaintext.length - 32 - length,
    length,
  };
}

const HEADER = `${SALT}${SESSION}${PONG_ID}05000000`;

it('the correct message', () => {
  expect(correct).toHaveLength(24 + 64);
  expect(opened(correct)).toEqual({ header: HEADER, body: PONG, padding: 12, length: 20 });
  expect(new FaultInjector(['resPQ-truncated']).message(frame())).toEqual({ bytes: correct });
});

describe('outside the encryption', () => {
  it.each<[FaultId, number]>([
    ['message-wrong-auth_key_id', 0],
    ['message-wrong-msg_key', 8],
    ['message-bent-data', 24],
  ])('%s: byte %i differs', (id, at) => {
    expect(differences(bent(id), correct)).toEqual([at]);
  });

  it.each<[FaultId, number]>([
    ['message-unaligned', 84],
    ['message-empty', 24],
  ])('%s: the first %i bytes of the payload', (id, length) => {
    expect(bent(id)).toEqual(correct.slice(0, length));
  });

  it('message-version1: the same message in MTProto 1.0', () => {
    const { plaintext, paddingLength } = openMessageV1(
      env.crypto,
      authKey,
      'server',
      bent('message-version1'),
    );
    expect(toHex(plaintext.subarray(0, 52))).toBe(`${HEADER}14000000${PONG}`);
    expect(paddingLength).toBe(12);
  });
});

describe('under the encryption', () => {
  it.each<[FaultId, number]>([
    ['message-length-beyond-end', 20 + 12 + 4],
    ['message-length-negative', -4],
  ])('%s: message_data_length is %i, and nothing else differs', (id, length) => {
    const plaintext = openPlaintext(env.crypto, authKey, 'server', bent(id));
    expect(viewOf(plaintext).getInt32(28, true)).toBe(length);
    const right = openPlaintext(env.crypto, authKey, 'server', correct);
    plaintext.set(right.subarray(28, 32), 28);
    expect(plaintext).toEqual(right);
  });

  it('message-length-unaligned: 2 bytes of the padding are said to be of the body, and 12 and more are left', () => {
    const { header, body, padding, length } = opened(bent('message-length-unaligned'));
    expect({ header, body, padding, length }).toEqual({
      header: HEADER,
      body: `${PONG}eeee`,
      padding: 26,
      length: 22,
    });
  });

  it('message-wrong-session_id', () => {
    const header = `${SALT}89${SESSION.slice(2)}${PONG_ID}05000000`;
    expect(opened(bent('message-wrong-session_id'))).toMatchObject({ header, body: PONG, padding: 12 });
  });

  it('message-msg_id-of-client', () => {
    const header = `${SALT}${SESSION}00${PONG_ID.slice(2)}05000000`;
    expect(opened(bent('message-msg_id-of-client'))).toMatchObject({ header, body: PONG, padding: 12 });
  });

  it.each([
    [16, 0, 1040],
    [20, 8, 1036],
    [24, 8, 1032],
    [28, 4, 1028],
  ])('with a body of %i bytes: paddings of %i and %i', (length, below, above) => {
    const body = `${PONG}0000000000000000`.slice(0, 2 * length);
    expect(opened(bent('message-padding-above-1024', frame(body)))).toMatchObject({ body, padding: above });
    const short = opened(bent('message-padding-below-12', frame(body)));
    expect(short.padding).toBe(below);
    // 20 bytes need exactly 12 of padding: another message is with them, and a container around both.
    if (length !== 20) expect(short.body).toBe(body);
    else
      expect(short.body).toBe(
        `${CONTAINER}02000000${PONG_ID}0500000014000000${body}${id(5)}060000000c000000${NOTHING}`,
      );
  });
});

/** A msg_id of the server as it stands on the wire: its lowest byte is given. */
function id(low: number): string {
  return `${low.toString(16).padStart(2, '0')}${PONG_ID.slice(2)}`;
}

describe('a container', () => {
  const member = `${PONG_ID}0500000014000000${PONG}`;
  const whole = `${CONTAINER}01000000${member}`;
  const last = (length: string) => `${PONG_ID}05000000${length}${PONG}`;

  it.each<[FaultId, string, string]>([
    [
      'container-nested',
      `${id(9)}06000000`,
      `${CONTAINER}01000000${id(5)}060000002c000000${CONTAINER}01000000${member}`,
    ],
    // 2^21 less
    ['container-id-below-members', '0100e0ff7f85746706000000', whole],
    ['container-length-wrong', `${id(5)}06000000`, `${CONTAINER}01000000${last('18000000')}`],
    [
      'container-length-unaligned',
      `${id(13)}06000000`,
      `${CONTAINER}03000000${member}${id(5)}060000000e000000${NOTHING}0000${id(9)}060000000e000000${NOTHING}0000`,
    ],
  ])('%s, of a message that would have stood alone', (fault, ids, body) => {
    const header = `${SALT}${SESSION}${ids}`;
    expect(opened(bent(fault))).toMatchObject({ header, body });
  });

  it.each<[FaultId, string]>([
    ['container-nested', `${CONTAINER}01000000${PONG_ID}060000002c000000${whole}`],
    ['container-id-below-members', whole],
    ['container-length-wrong', `${CONTAINER}01000000${last('18000000')}`],
  ])('%s, of a container', (fault, body) => {
    expect(opened(bent(fault, frame(whole, 6))).body).toBe(body);
  });

  it.each<[FaultId, string]>([
    ['container-nested', `${CONTAINER}01000000${PONG_ID}0600000008000000${CONTAINER}00000000`],
    ['container-id-below-members', `${CONTAINER}01000000${id(5)}060000000c000000${NOTHING}`],
    ['container-length-wrong', `${CONTAINER}01000000${id(5)}0600000010000000${NOTHING}`],
  ])('%s, of an empty container', (fault, body) => {
    expect(opened(bent(fault, frame(`${CONTAINER}00000000`, 6))).body).toBe(body);
  });

  it('container-1025: the message, and 1024 that say nothing, each under an id of its own', () => {
    const { header, body } = opened(bent('container-1025'));
    expect(body).toHaveLength(2 * (8 + 36 + 1024 * 28));
    expect(body.startsWith(`${CONTAINER}01040000${member}${id(5)}060000000c000000${NOTHING}`)).toBe(true);
    const container = mtproto.decode(fromHex(body));
    if (container._ !== 'msg_container') throw new Error('no container');
    const ids = container.messages.map(({ msg_id }) => msg_id);
    expect(new Set(ids).size).toBe(1025);
    // 1024 ids, and then the container's own
    expect(header.slice(32, 48)).toBe('0510000080857467');
    expect(ids.at(-1)).toBe(0x6774858000001001n);
  });
});

describe('faults of messages', () => {
  it('are pure: the same bytes from the same seed', () => {
    for (const fault of ['message-padding-above-1024', 'message-version1', 'container-nested'] as const)
      expect(bent(fault)).toEqual(bent(fault));
  });

  it('occur as often as they were ordered, beside those of the handshake', () => {
    const injector = new FaultInjector([
      'dh_gen-truncated',
      'plain-length-zero',
      { id: 'message-empty', times: 2 },
    ]);
    expect(injector.bendsMessages).toBe(true);
    expect([1, 2, 3].map(() => injector.message(frame()).bytes.length)).toEqual([24, 24, 88]);
    expect(injector.envelope({ msgId: 1n, body: fromHex(PONG) }).fault?.id).toBe('plain-length-zero');
  });

  it('bend one frame each: there may be one', () => {
    const two = () => new FaultInjector(['message-empty', 'container-nested']);
    expect(two).toThrow(expect.objectContaining({ code: 'USAGE' }));
  });
});
