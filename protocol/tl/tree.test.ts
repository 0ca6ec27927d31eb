// The first message of the exchange that was recorded in 2015, and what can go wrong in a tree.

import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../bytes/index.ts';
import { gzip } from '../gzip/index.ts';
import { schemaFromText } from './create-codec.ts';
import { fromJson, toJson } from './json.ts';
import { mtproto } from './mtproto.ts';
import { printTree } from './print-tree.ts';
import { readTree } from './tree.ts';
import type { TlNode } from './tree-node.ts';
import { raw, type TlValue } from './value.ts';

const SCHEMA = schemaFromText(`
point#00000001 x:int y:int = Shape;
group#00000002 flags:# big:flags.0?true name:string parts:Vector<Shape> next:flags.1?Bool key:flags.2?int128 = Shape;
other#00000003 v:vector<%Pair> d:double n:# f:flags = Other;
pair#00000004 a:long b:bytes = Pair;
flags#00000005 = Flags;
`);

function tree(hex: string): string {
  return printTree(readTree(fromHex(hex), [SCHEMA, mtproto.schema]));
}

it('shows a plain message of a handshake', () => {
  expect(
    tree('000000000000000000DC799836FE075614000000789746604479257F6C01C039A3DEAD031BC2D6A4'),
  ).toBe(`0000  envelope: plain message
0000    auth_key_id: long = 0 (a plain message)
0008    msg_id: long = 6199202922538589184 (5607fe369879dc00, 2015-09-27T14:33:26Z)
0010    length: int = 20
0014  value: req_pq#60469778 = ResPQ
0018    nonce: int128 = 4479257f6c01c039a3dead031bc2d6a4
`);
});

it('shows every kind of field', () => {
  const group = `020000000700000002c3a90015c4b51c010000000100000001000000ffffffff379779bc${'00'.repeat(16)}`;
  expect(tree(group)).toBe(`0000  value: group#00000002 = Shape
0004    flags: # = 00000007
0008    big: flags.0?true = true
0008    name: string = "é"
000c    parts: Vector<Shape> of 1
0014      [0]: point#00000001 = Shape
0018        x: int = 1
001c        y: int = -1
0020    next: flags.1?Bool = false
0024    key: flags.2?int128 = 00000000000000000000000000000000
`);
  expect(tree('03000000010000000500000000000000020102000000000000000080' + '07000000')).toBe(
    `0000  value: other#00000003 = Other
0004    v: vector<%Pair> of 1
0008      [0]: pair (bare)
0008        a: long = 5 (0000000000000005)
0010        b: bytes = 0102
0014    d: double = -0
001c    n: # = 7
0020    f: flags (bare)
`,
  );
});

it('shows results, containers and packed data of whatever schema', () => {
  const packed = gzip(fromHex('010000000500000006000000'));
  const bytes = mtproto.encode({
    _: 'msg_container',
    messages: [
      { _: 'message', msg_id: 4n, seqno: 1, bytes: 12, body: raw(fromHex('010000000500000006000000')) },
      { _: 'message', msg_id: 8n, seqno: 3, bytes: 8, body: raw(fromHex('efbeaddeaabbccdd')) },
    ],
  });
  const text = tree(toHex(bytes));
  expect(text).toContain('body: point#00000001 = Shape\n001c          x: int = 5');
  expect(text).toContain('body: 8 bytes\n0034          efbeadde aabbccdd');
  expect(tree(toHex(mtproto.encode({ _: 'gzip_packed', packed_data: packed })))).toContain(
    'unpacked: 12 bytes\n0000      value: point#00000001 = Shape',
  );
  expect(tree(toHex(mtproto.encode({ _: 'gzip_packed', packed_data: packed.subarray(1) })))).toContain(
    '!! gzip:',
  );
  expect(tree('15c4b51c02000000010000000500000006000000efbeadde')).toBe(`0000  value: Vector of 2
0008    [0]: point#00000001 = Shape
000c      x: int = 5
0010      y: int = 6
0014  undecoded: 4 bytes
0014    efbeadde
`);
});

describe('what does not parse is shown with the reason', () => {
  it.each([
    ['01000000050000', 'x: int  !!'],
    ['0200000000000000fe', 'name: string  !!'],
    ['02000000000000000000000015c4b51cffffff7f', 'parts: Vector<Shape> of 2147483647  !!'],
    ['02000000000000000000000015c4b51c0100000005000000', '[0]: flags#00000005 = Flags  !! flags is no Shape'],
    [
      '02000000000000000000000015c4b51c01000000efbeadde',
      '[0]: Shape  !! no schema has the constructor deadbeef',
    ],
    ['deadbeef', 'undecoded: 4 bytes'],
  ])('%s', (hex, label) => {
    const text = tree(hex);
    expect(text).toContain(label);
  });

  it('follows packed data in packed data only so far', () => {
    let bytes: Uint8Array = fromHex('010000000500000006000000');
    for (let depth = 0; depth < 250; depth++)
      bytes = mtproto.encode({ _: 'gzip_packed', packed_data: gzip(bytes) });
    expect(firstProblem(readTree(bytes, [SCHEMA, mtproto.schema]))).toContain('nested too deep');
  });

  it('shows long fields short, and undecoded bytes whole', () => {
    const long = `03000000000000000000000000000000${'00000000'}`;
    expect(tree(`${long}${'ab'.repeat(40)}`)).toContain(`${'abababab '.repeat(7)}abababab\n`);
    const bytes = mtproto.encode({ _: 'gzip_packed', packed_data: new Uint8Array(100) });
    expect(tree(toHex(bytes))).toContain('... (100 bytes)');
    const full = printTree(readTree(bytes, [mtproto.schema]), { mostBytes: 100 });
    expect(full).toContain('00'.repeat(100));
  });
});

/** The reason that stands nearest to the root. */
function firstProblem(nodes: readonly TlNode[]): string | undefined {
  const node = nodes.find(({ problem }) => problem !== undefined);
  if (node !== undefined) return node.problem;
  const children = nodes.flatMap((one) => one.children);
  return children.length === 0 ? undefined : firstProblem(children);
}

describe('every byte is in the tree', () => {
  const covered = (nodes: readonly TlNode[]): number => nodes.reduce((sum, node) => sum + node.length, 0);
  it.each(['', '01', '0100000005000000060000000100000001', '01000000', '15c4b51c05000000', '0a'.repeat(50)])(
    '%s',
    (hex) => {
      const nodes = readTree(fromHex(hex), [SCHEMA, mtproto.schema]);
      expect(covered(nodes)).toBe(hex.length / 2);
    },
  );
});

describe('JSON', () => {
  const value: TlValue = {
    _: 'other',
    v: [{ _: 'pair', a: -(2n ** 63n), b: Uint8Array.of(1, 255) }],
    d: -0,
    n: 7,
    f: { _: 'flags' },
  };
  const json = {
    _: 'other',
    v: [{ _: 'pair', a: '-9223372036854775808', b: '01ff' }],
    d: '-0',
    n: 7,
    f: { _: 'flags' },
  };

  it('goes out and comes in', () => {
    expect(toJson(value)).toEqual(json);
    expect(fromJson(SCHEMA, json)).toEqual(value);
    expect(toJson([Number.NaN, true, undefined, 'x'])).toEqual(['NaN', true, undefined, 'x']);
  });

  it.each([
    [{}, 'BAD_VALUE'],
    [{ _: 'nobody' }, 'UNKNOWN_CONSTRUCTOR'],
    [{ ...json, v: 1 }, 'BAD_VALUE'],
    [{ ...json, v: [{ _: 'pair', a: 0.5 }] }, 'BAD_VALUE'],
    [{ ...json, v: [{ _: 'pair', b: 'x' }] }, 'BAD_HEX'],
    [{ ...json, v: [{ _: 'pair', b: 1 }] }, 'BAD_VALUE'],
  ])('refuses %j', (bad, code) => {
    expect(() => fromJson(SCHEMA, bad)).toThrow(expect.objectContaining({ code }));
  });
});
