// The repository's own schema text: its layers, its ids, and that print and parse are the identity on it.

import { describe, expect, it } from 'vitest';
import { toHex } from '../protocol/bytes/index.ts';
import { checkSchema, parseSchema, printDefinition, printSchema } from '../protocol/tl/index.ts';
import {
  decodeTree,
  encodeJson,
  isSound,
  loadLayers,
  loadLayersWith,
  loadSchemaFile,
  printReports,
  reportSchemas,
  tlContext,
} from './index.ts';

const registry = loadLayers();
const PART = new URL('data/layer-45.tl', import.meta.url).pathname;

describe.each(registry.layers.map((layer) => [layer]))('layer %i', (layer) => {
  const text = { layer, definitions: registry.schema(layer).definitions };

  it('has ids that are the CRC32, or are explained', () => {
    const report = checkSchema(text);
    expect(report.errors).toEqual([]);
    expect(report.idMismatches.filter(({ explanation }) => explanation === undefined)).toEqual([]);
    // only the part of layer 45 mentions types that it does not define
    expect(report.typesWithoutConstructor).toEqual(
      layer === 45 ? ['Chat', 'MessageEntity', 'ReplyMarkup'] : [],
    );
  });

  it('prints and parses to the same', () => {
    const once = printSchema(text);
    const parsed = parseSchema(once);
    expect(parsed.layer).toBe(layer);
    expect(parsed.definitions.length).toBe(text.definitions.length);
    expect(printSchema(parsed)).toBe(once);
  });
});

describe('the registry', () => {
  it('covers layers 143 to 227 and the part of layer 45', () => {
    expect(registry.layers).toEqual([
      45, 143, 150, 167, 174, 179, 181, 184, 185, 189, 198, 204, 214, 216, 218, 220, 221, 223, 227,
    ]);
  });

  it('reads every line as the whole grammar does', () => {
    for (const { definition } of registry.entries) {
      const [parsed] = parseSchema(printDefinition(definition)).definitions;
      const { kind, name, id, generics, arguments: fields, result } = definition;
      expect({ ...parsed, kind, line: 1 }).toEqual({
        kind,
        name,
        id,
        generics,
        arguments: fields,
        result,
        line: 1,
      });
    }
  });

  // counts as the packages' own tables give them, without what is theirs alone
  it.each([
    [198, 1401, 689],
    [223, 1545, 766],
  ])('layer %i has %i constructors and %i methods', (layer, constructors, methods) => {
    const { definitions } = registry.schema(layer);
    expect(definitions.filter(({ kind }) => kind === 'constructor').length).toBe(constructors);
    expect(definitions.filter(({ kind }) => kind === 'method').length).toBe(methods);
  });
});

describe("a user's file", () => {
  it('joins the known layers, under its own number or a given one', () => {
    expect(loadLayersWith(PART).layers).toEqual(registry.layers);
    const more = loadLayersWith(PART, 300);
    expect(more.newest).toBe(300);
    expect(more.schema(300).byName('nearestDc')?.id).toBe(0x8e1a1775);
  });

  it('that is not there is a usage error', () => {
    expect(() => loadSchemaFile('no-such-file.tl')).toThrow(expect.objectContaining({ code: 'USAGE' }));
  });
});

describe('reports', () => {
  it('the repository is sound: every layer and MTProto', () => {
    const reports = reportSchemas([]);
    expect(isSound(reports)).toBe(true);
    expect(reports.flatMap(({ schemas }) => schemas.map(({ layer }) => layer))).toEqual([
      ...registry.layers,
      undefined,
    ]);
    expect(printReports(reports)).toContain('layer 227: 1619 constructors, 798 methods');
  });

  it('a file is reported on its own; one with many layers, layer by layer', () => {
    const file = new URL('data/layers.tl', import.meta.url).pathname;
    expect(reportSchemas([file, PART]).map(({ schemas }) => schemas.length)).toEqual([19, 1]);
  });

  it('a bad file is a typed error with its place', () => {
    expect(() => reportSchemas([new URL('load.ts', import.meta.url).pathname])).toThrow(
      expect.objectContaining({ code: 'BAD_SCHEMA' }),
    );
  });
});

describe('TL as text', () => {
  it('bytes of the newest layer, of MTProto, and of any other layer', () => {
    const context = tlContext({});
    const types = ['0x2630b31f', 'ec77be7a 0100000000000000'].map((hex) => decodeTree(hex, context)[0]?.type);
    expect(types).toEqual(['help.getNearestDc#1fb33026 = NearestDc', 'ping#7abe77ec = Pong']);
    // the config of layer 45, which newer layers do not have
    expect(decodeTree('f8c5bb06', context)[0]?.type).toBe('config#06bbc5f8 = Config');
  });

  it('JSON to bytes', () => {
    expect(toHex(encodeJson('{"_":"ping","ping_id":"1"}', tlContext({})))).toBe('ec77be7a0100000000000000');
    expect(toHex(encodeJson('{"_":"peerUser","user_id":7}', tlContext({ layer: 45 })))).toBe(
      '6dbcb19d07000000',
    );
    expect(() => encodeJson('{', tlContext({}))).toThrow(expect.objectContaining({ code: 'USAGE' }));
  });

  it("a user's schema goes first", () => {
    const context = tlContext({ file: PART });
    expect(context.schemas[0]?.layer).toBe(45);
    expect(() => tlContext({ layer: 46 })).toThrow(expect.objectContaining({ code: 'USAGE' }));
  });
});
