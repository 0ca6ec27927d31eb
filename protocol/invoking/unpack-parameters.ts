// Packed objects in the parameters of a query: gzip_packed is "used to replace any other object (or rather, a
// serialization thereof)", so it may stand wherever a boxed value may.
// https://core.telegram.org/mtproto/service_messages#packed-object
// Codecs know nothing of it: where one meets gzip_packed, its bytes are replaced by what it holds, and it begins again.
// What is looked for is the value that the codec refused, so no string that holds the same four bytes is touched.

import { concatBytes, MalformedError, tryUint32 } from '../bytes/index.ts';
import { type Mtproto, mtproto, type TlCodec, type TlObject } from '../tl/index.ts';

const GZIP_PACKED = 0x3072cfa1;
/** Packed objects in one query. */
const MAX_PACKED = 8;

type Unpack = (packed: Mtproto<'gzip_packed'>) => Uint8Array;

/**
 * The object with what is packed in it unpacked, as far as it can be read: the same bytes when there is nothing.
 * @param unpack gives what gzip_packed holds
 * @throws MalformedError for what does not hold one value, or too much; what `unpack` throws
 */
export function unpackParameters(codec: TlCodec, object: Uint8Array, unpack: Unpack): Uint8Array {
  let count = 0;
  return unpackWithin(codec, undefined, object, (packed) => {
    if (++count > MAX_PACKED)
      throw new MalformedError('TOO_LARGE', `more than ${MAX_PACKED} packed objects`, { limit: MAX_PACKED });
    return unpack(packed);
  });
}

/** The object as it stands; undefined when the codec refuses it, perhaps because of what is packed in it. */
export function tryDecode(codec: TlCodec, object: Uint8Array): TlObject | undefined {
  try {
    return codec.decode(object);
  } catch (error) {
    if (error instanceof MalformedError) return undefined;
    throw error;
  }
}

/** @param type of the value; undefined: any object */
function unpackWithin(
  codec: TlCodec,
  type: string | undefined,
  value: Uint8Array,
  unpack: Unpack,
): Uint8Array {
  let bytes = value;
  for (;;) {
    const place = tryPlace(codec, type, bytes);
    if (place === undefined) return bytes;
    const { value: packed, end } = mtproto.decodePrefix(bytes, place.offset);
    const inner = unpackWithin(codec, place.type, unpack(packed as Mtproto<'gzip_packed'>), unpack);
    if (tryUint32(inner) === GZIP_PACKED)
      throw new MalformedError('TOO_DEEP', 'gzip_packed in gzip_packed', { offset: place.offset });
    checkEnd(codec, place.type, inner);
    bytes = concatBytes(bytes.subarray(0, place.offset), inner, bytes.subarray(end));
  }
}

/** A boxed value that a codec wanted to read. */
interface Place {
  readonly offset: number;
  /** Undefined for a vector, which has no name of its own. */
  readonly type: string | undefined;
}

/** Where gzip_packed stands instead; undefined when it does not, or when it is the whole value. */
function tryPlace(codec: TlCodec, type: string | undefined, bytes: Uint8Array): Place | undefined {
  const error = tryError(codec, type, bytes);
  if (error === undefined) return undefined;
  const { code, offset = 0, details } = error;
  const isRefused = code === 'UNKNOWN_CONSTRUCTOR' || code === 'UNEXPECTED_CONSTRUCTOR';
  if (!isRefused || offset === 0 || tryUint32(bytes.subarray(offset)) !== GZIP_PACKED) return undefined;
  const { expected } = details;
  return { offset, type: typeof expected === 'string' && expected !== 'Vector' ? expected : undefined };
}

/** What stands behind a value would be taken for the next parameter. */
function checkEnd(codec: TlCodec, type: string | undefined, bytes: Uint8Array): void {
  if (type === undefined) return;
  const error = tryError(codec, type, bytes);
  if (error?.code === 'TRAILING_BYTES') throw error;
}

function tryError(codec: TlCodec, type: string | undefined, bytes: Uint8Array): MalformedError | undefined {
  try {
    if (type === undefined) codec.decode(bytes);
    else codec.decodeAs(type, bytes);
    return undefined;
  } catch (error) {
    if (error instanceof MalformedError) return error;
    throw error;
  }
}
