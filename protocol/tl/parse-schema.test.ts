import { describe, expect, it } from 'vitest';
import { MalformedError } from '../bytes/index.ts';
import { parseSchema } from './parse-schema.ts';
import { printDefinition, printSchema } from './print-schema.ts';

function only(text: string) {
  const { definitions } = parseSchema(text);
  expect(definitions.length).toBe(1);
  return definitions[0];
}

/** Line and column are part of the contract; the wording is not. */
function position(text: string): unknown {
  try {
    parseSchema(text);
  } catch (error) {
    if (error instanceof MalformedError) return [error.code, error.details.line, error.details.column];
    throw error;
  }
  throw new Error('not refused');
}

describe('what a line says', () => {
  it.each([
    ['boolFalse#bc799737 = Bool;'],
    ['auth.logOut#5717da40 = Bool;'],
    ['inputPeerUser#dde8a54c user_id:long access_hash:long = InputPeer;'],
    ['dcOption#18b7a10d flags:# ipv6:flags.0?true id:int secret:flags.10?bytes = DcOption;'],
    ['a#00000001 flags:# flags2:# b:flags2.31?Vector<Vector<long>> = A;'],
    ['invokeWithLayer#da9b0d0d {X:Type} layer:int query:!X = X;'],
    ['msg_container#73f1f8dc messages:vector<%Message> = MessageContainer;'],
    ['users.getUsers#0d91a548 id:Vector<InputUser> = Vector<User>;'],
    ['vector#1cb5c415 {t:Type} # [ t ] = Vector t;'],
    ['jsonObject#99c1d49d value:Vector<JSONObjectValue> = JSONValue;'],
  ])('%s prints as it was read', (line) => {
    const definition = only(line);
    expect(definition && printDefinition(definition)).toBe(line);
  });

  it.each([
    ['ids of fewer digits', 'premium.getBoostsStatus#42f1f61 peer:InputPeer = X;', 0x042f1f61],
    ['upper case', 'a#ABCDEF01 = A;', 0xabcdef01],
    ['no id: the CRC32', 'auth.logOut = Bool;', 0x5717da40],
  ])('%s', (_, text, id) => {
    expect(only(text)?.id).toBe(id);
  });

  it.each([
    ['a b:Vector long = A;', 'a b:Vector<long> = A;'],
    ['a b:vector %Message c:int = A;', 'a b:vector<%Message> c:int = A;'],
    ['a b:(Vector (Vector int)) = A;', 'a b:Vector<Vector<int>> = A;'],
    ['a b : Vector < long > = Vector  t ;', 'a b:Vector<long> = Vector<t>;'],
    ['a b:%(Vector int) = A;', 'a b:%Vector<int> = A;'],
  ])('%s is %s', (loose, canonical) => {
    expect(only(loose)).toMatchObject({ ...only(canonical), line: 1 });
  });

  it('keeps built-in definitions as text', () => {
    const { definitions } = parseSchema(
      'int ? = Int; int128 4*[ int ] = Int128; string#b5286e24 ? = String;',
    );
    expect(definitions.map(({ name, builtin }) => [name, builtin])).toEqual([
      ['int', '? = Int'],
      ['int128', '4*[ int ] = Int128'],
      ['string', '? = String'],
    ]);
  });
});

describe('the text around', () => {
  const text = `
// a comment; with#00000001 = Trap;
a#00000001 = A; // behind
/* more
   lines */ b#00000002 x:int
     y:int = B;
---functions---
c#00000003 = A;
---types---
d#00000004 = A;
// LAYER 143
`;

  it('comments, sections, layer, lines', () => {
    const { layer, definitions } = parseSchema(text);
    expect(layer).toBe(143);
    expect(definitions.map(({ name, kind, line }) => [name, kind, line])).toEqual([
      ['a', 'constructor', 3],
      ['b', 'constructor', 5],
      ['c', 'method', 8],
      ['d', 'constructor', 10],
    ]);
  });

  it('prints and parses again to the same', () => {
    const once = printSchema(parseSchema(text));
    expect(printSchema(parseSchema(once))).toBe(once);
    expect(once.split('\n')[0]).toBe('// LAYER 143');
  });

  it('no text is no definition', () => {
    expect(parseSchema(' \n// nothing\n').definitions).toEqual([]);
  });
});

describe('a bad line gives line and column', () => {
  it.each([
    ['no semicolon', 'a = A\nb = B;', 2, 1],
    ['no equals', 'a;', 1, 2],
    ['no result', 'a = ;', 1, 5],
    ['no type', '\n\na b: = A;', 3, 6],
    ['bad id', 'a#123456789 = A;', 1, 3],
    ['id without digits', 'a#xyz = A;', 1, 3],
    ['two fields of one name', 'a b:int b:int = A;', 1, 9],
    ['condition on nothing', 'a b:flags.0?int = A;', 1, 5],
    ['condition on a later field', 'a b:flags.0?int flags:# = A;', 1, 5],
    ['bit 32', 'a flags:# b:flags.32?int = A;', 1, 13],
    ['open angle bracket', 'a b:Vector<int = A;', 1, 15],
    ['open comment', 'a = A;\n/* b', 2, 1],
    ['unknown section', '---fields---', 1, 1],
    ['bad generic', 'a {X} = A;', 1, 3],
    ['garbage', 'a = A;\n  $', 2, 3],
  ])('%s', (_, text, line, column) => {
    expect(position(text)).toEqual(['BAD_SCHEMA', line, column]);
  });
});
