import { describe, expect, it } from 'vitest';
import { checkSchema } from './check-schema.ts';
import { constructorId } from './constructor-id.ts';
import { createCodec, schemaFromText } from './create-codec.ts';
import type { Definition } from './definition.ts';
import { LayerRegistry, layersOfText, parseLayers, printLayers } from './layers.ts';
import { parseJsonSchema } from './parse-json-schema.ts';
import { parseSchema } from './parse-schema.ts';
import { printDefinition } from './print-schema.ts';

describe('ids', () => {
  // normalised texts and ids from mtcute's ctor-id tests, by way of the golden vectors (tl.json)
  it.each([
    ['auth.logOut = Bool', 0x5717da40],
    ['auth.resetAuthorizations = Bool', 0x9fab0d1a],
    ['auth.exportAuthorization dc_id:int = auth.ExportedAuthorization', 0xe5bfffcd],
    ['account.deleteSecureValue types:Vector SecureValueType = Bool', 0xb880bc4b],
    // whole definitions, with everything that is dropped or respelled
    ['account.deleteSecureValue#b880bc4b types:Vector<SecureValueType> = Bool;', 0xb880bc4b],
    ['msg_container#00000000 messages:vector<%Message> = MessageContainer;', 0x73f1f8dc],
    ['invokeWithLayer {X:Type} layer:int query:!X = X;', 0xda9b0d0d],
    ['auth.importAuthorization id:int bytes:bytes = auth.Authorization;', 0xe3ef9613],
  ])('%s', (text, id) => {
    expect(constructorId(text)).toBe(id);
  });

  it('reports ids that are not the CRC32, with the reason where one is known', () => {
    const report = checkSchema(
      parseSchema(
        'a#00000001 = A;\ninputStickerSetThumbLegacy#0dbaeae9 stickerset:A volume_id:long local_id:int = B;',
      ),
    );
    expect(
      report.idMismatches.map(({ name, line, explanation }) => [name, line, explanation !== undefined]),
    ).toEqual([
      ['a', 1, false],
      ['inputStickerSetThumbLegacy', 2, true],
    ]);
  });
});

describe('checkSchema', () => {
  it('counts and finds', () => {
    const report = checkSchema(
      parseSchema(
        'a#00000001 x:Missing = A; a#00000002 = A; b#00000001 y:nothing = B; ---functions--- c = A;',
      ),
    );
    expect(report).toMatchObject({
      constructors: 3,
      methods: 1,
      types: 1,
      typesWithoutConstructor: ['Missing'],
    });
    expect(report.errors).toHaveLength(2);
  });

  it('finds types that mean nothing', () => {
    expect(checkSchema(parseSchema('a x:nothing = A; b x:%A = B; c x:Other<int> = B;')).errors).toHaveLength(
      2,
    );
  });
});

describe('TlSchema', () => {
  it.each(['a#00000001 = A; a#00000002 = A;', 'a#00000001 = A; b#00000001 = A;'])('refuses %s', (text) => {
    expect(() => schemaFromText(text)).toThrow(expect.objectContaining({ code: 'BAD_SCHEMA' }));
  });
});

describe('names that JavaScript objects have already', () => {
  it.each(['__proto__', 'constructor', 'toString', '_'])('no field can be called %s', (name) => {
    const schema = schemaFromText(`a#00000001 ${name}:int = A;`);
    expect(() => schema.fieldsOf(schema.definitions[0] as Definition)).toThrow(
      expect.objectContaining({ code: 'BAD_SCHEMA' }),
    );
  });

  it.each(['constructor', 'toString'])('a definition can be called %s', (name) => {
    const codec = createCodec(`${name}#00000001 x:int = A;`);
    expect(codec.decode(codec.encode({ _: name, x: 1 }))).toEqual({ _: name, x: 1 });
    expect(codec.schema.byName('valueOf')).toBeUndefined();
  });
});

describe('the JSON form', () => {
  const json = {
    l: 7,
    e: [
      {
        kind: 'class',
        name: 'peer',
        id: 1,
        type: 'Peer',
        arguments: [
          { name: 'flags', type: '#' },
          { name: 'user_id', type: 'int53' },
          { name: 'ids', type: 'int53', typeModifiers: { isVector: true, predicate: 'flags.3' } },
          { name: 'all', type: 'true', typeModifiers: { predicate: 'flags.4' } },
        ],
      },
      {
        kind: 'method',
        name: 'invoke',
        id: 0xffffffff,
        type: 'X',
        generics: [{ name: 'X', type: 'Type' }],
        arguments: [{ name: 'query', type: '!X' }],
      },
      { kind: 'method', name: 'invokePrefix', id: 0xffffffff, type: 'Error', arguments: [] },
      { kind: 'method', name: 'mtcute.customMethod', id: 5, type: 'bytes', arguments: [] },
      {
        kind: 'method',
        name: 'getPeers',
        id: 6,
        type: 'Peer',
        typeModifiers: { isVector: true },
        arguments: [],
      },
    ],
  };

  it('is the same as TL text; int53 is long; what is mtcute own is left out', () => {
    const { layer, definitions } = parseJsonSchema(json);
    expect(layer).toBe(7);
    expect(definitions.map(printDefinition)).toEqual([
      'peer#00000001 flags:# user_id:long ids:flags.3?Vector<long> all:flags.4?true = Peer;',
      'invoke#ffffffff {X:Type} query:!X = X;',
      'getPeers#00000006 = Vector<Peer>;',
    ]);
  });

  it("reads Telegram's own form", () => {
    const params = [
      { name: 'flags', type: '#' },
      { name: 'ids', type: 'flags.3?Vector<long>' },
    ];
    const text = parseJsonSchema({
      constructors: [
        { id: '481674261', predicate: 'vector', params: [], type: 'Vector t' },
        { id: '-1132882121', predicate: 'boolFalse', params: [], type: 'Bool' },
        { id: 5, predicate: 'peer', params, type: 'Peer' },
      ],
      methods: [{ id: '1', method: 'call', params: [{ name: 'query', type: '!X' }], type: 'X' }],
    });
    expect(text.definitions.map(printDefinition)).toEqual([
      'vector#1cb5c415 {t:Type} # [ t ] = Vector t;',
      'boolFalse#bc799737 = Bool;',
      'peer#00000005 flags:# ids:flags.3?Vector<long> = Peer;',
      'call#00000001 {X:Type} query:!X = X;',
    ]);
    expect(text.definitions.map(({ kind }) => kind)).toEqual([
      'constructor',
      'constructor',
      'constructor',
      'method',
    ]);
  });

  it.each([
    [{}],
    [{ constructors: [1], methods: [] }],
    ['text'],
    [[1]],
    [[{ kind: 'other' }]],
    [[{ kind: 'class', name: 'a', type: 'A', id: 'x' }]],
    [[{ kind: 'class', name: 'a', type: 'A', id: 1, arguments: [{ name: 'x' }] }]],
  ])('refuses %j', (bad) => {
    expect(() => parseJsonSchema(bad)).toThrow(expect.objectContaining({ code: 'BAD_SCHEMA' }));
  });
});

describe('layers', () => {
  const text = `// LAYERS 45 143 150 227
a#00000001 = A; // 45 150-227
a#00000002 flags:# x:flags.0?int = A; // 143
b#00000003 x:long = A; // 45-227
---functions---
getAll#00000005 = Vector<A>; // 227
`;
  const registry = parseLayers(text);

  it('prints as it was read', () => {
    expect(printLayers(registry, [])).toBe(text);
    expect(parseLayers(printLayers(registry, ['a head'])).layers).toEqual([45, 143, 150, 227]);
  });

  it('by name within a layer', () => {
    const ids = registry.layers.map((layer) => registry.schema(layer).byName('a')?.id);
    expect(ids).toEqual([1, 2, 1, 1]);
    expect(registry.schema(143).byName('getAll')).toBeUndefined();
    expect(registry.schema(227).byName('getAll')?.result).toEqual({
      name: 'Vector',
      parameters: [{ name: 'A', parameters: [] }],
    });
  });

  it('by id, and every form of a name', () => {
    expect(registry.byId(1)?.layers).toEqual([45, 150, 227]);
    expect(registry.byId(9)).toBeUndefined();
    expect(registry.byName('a').map(({ definition }) => definition.id)).toEqual([1, 2]);
  });

  it('the nearest known layer below', () => {
    expect([44, 45, 149, 150, 999].map((layer) => registry.nearest(layer))).toEqual([
      undefined,
      45,
      143,
      150,
      227,
    ]);
  });

  it('finds the constructor of a bare type that nobody has asked for yet', () => {
    const schema = layersOfText(`// LAYERS 45
inner#00000001 x:int = Inner; // 45
outer#00000002 items:vector<inner> = Outer; // 45
`).schema(45);
    const outer = schema.byName('outer') as Definition;
    const item = { kind: 'bare', definition: expect.objectContaining({ name: 'inner' }) };
    expect(schema.fieldsOf(outer)[0]?.shape).toEqual({ kind: 'vector', boxed: false, item });
  });

  it('refuses a layer that is not there', () => {
    expect(() => registry.schema(144)).toThrow(expect.objectContaining({ code: 'USAGE' }));
  });

  it.each(['a = A;', 'a#00000001 = A;', 'a#00000001 = A; // 46'])('refuses the line %s', (line) => {
    expect(() => parseLayers(`// LAYERS 45\n${line}\n`)).toThrow(
      expect.objectContaining({ code: 'BAD_SCHEMA', details: expect.objectContaining({ line: 2 }) }),
    );
  });

  it('is empty without layers', () => {
    expect(new LayerRegistry([], []).newest).toBe(0);
  });
});
