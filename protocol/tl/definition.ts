// The syntax tree of the TL language (https://core.telegram.org/mtproto/TL-formal), as far as Telegram's
// schemas use it. It keeps spelling (`%Message`, `vector` or `Vector`), so that text can be printed again.
// What a name means - constructor, type, variable - is decided later, see shape.ts.

/** A type expression: `int`, `!X`, `%Message`, `Vector<long>`, `#`. */
export interface TypeExpression {
  /** `int`, `Vector`, `auth.SentCode`, `X`, or `#` */
  readonly name: string;
  /** `!X`: a value of any boxed type, usually a function */
  readonly bang?: true;
  /** `%Message`: the only constructor of that type, without its id */
  readonly percent?: true;
  /** `Vector<long>`: what stands between the angle brackets */
  readonly parameters: readonly TypeExpression[];
}

/** `flags.3?`: the field is there if bit 3 of the field `flags` is set. */
export interface Condition {
  readonly field: string;
  /** 0..31 */
  readonly bit: number;
}

/** One field of a constructor or parameter of a method. */
export interface Argument {
  readonly name: string;
  readonly condition?: Condition;
  readonly type: TypeExpression;
}

/** `{X:Type}` */
export interface Generic {
  readonly name: string;
  readonly kind: string;
}

/** One line of a schema. */
export interface Definition {
  readonly kind: 'constructor' | 'method';
  /** with its namespace: `auth.sentCode` */
  readonly name: string;
  /** the written id as an unsigned 32-bit number; the computed CRC32 where none was written */
  readonly id: number;
  readonly generics: readonly Generic[];
  readonly arguments: readonly Argument[];
  readonly result: TypeExpression;
  /**
   * Definitions that TL text spells out only to be complete, and that every codec has built in:
   * `int ? = Int`, `vector#1cb5c415 {t:Type} # [ t ] = Vector t`, `int128 4*[ int ] = Int128`.
   * The text after the name (and id), as written.
   */
  readonly builtin?: string;
  /** 1-based line in the text that it was read from; absent when it did not come from text */
  readonly line?: number;
}

/** The definitions of one text, in its order, and its `// LAYER n` if it has one. */
export interface SchemaText {
  readonly layer?: number;
  readonly definitions: readonly Definition[];
}
