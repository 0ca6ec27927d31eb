// TL between text and bytes, with the schemas of a layer at hand: what `fakedc tl decode` and `encode` do.

import { fromHex, UsageError } from '../protocol/bytes/index.ts';
import {
  createCodec,
  fromJson,
  type LayerRegistry,
  mtproto,
  readTree,
  type TlNode,
  type TlObject,
  TlSchema,
} from '../protocol/tl/index.ts';
import { loadLayers, loadLayersWith, loadSchemaFile } from './load.ts';

/** Schemas in the order in which ids and names are looked up. */
export interface TlContext {
  /** the layer that is spoken, then MTProto, then whatever any layer has */
  readonly schemas: readonly TlSchema[];
}

/**
 * @param layer default: the newest, or the file's own
 * @param file a schema file of the user
 * @throws UsageError for a layer that is not known
 */
export function tlContext({ layer, file }: { layer?: number; file?: string }): TlContext {
  const own = file === undefined ? undefined : loadSchemaFile(file);
  const number = layer ?? own?.layer;
  if (own !== undefined && number === undefined)
    return { schemas: [new TlSchema(own.definitions), mtproto.schema, ...elsewhere(loadLayers())] };
  const registry = file === undefined ? loadLayers() : loadLayersWith(file, number);
  return { schemas: [registry.schema(number ?? registry.newest), mtproto.schema, ...elsewhere(registry)] };
}

/** Every layer, newest first: for values that no longer, or not yet, exist in the layer that is spoken. */
function elsewhere(registry: LayerRegistry): TlSchema[] {
  return registry.layers.map((layer) => registry.schema(layer)).reverse();
}

/**
 * The tree of bytes in hex; white space and `0x` are passed over.
 * @throws MalformedError BAD_HEX
 */
export function decodeTree(hex: string, { schemas }: TlContext): TlNode[] {
  return readTree(fromHex(hex.replace(/\s+/g, '').replace(/^0x/i, '')), schemas);
}

/**
 * The bytes of an object in JSON.
 * @throws UsageError when it is no JSON; MalformedError when the schema has no such value
 */
export function encodeJson(json: string, { schemas }: TlContext): Uint8Array {
  const parsed = parse(json);
  const name = (parsed as { _?: unknown } | null)?._;
  const schema =
    schemas.find((one) => typeof name === 'string' && one.byName(name) !== undefined) ?? schemas[0];
  if (schema === undefined) throw new UsageError('no schema');
  const object: TlObject = fromJson(schema, parsed);
  return createCodec(schema).encode(object);
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new UsageError(`not JSON: ${cause instanceof Error ? cause.message : cause}`, {}, cause);
  }
}
