// A node of a tree of bytes, for people.

/** A value or a field of one. */
export interface TlNode {
  /** byte offset in the input; in unpacked data, from its beginning */
  readonly offset: number;
  /** bytes */
  length: number;
  /** name of the field, `[3]`, or what it is */
  readonly label: string;
  /** type, or constructor with id */
  type: string;
  /** as text; absent for what has children */
  value?: string;
  /** the bytes themselves, where they are not the same as the value */
  bytes?: Uint8Array;
  /** why it was not decoded */
  problem?: string;
  readonly children: TlNode[];
}
