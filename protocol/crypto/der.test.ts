import { describe, expect, it } from 'vitest';
import { fromHex, type MalformedError, toHex } from '../bytes/index.ts';
import { DerReader, derNatural, derSequence } from './der.ts';

describe('DerReader', () => {
  // ITU-T X.690, 8.3 and 10.1
  it.each([
    ['020100', 0n],
    ['02017f', 127n],
    ['02020080', 128n],
    ['02020100', 256n],
    ['0203010001', 65537n],
    [`028200${'81'}01${'00'.repeat(128)}`.replace('028200', '0281'), 1n << 1024n],
  ])('reads the INTEGER %s', (hex, value) => {
    const reader = new DerReader(fromHex(hex));
    expect(reader.natural('n')).toBe(value);
    expect(reader.atEnd).toBe(true);
    expect(toHex(derNatural(value))).toBe(hex);
  });

  it.each<[string, string, number]>([
    ['no bytes', '', 0],
    ['no length', '02', 1],
    ['fewer bytes than declared', '020201', 0],
    ['another tag', '030100', 0],
    ['an INTEGER of no bytes', '0200', 0],
    ['a negative INTEGER', '0201ff', 0],
    ['a needless leading zero', '0202007f', 0],
    ['an indefinite length', '0280', 1],
    ['a length of four bytes', '02840000000100', 1],
    ['a long length for a short one', '02810100', 1],
    ['a leading zero in the length', '0282008100', 1],
  ])('refuses %s', (_what, hex, offset) => {
    const error = thrown(() => new DerReader(fromHex(hex)).natural('n'));
    expect(error.code).toBe('BAD_DER');
    expect(error.offset).toBe(offset);
  });

  it('counts offsets from the outermost start', () => {
    const inner = new DerReader(fromHex('30073005020100028f')).sequence();
    const innermost = inner.sequence();
    innermost.natural('first');
    expect(thrown(() => innermost.natural('second')).offset).toBe(8);
  });

  it('keeps a reader inside its element', () => {
    const reader = new DerReader(fromHex('30030201050201ff'));
    const inside = reader.sequence();
    expect(inside.natural('n')).toBe(5n);
    expect(inside.atEnd).toBe(true);
    expect(thrown(() => inside.natural('n')).code).toBe('BAD_DER');
    expect(thrown(() => reader.expectEnd('it')).offset).toBe(5);
  });

  it('reads BIT STRING, OCTET STRING, OBJECT IDENTIFIER and NULL', () => {
    expect(new DerReader(fromHex('030400020107')).bits().natural('n')).toBe(7n);
    expect(new DerReader(fromHex('0403020107')).octets().natural('n')).toBe(7n);
    const reader = new DerReader(fromHex('06022a030500'));
    reader.objectId(fromHex('2a03'), 'an id');
    reader.null();
    expect(reader.atEnd).toBe(true);
  });

  it('refuses unused bits, another id and a NULL with contents', () => {
    expect(thrown(() => new DerReader(fromHex('030207ff')).bits()).offset).toBe(2);
    expect(thrown(() => new DerReader(fromHex('0300')).bits()).code).toBe('BAD_DER');
    expect(thrown(() => new DerReader(fromHex('06022a04')).objectId(fromHex('2a03'), 'an id')).offset).toBe(
      0,
    );
    expect(thrown(() => new DerReader(fromHex('050100')).null()).offset).toBe(0);
  });
});

describe('derSequence', () => {
  it.each([
    [0, '3000'],
    [127, '307f'],
    [128, '308180'],
    [255, '3081ff'],
    [256, '30820100'],
    [65_536, '3083010000'],
  ])('writes the length %i as short as it can', (length, head) => {
    expect(toHex(derSequence(new Uint8Array(length)).subarray(0, head.length / 2))).toBe(head);
  });
});

function thrown(run: () => unknown): MalformedError {
  try {
    run();
  } catch (error) {
    return error as MalformedError;
  }
  throw new Error('nothing thrown');
}
