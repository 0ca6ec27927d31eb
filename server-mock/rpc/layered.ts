// Handlers speak the newest layer, whatever layer their client speaks: parameters are brought up to it, results and
// updates down from it. A value that is right for the client's layer as it stands is left alone.

import { MalformedError } from '../../protocol/bytes/index.ts';
import type { ApiLayers } from '../../protocol/invoking/index.ts';
import {
  convertObject,
  convertValue,
  parseType,
  type TlCodec,
  type TlObject,
  type TlValue,
} from '../../protocol/tl/index.ts';

/** The call in the newest layer; as it came, when that layer has no such method any more. */
export function upgraded(layers: ApiLayers, codec: TlCodec, call: TlObject): TlObject {
  if (codec === layers.newest) return call;
  try {
    return convertObject(call, layers.newest.schema).value;
  } catch (error) {
    if (error instanceof MalformedError) return call;
    throw error;
  }
}

/**
 * The result of a method for a client of the codec's layer. A client that calls what its layer does not have is
 * answered as the newest one has it.
 * @throws MalformedError when it is a value of neither layer
 */
export function encodeResult(layers: ApiLayers, codec: TlCodec, method: string, result: TlValue): Uint8Array {
  const own = codec.resultOf(method);
  const newest = codec === layers.newest ? own : layers.newest.resultOf(method);
  if (own !== undefined) return encodeFor(layers, codec, own, newest, result);
  if (newest !== undefined) return encodeFor(layers, layers.newest, newest, newest, result);
  throw new MalformedError('UNKNOWN_CONSTRUCTOR', `layer ${codec.schema.layer} has no ${method}`, { method });
}

/** Updates for a client of the codec's layer. @throws MalformedError when they are of neither layer */
export function encodeUpdates(layers: ApiLayers, codec: TlCodec, updates: TlObject): Uint8Array {
  return encodeFor(layers, codec, 'Updates', 'Updates', updates);
}

function encodeFor(
  layers: ApiLayers,
  codec: TlCodec,
  type: string,
  newestType: string | undefined,
  value: TlValue,
): Uint8Array {
  const { newest } = layers;
  if (codec === newest || newestType === undefined) return codec.encodeAs(type, value);
  try {
    return codec.encodeAs(type, value);
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error;
    // What is wrong in the newest layer too is a mistake, not another layer.
    newest.encodeAs(newestType, value);
    const { schema } = codec;
    return codec.encodeAs(type, convertValue(value, schema.shapeOf(parseType(type)), schema).value);
  }
}
