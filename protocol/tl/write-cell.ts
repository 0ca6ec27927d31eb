// Where compiled writers are kept: code calls a writer by its cell, so that the writer need not be compiled yet, and
// types may hold themselves.

import type { Definition } from './definition.ts';
import type { Shape } from './schema.ts';
import type { WriteState } from './write-state.ts';

/** Writes a value at w.pos and moves it behind; throws anything for what is to be refused. */
export type Write = (w: WriteState, value: unknown) => void;

/** A place that holds a writer: first one that compiles, then what it compiled. */
export interface WriteCell {
  write: Write;
}

/** The writers of one schema, for the code that calls them. */
export interface WriteCells {
  /** A field of type Object or !X: an object of this schema, or raw bytes. */
  readonly any: Write;
  /** How deep values may be nested. */
  readonly maxDepth: number;
  /** The fields of a constructor, without its id. */
  constructorCell(definition: Definition): WriteCell;
  /** Id and fields of a constructor of the type. */
  typeCell(type: string): WriteCell;
  vectorCell(shape: Shape & { kind: 'vector' }): WriteCell;
}

/** Compiles at the first write. */
export function lazyWriteCell(compile: () => Write): WriteCell {
  const cell: WriteCell = {
    write: (w, value) => {
      cell.write = compile();
      cell.write(w, value);
    },
  };
  return cell;
}
