// Where compiled readers are kept: code calls a reader by its cell, so that the reader need not be compiled yet, and
// types may hold themselves.

import type { Definition } from './definition.ts';
import type { ReadState } from './read-state.ts';
import type { Shape } from './schema.ts';
import type { TlObject, TlValue } from './value.ts';

/** Reads a value at r.pos and moves it behind; throws anything for what is to be refused. */
export type Read<T = TlValue> = (r: ReadState) => T;

/** A place that holds a reader: first one that compiles, then what it compiled. */
export interface ReadCell<T = TlValue> {
  read: Read<T>;
}

/** The readers of one schema, for the code that calls them. */
export interface ReadCells {
  /** Any constructor or method, with its id. */
  readonly object: Read<TlObject>;
  /** The fields of a constructor, without its id. */
  constructorCell(definition: Definition): ReadCell<TlObject>;
  /** Id and fields of a constructor of the type. */
  typeCell(type: string): ReadCell<TlObject>;
  vectorCell(shape: Shape & { kind: 'vector' }): ReadCell;
  /** The fewest bytes that a value has. */
  minSize(shape: Shape): number;
}

/** Compiles at the first read. */
export function lazyReadCell<T extends TlValue>(compile: () => Read<T>): ReadCell<T> {
  const cell: ReadCell<T> = {
    read: (r) => {
      cell.read = compile();
      return cell.read(r);
    },
  };
  return cell;
}
