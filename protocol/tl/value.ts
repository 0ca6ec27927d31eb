// TL values as JavaScript values: what every codec takes and gives.
//
//   int, #            number         long, int53       bigint (signed 64 bits)
//   double            number         string            string (UTF-8 on the wire)
//   bytes             Uint8Array     int128, int256    Uint8Array of 16 or 32 bytes
//   Bool              boolean        flags.N?true      true, or absent
//   Vector, vector    array          any constructor   { _: 'name', field: value, ... }
//
// Absent optional fields are absent keys. `flags:#` fields are computed and never appear.

/** A value of any TL type. */
export type TlValue =
  | number
  | bigint
  | string
  | boolean
  | Uint8Array
  | TlObject
  | readonly TlValue[]
  | undefined;

/** A constructor or a method call: `_` is its name in the schema. */
export type TlObject = { readonly _: string; readonly [field: string]: TlValue };

/**
 * A boxed value that belongs to another schema, undecoded: its constructor id and everything after it.
 * Stands in fields of type `Object` and `!X` of a codec that leaves them raw.
 */
export type TlRaw = { readonly _: 'raw'; readonly bytes: Uint8Array };

/** The TlRaw of `bytes`. */
export function raw(bytes: Uint8Array): TlRaw {
  return { _: 'raw', bytes };
}
