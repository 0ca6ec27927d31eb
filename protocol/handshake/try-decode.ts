import { MalformedError } from '../bytes/index.ts';
import { type MtprotoObject, mtproto } from '../tl/index.ts';

/** The MTProto object at `offset` and the offset behind it; undefined when none parses there. */
export function tryDecode(bytes: Uint8Array, offset = 0): { value: MtprotoObject; end: number } | undefined {
  if (bytes.length < offset) return undefined;
  try {
    return mtproto.decodePrefix(bytes, offset);
  } catch (error) {
    if (error instanceof MalformedError) return undefined;
    throw error;
  }
}
