// Golden frames, one sentence of https://core.telegram.org/mtproto/mtproto-transports a test. Values that have
// another source than the specification name it: grammers, mtcute and gotd are other implementations.

import { describe, expect, it } from 'vitest';
import { concatBytes, equalBytes, fromHex, MalformedError, toHex, UsageError } from '../bytes/index.ts';
import {
  DEFAULT_LIMITS,
  decodeFrames,
  type End,
  encodeFrame,
  encodeFrameHeader,
  encodeQuickAck,
  type Framing,
  framingTag,
  type TransportEvent,
  tryDecodeTransportError,
} from './index.ts';

/** 00 01 02 ... 7f */
const COUNTING = toHex(Uint8Array.from({ length: 128 }, (_, i) => i));

function payload(hex: string, quickAck = false): TransportEvent {
  return { kind: 'payload', payload: fromHex(hex), quickAck };
}

function decode(framing: Framing, hex: string, end: End = 'server', minFrame = 0): TransportEvent[] {
  return decodeFrames(framing, [fromHex(hex)], { end, minFrame });
}

function failureOf(action: () => unknown): MalformedError {
  try {
    action();
  } catch (error) {
    if (error instanceof MalformedError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('every framing', () => {
  // grammers: grammers-mtproto/src/transport/{abridged,intermediate,full}.rs; the CRC32 also by zlib
  const frames: readonly (readonly [Framing, string, string])[] = [
    ['abridged', 'ef', `20${COUNTING}`],
    ['intermediate', 'eeeeeeee', `80000000${COUNTING}`],
    ['padded', 'dddddddd', `80000000${COUNTING}`],
    ['full', '', `8c00000000000000${COUNTING}86739537`],
  ];

  it.each(frames)('%s: has its tag and frames 128 bytes', (framing, tag, frame) => {
    expect(toHex(framingTag(framing))).toBe(tag);
    expect(toHex(encodeFrame(framing, fromHex(COUNTING)))).toBe(frame);
    expect(decode(framing, frame)).toEqual([payload(COUNTING)]);
  });

  it.each(frames)('%s: gives out the tag as a copy', (framing, tag) => {
    framingTag(framing).fill(0);
    expect(toHex(framingTag(framing))).toBe(tag);
  });

  it.each(frames)('%s: waits for the last byte of a frame', (framing, _tag, frame) => {
    for (let length = 0; length < frame.length; length += 2)
      expect(decode(framing, frame.slice(0, length))).toEqual([]);
  });

  it.each(frames)('%s: an announced length above the limit is refused before its body comes', (framing) => {
    const limit = 1024;
    const context = { maxFrame: limit };
    const header = (length: number): Uint8Array[] => [encodeFrameHeader(framing, length)];
    const allowed = framing === 'padded' ? limit + 12 : limit;
    expect(decodeFrames(framing, header(allowed), context)).toEqual([]);
    const failure = failureOf(() => decodeFrames(framing, header(allowed + 4), context));
    expect(failure).toMatchObject({ code: 'TOO_LARGE', offset: 0 });
  });

  it.each(frames)('%s: nothing shorter than an auth_key_id is a message', (framing) => {
    for (const length of [0, 4]) {
      const frame = encodeFrame(framing, new Uint8Array(length));
      const failure = failureOf(() => decodeFrames(framing, [frame], DEFAULT_LIMITS));
      expect(failure.code).toBe('BAD_LENGTH');
    }
    const shortest = encodeFrame(framing, new Uint8Array(8));
    expect(decodeFrames(framing, [shortest], DEFAULT_LIMITS)).toHaveLength(1);
  });

  it.each(frames)('%s: several frames in one chunk, in order', (framing) => {
    const frames = ['11', '22', '33'].map((digits, seqno) =>
      encodeFrame(framing, fromHex(digits.repeat(8)), { seqno }),
    );
    expect(decodeFrames(framing, [concatBytes(...frames)])).toEqual(
      ['11', '22', '33'].map((digits) => payload(digits.repeat(8))),
    );
  });
});

describe('abridged (#abridged)', () => {
  it('below 127 words the length is one byte, from 127 on 7f and three bytes', () => {
    const headers = [1, 126, 127, 128, 0xffff, 0x10000, 0xffffff].map((words) =>
      toHex(encodeFrameHeader('abridged', 4 * words)),
    );
    expect(headers).toEqual(['01', '7e', '7f7f0000', '7f800000', '7fffff00', '7f000001', '7fffffff']);
  });

  it('a quick ack is asked for with the top bit of the first byte', () => {
    const headers = [1, 126, 127, 128].map((words) =>
      toHex(encodeFrameHeader('abridged', 4 * words, { quickAck: true })),
    );
    expect(headers).toEqual(['81', 'fe', 'ff7f0000', 'ff800000']);
  });

  it.each([126, 127, 128, 129, 2 ** 18])(
    '%i words are read in either form, with and without quick ack',
    (words) => {
      const body = new Uint8Array(4 * words).fill(0x5a);
      for (const quickAck of [false, true]) {
        const [event] = decodeFrames('abridged', [encodeFrame('abridged', body, { quickAck })]);
        // Not toEqual: it takes seconds for a megabyte.
        if (event?.kind !== 'payload') throw new Error('no payload');
        expect(event.quickAck).toBe(quickAck);
        expect(equalBytes(event.payload, body)).toBe(true);
      }
    },
  );

  it('the long form of a short length is read too: nothing forbids it', () => {
    expect(decode('abridged', '7f0100001122334402aaaaaaaabbbbbbbb')).toEqual([
      payload('11223344'),
      payload('aaaaaaaabbbbbbbb'),
    ]);
  });

  it('cannot frame what is no multiple of 4, or 2^24 words', () => {
    expect(() => encodeFrame('abridged', new Uint8Array(5))).toThrow(UsageError);
    expect(() => encodeFrameHeader('abridged', 4 * 2 ** 24)).toThrow(UsageError);
  });

  it('the largest announced length is above the default limit', () => {
    const failure = failureOf(() => decodeFrames('abridged', [fromHex('7fffffff')]));
    expect(failure.details).toMatchObject({ length: 4 * 0xffffff, max: 16 * 1024 * 1024 });
  });
});

describe('intermediate (#intermediate)', () => {
  it('a quick ack is asked for with the top bit of the length', () => {
    expect(toHex(encodeFrameHeader('intermediate', 508, { quickAck: true }))).toBe('fc010080');
    expect(decode('intermediate', '040000801122334404000000aabbccdd')).toEqual([
      payload('11223344', true),
      payload('aabbccdd'),
    ]);
  });

  it('a length need not be a multiple of 4', () => {
    // mtcute: packages/core/src/network/transports/intermediate.test.ts
    expect(
      decodeFrames('intermediate', ['050000000501', '020304', '030000000301', '01'].map(fromHex)),
    ).toEqual([payload('0501020304'), payload('030101')]);
  });

  it('2 GiB cannot be framed', () => {
    expect(() => encodeFrameHeader('intermediate', 2 ** 31)).toThrow(UsageError);
  });

  it('7fffffff is refused at once', () => {
    expect(failureOf(() => decode('intermediate', 'ffffff7f')).code).toBe('TOO_LARGE');
  });
});

describe('padded intermediate (#padded-intermediate)', () => {
  it('the length covers payload and padding', () => {
    // mtcute: packages/core/src/network/transports/intermediate.test.ts
    const frame = encodeFrame('padded', fromHex('6cfeffff'), { padding: fromHex('29afd26df40f') });
    expect(toHex(frame)).toBe('0a0000006cfeffff29afd26df40f');
  });

  it('padding has at most 15 bytes', () => {
    expect(() => encodeFrame('padded', new Uint8Array(8), { padding: new Uint8Array(16) })).toThrow(
      UsageError,
    );
  });

  it('a quick ack is asked for with the top bit of the length', () => {
    const frame = encodeFrame('padded', fromHex('1122334455667788'), {
      padding: fromHex('99'),
      quickAck: true,
    });
    expect(toHex(frame)).toBe('09000080112233445566778899');
    expect(decodeFrames('padded', [frame])).toEqual([payload('112233445566778899', true)]);
  });
});

describe('full (#full)', () => {
  it('an empty payload, frame 0', () => {
    // grammers: grammers-mtproto/src/transport/full.rs
    expect(toHex(encodeFrame('full', new Uint8Array(0), { seqno: 0 }))).toBe('0c0000000000000026ca8d32');
    expect(decode('full', '0c0000000000000026ca8d32')).toEqual([payload('')]);
  });

  it('the length covers itself, the number and the CRC32, so less than 12 is refused', () => {
    expect(failureOf(() => decode('full', '0b000000')).code).toBe('BAD_LENGTH');
  });

  it('a wrong CRC32 is refused', () => {
    // grammers: grammers-mtproto/src/transport/full.rs
    const failure = failureOf(() => decode('full', `8c00000000000000${COUNTING}867395c8`));
    expect(failure.code).toBe('BAD_CRC');
    expect(failure.details).toMatchObject({ expected: 932541318, actual: 3365237638 });
  });

  it.each([
    ['repeats', 0],
    ['skips', 2],
    ['is negative', 0xffffffff],
  ])('frames are numbered from 0 in steps of 1: one that %s is refused', (_what, seqno) => {
    const first = encodeFrame('full', fromHex('1122334455667788'), { seqno: 0 });
    const second = encodeFrame('full', fromHex('1122334455667788'), { seqno });
    const failure = failureOf(() => decodeFrames('full', [first, second]));
    expect(failure.code).toBe('BAD_SEQNO');
    expect(failure.details).toMatchObject({ expected: 1, actual: seqno, offset: 20 });
  });

  it('has no quick acks', () => {
    expect(() => encodeFrame('full', new Uint8Array(8), { quickAck: true })).toThrow(UsageError);
    expect(toHex(encodeQuickAck('full', 0x80000001))).toBe('');
  });
});

describe('quick acks (#quick-ack)', () => {
  // token: LE32(SHA256(auth_key[88..120] + plaintext)) | 0x80000000 of a message of mtcute's, made independently
  const TOKEN = 2543324666;
  const wire: readonly (readonly [Framing, string])[] = [
    ['abridged', '97980dfa'],
    ['intermediate', 'fa0d9897'],
    ['padded', '08000000fffffffffa0d9897'],
  ];

  it.each(wire)('%s: the server frames a token', (framing, hex) => {
    expect(toHex(encodeQuickAck(framing, TOKEN))).toBe(hex);
  });

  it.each(wire)('%s: a client reads one, asked for or not, between frames', (framing, hex) => {
    const frame = toHex(encodeFrame(framing, fromHex('11'.repeat(32))));
    expect(decode(framing, frame + hex + frame + hex, 'client')).toEqual([
      payload('11'.repeat(32)),
      { kind: 'quick-ack', token: TOKEN },
      payload('11'.repeat(32)),
      { kind: 'quick-ack', token: TOKEN },
    ]);
  });

  it('padded: a token has 0 to 8 bytes of padding', () => {
    for (let length = 0; length <= 8; length++) {
      const frame = encodeQuickAck('padded', TOKEN, new Uint8Array(length).fill(0x77));
      expect(decode('padded', toHex(frame), 'client')).toEqual([{ kind: 'quick-ack', token: TOKEN }]);
    }
  });

  it('padded: a client reads a bare token too, as TDLib does', () => {
    expect(decode('padded', 'fa0d9897', 'client')).toEqual([{ kind: 'quick-ack', token: TOKEN }]);
  });
});

describe('transport errors (#transport-errors)', () => {
  it.each([
    // grammers: abridged.rs, intermediate.rs; mtcute: intermediate.test.ts
    ['016cfeffff', 'abridged', -404],
    ['040000006cfeffff', 'intermediate', -404],
    ['0400000053feffff', 'intermediate', -429],
    ['0a0000006cfeffff29afd26df40f', 'padded', -404],
    ['10000000000000006cfeffff0d2f4107', 'full', -404],
    ['53feffff', 'full', -429],
  ] as const)('%s is a %s frame with %i', (hex, framing, errorCode) => {
    expect(tryDecodeTransportError(fromHex(hex))).toEqual({ framing, errorCode });
  });

  it.each(['', '01', '0111223344', '04000000', '040000006cfeffff00', '0211223344556677ff'])(
    '%j is none',
    (hex) => {
      expect(tryDecodeTransportError(fromHex(hex))).toBeUndefined();
    },
  );

  it.each([-404, -429, -444, -500, -1, -2147483648])('a client reads %i in any framing', (errorCode) => {
    const code = new Uint8Array(4);
    new DataView(code.buffer).setInt32(0, errorCode, true);
    for (const framing of ['abridged', 'intermediate', 'padded', 'full'] as const)
      expect(decodeFrames(framing, [encodeFrame(framing, code)], { end: 'client', minFrame: 8 })).toEqual([
        { kind: 'error', errorCode },
      ]);
  });

  it('padded: with 0 to 15 bytes of padding', () => {
    for (let length = 0; length <= 15; length++) {
      const frame = encodeFrame('padded', fromHex('6cfeffff'), {
        padding: new Uint8Array(length).fill(0x77),
      });
      expect(decode('padded', toHex(frame), 'client')).toEqual([{ kind: 'error', errorCode: -404 }]);
    }
  });

  it('a client refuses 4 bytes that are not negative', () => {
    for (const framing of ['abridged', 'intermediate', 'padded', 'full'] as const) {
      const frame = encodeFrame(framing, fromHex('94010000'));
      expect(failureOf(() => decode(framing, toHex(frame), 'client', 8)).code).toBe('BAD_LENGTH');
    }
  });

  it('to a server, 4 negative bytes mean nothing', () => {
    expect(failureOf(() => decode('intermediate', '040000006cfeffff', 'server', 8)).code).toBe('BAD_LENGTH');
  });
});
