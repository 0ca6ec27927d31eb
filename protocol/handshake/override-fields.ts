// A message of the handshake with some fields overridden: what whoever bends one field of it needs, at either end.

import { UsageError } from '../bytes/index.ts';
import { type Mtproto, type MtprotoObject, mtproto } from '../tl/index.ts';

/** The object of that name that `bytes` begin with; padding may follow. @throws UsageError when it is another */
export function decodedAs<Name extends MtprotoObject['_']>(
  bytes: Uint8Array | undefined,
  name: Name,
): Mtproto<Name> {
  const { value } = mtproto.decodePrefix(bytes ?? new Uint8Array());
  if (!isNamed(value, name)) throw new UsageError(`${name} should stand here, not ${value._}`);
  return value;
}

/** The object that `bytes` begin with, some fields of it overridden, encoded; what follows it is left out. */
export function overrideFields<Name extends MtprotoObject['_']>(
  bytes: Uint8Array,
  name: Name,
  fields: (value: Mtproto<Name>) => Partial<Mtproto<Name>>,
): Uint8Array {
  const value = decodedAs(bytes, name);
  return mtproto.encode({ ...value, ...fields(value) });
}

/** A copy whose last bit is another. */
export function flipped(bytes: Uint8Array): Uint8Array {
  return bytes.map((byte, index) => (index === bytes.length - 1 ? byte ^ 1 : byte));
}

function isNamed<Name extends MtprotoObject['_']>(value: MtprotoObject, name: Name): value is Mtproto<Name> {
  return value._ === name;
}
