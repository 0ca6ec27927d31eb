// Every writer of one schema: one function a constructor, type and vector, compiled when it is first met.

import type { CodecLimits } from './codec.ts';
import { compileWriteFields } from './compile-write-fields.ts';
import type { Definition } from './definition.ts';
import { generate, memo, numbered } from './generate.ts';
import { VECTOR_ID } from './primitives.ts';
import { REFUSED } from './read-state.ts';
import type { Shape, TlSchema } from './schema.ts';
import { vectorKey } from './vector-key.ts';
import { lazyWriteCell, type Write, type WriteCell, type WriteCells } from './write-cell.ts';
import { WriteCode } from './write-code.ts';
import { writeRaw } from './write-state.ts';

export class WriteCompiler implements WriteCells {
  readonly #schema: TlSchema;
  readonly #limits: CodecLimits;
  readonly #constructors = new Map<Definition, WriteCell>();
  readonly #types = new Map<string, WriteCell>();
  readonly #vectors = new Map<string, WriteCell>();
  readonly #byName = new Map<string, Write>();

  constructor(schema: TlSchema, limits: CodecLimits) {
    this.#schema = schema;
    this.#limits = limits;
  }

  /** Any constructor or method, with its id. */
  readonly object: Write = (w, value) => {
    const name = (value as { _: string })._;
    const write = this.#byName.get(name);
    if (write === undefined) this.#meet(name)(w, value);
    else write(w, value);
  };

  /** A field of type Object or !X: an object of this schema, or raw bytes. */
  readonly any: Write = (w, value) => {
    const { _: name, bytes } = value as { _: string; bytes: Uint8Array };
    if (name === 'raw') {
      writeRaw(w, bytes);
      return;
    }
    if (++w.depth > this.#limits.maxDepth) throw REFUSED;
    this.object(w, value);
    w.depth--;
  };

  /** A value of any shape. */
  shape(shape: Shape): Write {
    const body = new WriteCode(this);
    body.value(shape, 'o');
    return body.compile();
  }

  /** The fields of a constructor, without its id. */
  constructorCell(definition: Definition): WriteCell {
    return memo(this.#constructors, definition, () =>
      lazyWriteCell(() => compileWriteFields(this, this.#schema.fieldsOf(definition))),
    );
  }

  /** Id and fields of a constructor of the type. */
  typeCell(type: string): WriteCell {
    return memo(this.#types, type, () => this.#typeCell(type));
  }

  vectorCell(shape: Shape & { kind: 'vector' }): WriteCell {
    return memo(this.#vectors, vectorKey(shape), () => lazyWriteCell(() => this.#compileVector(shape)));
  }

  get maxDepth(): number {
    return this.#limits.maxDepth;
  }

  #meet(name: string): Write {
    const definition = this.#schema.byName(name);
    if (definition === undefined) throw REFUSED;
    const cell = this.constructorCell(definition);
    const id = definition.id | 0;
    const write: Write = (w, value) => {
      w.view.setInt32(w.pos, id, true);
      w.pos += 4;
      cell.write(w, value);
    };
    this.#byName.set(name, write);
    return write;
  }

  /** Looks constructors up as they are met; a type of few that is met often gets a writer that compares names. */
  #typeCell(type: string): WriteCell {
    const known = new Map<string, Member>();
    const { maxDepth } = this;
    let times = 0;
    const cell: WriteCell = {
      write: (w, value) => {
        if (++times === HOT) cell.write = this.#compileType(type) ?? cell.write;
        if (++w.depth > maxDepth) throw REFUSED;
        const { _: name } = value as { _: string };
        const member = known.get(name) ?? memo(known, name, () => this.#member(type, name));
        w.view.setInt32(w.pos, member.id, true);
        w.pos += 4;
        member.cell.write(w, value);
        w.depth--;
      },
    };
    return cell;
  }

  #member(type: string, name: string): Member {
    const definition = this.#schema.byName(name);
    if (definition?.kind !== 'constructor' || definition.result.name !== type) throw REFUSED;
    return { id: definition.id | 0, cell: this.constructorCell(definition) };
  }

  /** Undefined for a type of many constructors: there a table is faster. */
  #compileType(type: string): Write | undefined {
    const members = this.#schema.constructorsOf(type);
    if (members.length > FEW) return undefined;
    const cells = members.map((member) => this.constructorCell(member));
    const chain = members
      .map(
        ({ name, id }, i) =>
          `if (name === ${JSON.stringify(name)}) { w.view.setInt32(w.pos, ${id | 0}, true); w.pos += 4; c${i}.write(w, o); }\nelse `,
      )
      .join('');
    return generate<Write>(
      'w, o',
      { REFUSED, ...numbered('c', cells) },
      `if (++w.depth > ${this.maxDepth}) throw REFUSED;\nconst name = o._;\n${chain}throw REFUSED;\nw.depth--;`,
    );
  }

  #compileVector({ boxed, item }: Shape & { kind: 'vector' }): Write {
    const body = new WriteCode(this);
    body.value(item, 'o[i]');
    const noBytes = this.#schema.minSize(item) === 0 ? 'if (o.length !== 0) throw REFUSED;\n' : '';
    const head = `if (!Array.isArray(o)) throw REFUSED;\n${noBytes}if (++w.depth > ${this.maxDepth}) throw REFUSED;
${boxed ? `v.setInt32(p, ${VECTOR_ID}, true);\np += 4;\n` : ''}v.setInt32(p, o.length, true);\np += 4;\nw.pos = p;\n`;
    return body.compile(head, (items) => `for (let i = 0; i < o.length; i++) {\n${items}}\nw.depth--;\n`);
  }
}

/** A constructor of a type. */
interface Member {
  readonly id: number;
  readonly cell: WriteCell;
}

/** Constructors of a type that are told apart by comparing one by one. */
const FEW = 8;
/** How many times a type is met before its writer is compiled. */
const HOT = 64;
