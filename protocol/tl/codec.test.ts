// One suite for both engines: what a codec accepts, refuses, and says about it. Bytes are written by hand from
// https://core.telegram.org/mtproto/serialize.

import { describe, expect, it } from 'vitest';
import { concatBytes, fromHex, MalformedError, toHex } from '../bytes/index.ts';
import type { CodecOptions } from './codec.ts';
import { createCodec } from './create-codec.ts';
import { raw, type TlObject, type TlValue } from './value.ts';

const SCHEMA = `
point#00000001 x:int y:int = Shape;
group#00000002 name:string parts:Vector<Shape> = Shape;
circle#00000003 flags:# filled:flags.0?true radius:double label:flags.1?string tag:flags.1?bytes = Shape;
wide#00000004 flags:# a:flags.0?long flags2:# b:flags2.31?Bool = Wide;
hold#00000005 shape:Shape bare:point salts:vector<%Pair> ids:Vector<Vector<long>> = Hold;
pair#00000006 key:int128 value:int256 = Pair;
empty#00000007 = Empty;
nothings#00000008 list:vector<%Empty> = Nothings;
count#00000009 n:# m:# extra:m.1?int = Count;
envelope#0000000a bytes:int body:Object tail:int = Envelope;
many0#00000010 = Many; many1#00000011 = Many; many2#00000012 = Many; many3#00000013 = Many; many4#00000014 = Many;
many5#00000015 = Many; many6#00000016 = Many; many7#00000017 = Many; many8#00000018 x:Many = Many;
---functions---
call#00000020 {X:Type} query:!X = X;
list#00000021 = Vector<Shape>;
callIf#00000022 {X:Type} flags:# delay:flags.0?int query:!X = X;
`;

const EMPTY_VECTOR = '15c4b51c00000000';

function refusal(run: () => unknown): Record<string, unknown> {
  try {
    run();
  } catch (error) {
    if (error instanceof MalformedError)
      return {
        code: error.code,
        ...(error.offset !== undefined && { offset: error.offset }),
        path: error.details.path,
      };
    throw error;
  }
  throw new Error('not refused');
}

describe.each(['compiled', 'interpreting'] as const)('%s', (engine) => {
  const make = (options: Partial<CodecOptions> = {}) => createCodec(SCHEMA, { engine, ...options });
  const codec = make();

  const values: readonly [bytes: string, value: TlObject][] = [
    ['01000000ffffffff00000080', { _: 'point', x: -1, y: -(2 ** 31) }],
    ['02000000000000001' + '5c4b51c00000000', { _: 'group', name: '', parts: [] }],
    [
      '0200000002c3a90015c4b51c010000000100000001000000' + '02000000',
      { _: 'group', name: 'é', parts: [{ _: 'point', x: 1, y: 2 }] },
    ],
    ['0300000000000000000000000000f03f', { _: 'circle', radius: 1 }],
    ['0300000001000000000000000000f87f', { _: 'circle', filled: true, radius: Number.NaN }],
    [
      '0300000002000000000000000000008001610000' + '01620000',
      { _: 'circle', radius: -0, label: 'a', tag: Uint8Array.of(0x62) },
    ],
    ['040000000000000000000000', { _: 'wide' }],
    ['0400000001000000ffffffffffffffff00000080b5757299', { _: 'wide', a: -1n, b: true }],
    [
      `050000000100000001000000020000000300000004000000${'01000000'}${'00'.repeat(16)}${'ff'.repeat(32)}15c4b51c02000000${EMPTY_VECTOR}15c4b51c010000000000000000000080`,
      {
        _: 'hold',
        shape: { _: 'point', x: 1, y: 2 },
        bare: { _: 'point', x: 3, y: 4 },
        salts: [{ _: 'pair', key: new Uint8Array(16), value: new Uint8Array(32).fill(255) }],
        ids: [[], [-(2n ** 63n)]],
      },
    ],
    ['07000000', { _: 'empty' }],
    ['0800000000000000', { _: 'nothings', list: [] }],
    ['09000000ffffffff00000000', { _: 'count', n: 2 ** 32 - 1 }],
    ['09000000000000000200000005000000', { _: 'count', n: 0, extra: 5 }],
    ['0a000000040000000700000009000000', { _: 'envelope', bytes: 4, body: { _: 'empty' }, tail: 9 }],
    ['180000001800000010000000', { _: 'many8', x: { _: 'many8', x: { _: 'many0' } } }],
    ['2000000021000000', { _: 'call', query: { _: 'list' } }],
    ['22000000010000000300000021000000', { _: 'callIf', delay: 3, query: { _: 'list' } }],
  ];

  describe('values', () => {
    it.each(values)('%s', (bytes, value) => {
      // more than once: what is met often gets code of its own
      for (let i = 0; i < 20; i++) {
        expect(codec.decode(fromHex(bytes))).toEqual(value);
        expect(toHex(codec.encode(value))).toBe(bytes);
      }
      const padded = fromHex(`aabb${bytes}cc`);
      expect(codec.decodePrefix(padded, 2)).toEqual({ value, end: padded.length - 1 });
    });

    it.each(values)('every prefix of %s is refused', (bytes) => {
      const whole = fromHex(bytes);
      for (let length = 0; length < whole.length; length++) {
        // the rest lies behind the end, where nothing may look
        const code = refusal(() => codec.decode(whole.subarray(0, length))).code;
        expect(['TRUNCATED', 'BAD_LENGTH']).toContain(code);
      }
    });

    it('absent fields may be spelled out', () => {
      const spelled = { _: 'circle', filled: false, radius: 1, label: undefined, tag: undefined };
      for (let i = 0; i < 20; i++)
        expect(toHex(codec.encode(spelled))).toBe('0300000000000000000000000000f03f');
    });

    it('keys may stand in any order', () => {
      const bytes = toHex(codec.encode({ y: 2, x: 1, _: 'point' }));
      expect(bytes).toBe('010000000100000002000000');
    });

    it('byte fields are views of the input', () => {
      const bytes = fromHex('0300000002000000000000000000008001610000' + '01620000');
      const { tag } = codec.decode(bytes) as unknown as { tag: Uint8Array };
      expect(tag.buffer).toBe(bytes.buffer);
      expect(tag.constructor).toBe(Uint8Array);
    });
  });

  describe('refuses to decode', () => {
    it.each([
      ['an unknown id', 'efbeadde', 'UNKNOWN_CONSTRUCTOR', 0, ''],
      ['an unknown id inside', `0500000000efbead`, 'UNKNOWN_CONSTRUCTOR', 4, 'hold.shape'],
      ['another type', '0500000007000000', 'UNEXPECTED_CONSTRUCTOR', 4, 'hold.shape'],
      ['another type, of many', '1800000007000000', 'UNEXPECTED_CONSTRUCTOR', 4, 'many8.x'],
      ['a method as a value', '0500000021000000', 'UNEXPECTED_CONSTRUCTOR', 4, 'hold.shape'],
      ['trailing bytes', '0700000000', 'TRAILING_BYTES', 4, undefined],
      ['an unknown flag', '0300000004000000000000000000f03f', 'BAD_FLAGS', 4, 'circle.flags'],
      ['an unknown flag, top bit', '0300000000000080000000000000f03f', 'BAD_FLAGS', 4, 'circle.flags'],
      ['neither true nor false', '04000000000000000000008012345678', 'UNEXPECTED_CONSTRUCTOR', 12, 'wide.b'],
      ['a string that is not UTF-8', `0200000002fffe00${EMPTY_VECTOR}`, 'BAD_UTF8', 4, 'group.name'],
      ['a cut emoji', `0200000003f09f98${EMPTY_VECTOR}`, 'BAD_UTF8', 4, 'group.name'],
      ['padding', `0200000001610100${EMPTY_VECTOR}`, 'BAD_PADDING', 6, 'group.name'],
      [
        'a long form of a short string',
        `02000000fe01000061000000${EMPTY_VECTOR}`,
        'BAD_LENGTH',
        4,
        'group.name',
      ],
      ['a string beyond the end', '02000000fdffffffffffffffff', 'TRUNCATED', 5, 'group.name'],
      ['a long string beyond the end', '02000000feffffff61', 'TRUNCATED', 8, 'group.name'],
      ['no vector', '020000000000000014c4b51c00000000', 'UNEXPECTED_CONSTRUCTOR', 8, 'group.parts'],
      ['2^31 - 1 items', '020000000000000015c4b51cffffff7f00000000', 'BAD_LENGTH', 12, 'group.parts'],
      ['-1 items', '020000000000000015c4b51cffffffff00000000', 'BAD_LENGTH', 12, 'group.parts'],
      ['items without bytes', '08000000ffffff7f', 'BAD_LENGTH', 4, 'nothings.list'],
      ['one item without bytes', '0800000001000000', 'BAD_LENGTH', 4, 'nothings.list'],
      [
        'an item that breaks off',
        '020000000000000015c4b51c020000000100000001000000020000000100000000',
        'TRUNCATED',
        32,
        'group.parts[1].x',
      ],
      [
        'a body that is shorter than announced',
        '0a000000080000000700000009000000',
        'BAD_LENGTH',
        8,
        'envelope.body',
      ],
      ['a body beyond the end', '0a000000ff0000000700000009000000', 'TRUNCATED', 8, 'envelope.body'],
      ['a body of negative length', '0a000000fcffffff0700000009000000', 'BAD_LENGTH', 8, 'envelope.body'],
    ])('%s', (_, bytes, code, offset, path) => {
      expect(refusal(() => codec.decode(fromHex(bytes)))).toEqual({ code, offset, path });
    });

    it('what is nested too deep, without a stack overflow', () => {
      const nested = (depth: number) => fromHex(`${'18000000'.repeat(depth)}10000000`);
      expect(codec.decode(nested(128))._).toBe('many8');
      expect(refusal(() => codec.decode(nested(129)))).toMatchObject({ code: 'TOO_DEEP', offset: 129 * 4 });
      expect(refusal(() => codec.decode(nested(100_000)))).toMatchObject({
        code: 'TOO_DEEP',
        offset: 129 * 4,
      });
      expect(refusal(() => make({ maxDepth: 2 }).decode(nested(3)))).toMatchObject({ code: 'TOO_DEEP' });
    });

    it('an offset outside', () => {
      const bytes = fromHex('07000000');
      expect(refusal(() => codec.decodePrefix(bytes, 5)).code).toBe('TRUNCATED');
      expect(refusal(() => codec.decodePrefix(bytes, -1)).code).toBe('TRUNCATED');
    });
  });

  describe('refuses to encode', () => {
    const circle = { _: 'circle', radius: 1 };
    const hold = values[8]?.[1] as TlObject;
    it.each<[string, unknown, string, string]>([
      ['an unknown name', { _: 'nobody' }, 'UNKNOWN_CONSTRUCTOR', ''],
      ['no object', 'point', 'BAD_VALUE', ''],
      ['null', null, 'BAD_VALUE', ''],
      ['another type', { ...hold, shape: { _: 'empty' } }, 'UNEXPECTED_CONSTRUCTOR', 'hold.shape'],
      ['another type, of many', { _: 'many8', x: { _: 'empty' } }, 'UNEXPECTED_CONSTRUCTOR', 'many8.x'],
      ['a method as a value', { ...hold, shape: { _: 'list' } }, 'UNEXPECTED_CONSTRUCTOR', 'hold.shape'],
      ['another bare constructor', { ...hold, bare: circle }, 'UNEXPECTED_CONSTRUCTOR', 'hold.bare'],
      ['a missing field', { _: 'point', x: 1 }, 'BAD_VALUE', 'point.y'],
      ['an unknown field', { _: 'point', x: 1, y: 2, z: 3 }, 'BAD_VALUE', 'point'],
      ['flags', { ...circle, flags: 1 }, 'BAD_VALUE', 'circle'],
      ['one field of a shared bit', { ...circle, label: 'a' }, 'BAD_VALUE', 'circle.tag'],
      ['a flag that is not true', { ...circle, filled: 1 }, 'BAD_VALUE', 'circle.flags'],
      ['an int of 2^31', { _: 'point', x: 2 ** 31, y: 0 }, 'BAD_VALUE', 'point.x'],
      ['an int of a half', { _: 'point', x: 0.5, y: 0 }, 'BAD_VALUE', 'point.x'],
      ['NaN as int', { _: 'point', x: Number.NaN, y: 0 }, 'BAD_VALUE', 'point.x'],
      ['a bigint as int', { _: 'point', x: 1n, y: 0 }, 'BAD_VALUE', 'point.x'],
      ['a text as int', { _: 'point', x: '1', y: 0 }, 'BAD_VALUE', 'point.x'],
      ['a number as long', { _: 'wide', a: 1 }, 'BAD_VALUE', 'wide.a'],
      ['a long of 2^63', { _: 'wide', a: 2n ** 63n }, 'BAD_VALUE', 'wide.a'],
      ['a number as Bool', { _: 'wide', b: 1 }, 'BAD_VALUE', 'wide.b'],
      ['-1 as #', { _: 'count', n: -1 }, 'BAD_VALUE', 'count.n'],
      ['2^32 as #', { _: 'count', n: 2 ** 32 }, 'BAD_VALUE', 'count.n'],
      ['bytes as string', { _: 'group', name: new Uint8Array(1), parts: [] }, 'BAD_VALUE', 'group.name'],
      ['half a surrogate pair', { _: 'group', name: '\ud83d', parts: [] }, 'BAD_VALUE', 'group.name'],
      [
        'half a pair in a long text',
        { _: 'group', name: `${'a'.repeat(99)}\ude00`, parts: [] },
        'BAD_VALUE',
        'group.name',
      ],
      ['no vector', { _: 'group', name: '', parts: {} }, 'BAD_VALUE', 'group.parts'],
      ['a hole', { _: 'group', name: '', parts: new Array(1) }, 'BAD_VALUE', 'group.parts[0]'],
      ['a text as double', { _: 'circle', radius: '1' }, 'BAD_VALUE', 'circle.radius'],
      [
        'int128 of 15 bytes',
        { ...hold, salts: [{ _: 'pair', key: new Uint8Array(15), value: new Uint8Array(32) }] },
        'BAD_VALUE',
        'hold.salts[0].key',
      ],
      ['items without bytes', { _: 'nothings', list: [{ _: 'empty' }] }, 'BAD_VALUE', 'nothings.list'],
      [
        'another length than announced',
        { _: 'envelope', bytes: 8, body: { _: 'empty' }, tail: 9 },
        'BAD_VALUE',
        'envelope.body',
      ],
      ['raw without bytes', { _: 'call', query: { _: 'raw' } }, 'BAD_VALUE', 'call.query'],
    ])('%s', (_, value, code, path) => {
      for (let i = 0; i < 10; i++)
        expect(refusal(() => codec.encode(value as TlObject))).toMatchObject({ code, path });
    });

    it('what is nested too deep', () => {
      const nested = (depth: number): TlObject =>
        depth === 0 ? { _: 'many0' } : { _: 'many8', x: nested(depth - 1) };
      expect(codec.encode(nested(128)).length).toBe(129 * 4);
      expect(refusal(() => codec.encode(nested(129))).code).toBe('TOO_DEEP');
      const loop: { _: string; x?: unknown } = { _: 'many8' };
      loop.x = loop;
      expect(refusal(() => codec.encode(loop as TlObject)).code).toBe('TOO_DEEP');
    });

    it('goes on after a refusal', () => {
      expect(toHex(codec.encode({ _: 'empty' }))).toBe('07000000');
    });
  });

  describe('strings and bytes of every length', () => {
    const lengths = [
      ...Array(70).keys(),
      252,
      253,
      254,
      255,
      256,
      257,
      1000,
      2047,
      2048,
      2049,
      5000,
      8191,
      8192,
      70_000,
    ];
    it.each(lengths)('%i', (length) => {
      const label = Array.from({ length }, (_, i) => String.fromCharCode(32 + (i % 95))).join('');
      for (const text of [label, `${label.slice(1)}é`, `é${label.slice(2)}`]) {
        const value = { _: 'circle', radius: 0, label: text, tag: new TextEncoder().encode(text) };
        const bytes = codec.encode(value);
        expect(bytes.length % 4).toBe(0);
        expect(codec.decode(bytes)).toEqual(value);
        const half = (bytes.length - 16) / 2; // the same header, content and padding twice
        expect(toHex(bytes.subarray(16, 16 + half))).toBe(toHex(bytes.subarray(16 + half)));
      }
    });

    it('2^24 - 1 bytes, and no more', () => {
      const most = { _: 'circle', radius: 0, label: 'a', tag: new Uint8Array(2 ** 24 - 1).fill(7) };
      expect(codec.encode(most).length).toBe(16 + 4 + 2 ** 24 + 4);
      const more = { ...most, tag: new Uint8Array(2 ** 24) };
      expect(refusal(() => codec.encode(more)).code).toBe('BAD_VALUE');
      expect(refusal(() => codec.encode({ ...most, label: 'a'.repeat(2 ** 24) })).code).toBe('BAD_VALUE');
    });
  });

  describe('in parts', () => {
    const tag = new Uint8Array(20_000).fill(3);
    const parts = codec.encodeParts({ _: 'circle', radius: 0, label: 'a', tag });
    it('is the same', () => {
      expect(toHex(concatBytes(...parts))).toBe(
        toHex(codec.encode({ _: 'circle', radius: 0, label: 'a', tag })),
      );
      expect(codec.encodeParts({ _: 'empty' })).toEqual([fromHex('07000000')]);
      const twice = { _: 'circle', radius: 0, label: 'b'.repeat(9000), tag };
      expect(toHex(concatBytes(...codec.encodeParts(twice)))).toBe(toHex(codec.encode(twice)));
      expect(refusal(() => codec.encodeParts({ _: 'nobody' })).code).toBe('UNKNOWN_CONSTRUCTOR');
    });

    it('does not copy large byte fields', () => {
      expect(parts.includes(tag)).toBe(engine === 'compiled');
    });
  });

  describe('fields of another schema', () => {
    const rawCodec = make({ any: 'raw' });
    it('are left raw', () => {
      expect(rawCodec.decode(fromHex('20000000efbeadde'))).toEqual({
        _: 'call',
        query: raw(fromHex('efbeadde')),
      });
      expect(rawCodec.decode(fromHex('0a00000004000000efbeadde09000000'))).toEqual({
        _: 'envelope',
        bytes: 4,
        body: raw(fromHex('efbeadde')),
        tail: 9,
      });
    });

    it('are written from raw bytes or from objects', () => {
      const call = (query: TlValue) => toHex(rawCodec.encode({ _: 'call', query }));
      expect(call(raw(fromHex('efbeadde')))).toBe('20000000efbeadde');
      expect(call({ _: 'list' })).toBe('2000000021000000');
      expect(call(raw(new Uint8Array(10_000))).length).toBe(8 + 20_000);
    });
  });

  describe('values of a type', () => {
    it.each<[string, TlValue, string]>([
      ['Bool', true, 'b5757299'],
      ['int', -2, 'feffffff'],
      ['Vector<long>', [1n], '15c4b51c010000000100000000000000'],
      ['Vector<Shape>', [{ _: 'point', x: 1, y: 2 }], '15c4b51c01000000010000000100000002000000'],
      ['vector<%Empty>', [], '00000000'],
      ['Object', { _: 'empty' }, '07000000'],
      ['string', 'abc', '03616263'],
    ])('%s', (type, value, bytes) => {
      expect(toHex(codec.encodeAs(type, value))).toBe(bytes);
      expect(codec.decodeAs(type, fromHex(bytes))).toEqual(value);
    });

    it('say where they are wrong', () => {
      expect(refusal(() => codec.encodeAs('Vector<Shape>', [{ _: 'point', x: 1 }]))).toMatchObject({
        code: 'BAD_VALUE',
        path: 'Vector<Shape>[0].y',
      });
      expect(refusal(() => codec.decodeAs('Bool', fromHex('12345678'))).code).toBe('UNEXPECTED_CONSTRUCTOR');
      expect(refusal(() => codec.decodeAs('int', fromHex('0000000000'))).code).toBe('TRAILING_BYTES');
      expect(refusal(() => codec.decodeAs('nothing', fromHex(''))).code).toBe('BAD_SCHEMA');
    });

    it('are what methods answer', () => {
      expect(['list', 'call', 'point', 'nobody'].map((name) => codec.resultOf(name))).toEqual([
        'Vector<Shape>',
        'Object',
        undefined,
        undefined,
      ]);
    });
  });

  it('passes over unknown flags where it is told to', () => {
    const lenient = make({ unknownFlags: 'ignore' });
    for (let i = 0; i < 20; i++)
      expect(lenient.decode(fromHex('0300000005000000000000000000f03f'))).toEqual({
        _: 'circle',
        filled: true,
        radius: 1,
      });
  });
});

it('uses the compiled engine by default', () => {
  expect(createCodec(SCHEMA).constructor.name).toBe('CompiledCodec');
});
