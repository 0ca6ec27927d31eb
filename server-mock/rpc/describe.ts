// The body of a message, for people: containers, packed objects and queries inside out. What cannot be decoded
// is shown as bytes, never lost.

import { MalformedError, tryUint32 } from '../../protocol/bytes/index.ts';
import { gunzip } from '../../protocol/gzip/index.ts';
import { type ApiLayers, tryDecode, unpackParameters } from '../../protocol/invoking/index.ts';
import {
  type Mtproto,
  mtproto,
  raw,
  type TlCodec,
  type TlObject,
  type TlRaw,
  type TlValue,
} from '../../protocol/tl/index.ts';

const MAX_DEPTH = 16;
const MAX_SHOWN = 1 << 20;

/** @param layer what the client declared */
export function describeBody(
  layers: ApiLayers,
  body: Uint8Array,
  layer: number | undefined,
  depth = 0,
): TlValue {
  const id = tryUint32(body);
  if (id === undefined || depth > MAX_DEPTH) return raw(body);
  const codec = codecFor(layers, id, layer);
  if (codec === undefined) return raw(body);
  try {
    return inside(layers, decode(codec, body), layer, depth);
  } catch (error) {
    if (error instanceof MalformedError) return raw(body);
    throw error;
  }
}

function decode(codec: TlCodec, body: Uint8Array): TlObject {
  return tryDecode(codec, body) ?? codec.decode(unpackParameters(codec, body, unpack));
}

function unpack({ packed_data }: Mtproto<'gzip_packed'>): Uint8Array {
  return gunzip(packed_data, { maxSize: MAX_SHOWN });
}

function inside(layers: ApiLayers, object: TlObject, layer: number | undefined, depth: number): TlValue {
  if (object._ === 'gzip_packed') {
    const unpacked = unpack(object as Mtproto<'gzip_packed'>);
    return { _: 'gzip_packed', packed_data: describeBody(layers, unpacked, layer, depth + 1) };
  }
  const declared = object._ === 'invokeWithLayer' ? (object.layer as number) : layer;
  return Object.fromEntries(
    Object.entries(object).map(([name, value]) => [name, shown(layers, value, declared, depth)]),
  ) as TlObject;
}

function shown(layers: ApiLayers, value: TlValue, layer: number | undefined, depth: number): TlValue {
  if (Array.isArray(value)) return value.map((one: TlValue) => shown(layers, one, layer, depth + 1));
  if (isRaw(value)) return describeBody(layers, value.bytes, layer, depth + 1);
  if (isMessage(value)) return { ...value, body: shown(layers, value.body, layer, depth + 1) };
  return value;
}

function isRaw(value: TlValue): value is TlRaw {
  return typeof value === 'object' && '_' in value && value._ === 'raw';
}

function isMessage(value: TlValue): value is TlObject {
  return typeof value === 'object' && '_' in value && value._ === 'message' && 'seqno' in value;
}

function codecFor(layers: ApiLayers, id: number, layer: number | undefined): TlCodec | undefined {
  if (mtproto.nameOf(id) !== undefined) return mtproto;
  const own = layers.codec(layer ?? layers.registry.newest) ?? layers.newest;
  if (own.nameOf(id) !== undefined) return own;
  const other = layers.registry.byId(id)?.layers.at(-1);
  return other === undefined ? undefined : layers.codec(other);
}
