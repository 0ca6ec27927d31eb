// Every reader of one schema: one function a constructor, type and vector, compiled when it is first met.

import type { CodecLimits } from './codec.ts';
import { compileReadFields } from './compile-read-fields.ts';
import type { Definition } from './definition.ts';
import { generate, memo, numbered } from './generate.ts';
import { VECTOR_ID } from './primitives.ts';
import { lazyReadCell, type Read, type ReadCell, type ReadCells } from './read-cell.ts';
import { ReadCode } from './read-code.ts';
import { REFUSED } from './read-state.ts';
import type { Shape, TlSchema } from './schema.ts';
import type { TlObject } from './value.ts';
import { vectorKey } from './vector-key.ts';

export class ReadCompiler implements ReadCells {
  readonly #schema: TlSchema;
  readonly #limits: CodecLimits;
  readonly #constructors = new Map<Definition, ReadCell<TlObject>>();
  readonly #types = new Map<string, ReadCell<TlObject>>();
  readonly #vectors = new Map<string, ReadCell>();
  readonly #byId = new Map<number, Read<TlObject>>();

  constructor(schema: TlSchema, limits: CodecLimits) {
    this.#schema = schema;
    this.#limits = limits;
  }

  /** Any constructor or method, with its id. */
  readonly object: Read<TlObject> = (r) => {
    const id = r.view.getInt32(r.pos, true);
    r.pos += 4;
    const read = this.#byId.get(id);
    return read === undefined ? this.#meet(id)(r) : read(r);
  };

  /** A value of any shape. */
  shape(shape: Shape): Read {
    const body = new ReadCode(this, this.#limits);
    const value = body.value(shape, undefined);
    return body.compile(`${body.flush()}return ${value};`);
  }

  /** The fields of a constructor, without its id. */
  constructorCell(definition: Definition): ReadCell<TlObject> {
    return memo(this.#constructors, definition, () =>
      lazyReadCell(() =>
        compileReadFields(this, this.#limits, definition, this.#schema.fieldsOf(definition)),
      ),
    );
  }

  /** Id and fields of a constructor of the type. */
  typeCell(type: string): ReadCell<TlObject> {
    return memo(this.#types, type, () => this.#typeCell(type));
  }

  vectorCell(shape: Shape & { kind: 'vector' }): ReadCell {
    return memo(this.#vectors, vectorKey(shape), () => lazyReadCell(() => this.#compileVector(shape)));
  }

  minSize(shape: Shape): number {
    return this.#schema.minSize(shape);
  }

  #meet(id: number): Read<TlObject> {
    const definition = this.#schema.byId(id >>> 0);
    if (definition === undefined) throw REFUSED;
    const cell = this.constructorCell(definition);
    const read: Read<TlObject> = (r) => cell.read(r);
    this.#byId.set(id, read);
    return read;
  }

  /** Looks constructors up as they are met; a type of few that is met often gets a reader that compares ids. */
  #typeCell(type: string): ReadCell<TlObject> {
    const { maxDepth } = this.#limits;
    const known = new Map<number, ReadCell<TlObject>>();
    let times = 0;
    const cell: ReadCell<TlObject> = {
      read: (r) => {
        if (++times === HOT) cell.read = this.#compileType(type) ?? cell.read;
        if (++r.depth > maxDepth) throw REFUSED;
        const id = r.view.getInt32(r.pos, true);
        r.pos += 4;
        const object = (known.get(id) ?? memo(known, id, () => this.#memberCell(type, id))).read(r);
        r.depth--;
        return object;
      },
    };
    return cell;
  }

  #memberCell(type: string, id: number): ReadCell<TlObject> {
    const definition = this.#schema.byId(id >>> 0);
    if (definition?.kind !== 'constructor' || definition.result.name !== type) throw REFUSED;
    return this.constructorCell(definition);
  }

  /** Undefined for a type of many constructors: there a table is faster. */
  #compileType(type: string): Read<TlObject> | undefined {
    const { maxDepth } = this.#limits;
    const members = this.#schema.constructorsOf(type);
    if (members.length > FEW) return undefined;
    const cells = members.map((member) => this.constructorCell(member));
    const chain = members
      .map((member, i) => `if (id === ${member.id | 0}) object = c${i}.read(r);\nelse `)
      .join('');
    return generate<Read<TlObject>>(
      'r',
      { REFUSED, ...numbered('c', cells) },
      `if (++r.depth > ${maxDepth}) throw REFUSED;
const id = r.view.getInt32(r.pos, true);
r.pos += 4;
let object;
${chain}throw REFUSED;
r.depth--;
return object;`,
    );
  }

  #compileVector({ boxed, item }: Shape & { kind: 'vector' }): Read {
    const size = this.#schema.minSize(item);
    const body = new ReadCode(this, this.#limits);
    const head = boxed
      ? `if (r.view.getInt32(r.pos, true) !== ${VECTOR_ID}) throw REFUSED;\nr.pos += 4;\n`
      : '';
    const value = body.value(item, undefined);
    return body.compile(
      `if (++r.depth > ${this.#limits.maxDepth}) throw REFUSED;
const count = readCount(r, ${size === 0 ? 'Infinity' : size});
p = r.pos;
const items = [];
for (let i = 0; i < count; i++) {
${body.code}items.push(${value});
${body.advance()}}
r.pos = p;
r.depth--;
return items;`,
      head,
    );
  }
}

/** Constructors of a type that are told apart by comparing one by one. */
const FEW = 8;
/** How many times a type is met before its reader is compiled. */
const HOT = 64;
