// The text of a reader: one expression a value, and the statements that stand before it. Values of fixed size are
// read at constant offsets from `p`, which moves only where it must.
// Free names of the text: r (ReadState), v (its view), p (the position), and what `compile` hands in.

import type { CodecLimits } from './codec.ts';
import { generate, numbered } from './generate.ts';
import { BOOL_FALSE_ID, BOOL_TRUE_ID } from './primitives.ts';
import type { Read, ReadCell, ReadCells } from './read-cell.ts';
import { REFUSED, readBytes, readCount, readFixed, readString } from './read-state.ts';
import type { Shape } from './schema.ts';
import type { TlValue } from './value.ts';

/** Code under construction: reads into constants, keeps `p` in step. */
export class ReadCode {
  code = '';
  readonly #readers: ReadCells;
  readonly #limits: CodecLimits;
  readonly #cells: ReadCell[] = [];
  #offset = 0;
  #count = 0;

  constructor(readers: ReadCells, limits: CodecLimits) {
    this.#readers = readers;
    this.#limits = limits;
  }

  /** An expression for the next value. Values of fixed size are read at once, into a constant. */
  value(shape: Shape, size: string | undefined): string {
    switch (shape.kind) {
      case 'int':
        return this.#fixed('getInt32', 4);
      case 'nat':
        return this.#fixed('getUint32', 4);
      case 'long':
        return this.#fixed('getBigInt64', 8);
      case 'double':
        return this.#fixed('getFloat64', 8);
      case 'bool': {
        const id = this.#fixed('getInt32', 4);
        this.code += `if (${id} !== ${BOOL_TRUE_ID | 0} && ${id} !== ${BOOL_FALSE_ID | 0}) throw REFUSED;\n`;
        return `(${id} === ${BOOL_TRUE_ID | 0})`;
      }
      case 'string':
        return this.#call('readString(r)');
      case 'bytes':
        return this.#call('readBytes(r)');
      case 'fixed':
        return this.#call(`readFixed(r, p, ${shape.size}, p + ${shape.size})`);
      case 'vector':
        return this.#cell(this.#readers.vectorCell(shape));
      case 'boxed':
        return this.#cell(this.#readers.typeCell(shape.type));
      case 'bare': {
        this.code += `if (++r.depth > ${this.#limits.maxDepth}) throw REFUSED;\n`;
        const name = this.#cell(this.#readers.constructorCell(shape.definition));
        this.code += 'r.depth--;\n';
        return name;
      }
      case 'any':
        return this.#any(size);
      default:
        throw new Error(`a field of kind ${shape.kind} has no value of its own`);
    }
  }

  /** A flags field: the name of a constant that holds it. */
  flags(mask: number): string {
    const flags = this.#fixed('getInt32', 4);
    if (this.#limits.unknownFlags === 'refuse' && ~mask !== 0)
      this.code += `if ((${flags} & ${~mask}) !== 0) throw REFUSED;\n`;
    return flags;
  }

  /** Code that brings `p` up to date, for a place where its constant part must be gone. */
  advance(): string {
    const code = this.#offset === 0 ? '' : `p += ${this.#offset};\n`;
    this.#offset = 0;
    return code;
  }

  /** All code so far and r.pos set: what stands before `return`. */
  flush(): string {
    const code = `${this.code}r.pos = p${this.#offset === 0 ? '' : ` + ${this.#offset}`};\n`;
    this.#offset = 0;
    return code;
  }

  compile<T extends TlValue>(code: string, head = ''): Read<T> {
    return generate(
      'r',
      {
        REFUSED,
        readString,
        readBytes,
        readFixed,
        readCount,
        readAny: this.#readers.object,
        ...numbered('c', this.#cells),
      },
      `${head}const v = r.view;\nlet p = r.pos;\n${code}`,
    );
  }

  #fixed(method: string, size: number): string {
    const name = this.#name();
    this.code += `const ${name} = v.${method}(p${this.#offset === 0 ? '' : ` + ${this.#offset}`}, true);\n`;
    this.#offset += size;
    return name;
  }

  #call(expression: string): string {
    const name = this.#name();
    this.code += `${this.advance()}r.pos = p;\nconst ${name} = ${expression};\np = r.pos;\n`;
    return name;
  }

  #cell(cell: ReadCell): string {
    let index = this.#cells.indexOf(cell);
    if (index < 0) index = this.#cells.push(cell) - 1;
    return this.#call(`c${index}.read(r)`);
  }

  /** @param size an expression for the bytes that the value has, if the schema says so */
  #any(size: string | undefined): string {
    const { any, maxDepth } = this.#limits;
    if (any === 'raw') {
      const length = size ?? 'r.end - p';
      if (size !== undefined) this.code += `if (${size} < 0) throw REFUSED;\n`;
      return `{ _: 'raw', bytes: ${this.#call(`readFixed(r, p, ${length}, p + (${length}))`)} }`;
    }
    this.code += `if (++r.depth > ${maxDepth}) throw REFUSED;\n`;
    const start = this.#name();
    this.code += `${this.advance()}const ${start} = p;\n`;
    const value = this.#call('readAny(r)');
    this.code += 'r.depth--;\n';
    if (size !== undefined) this.code += `if (p - ${start} !== ${size}) throw REFUSED;\n`;
    return value;
  }

  #name(): string {
    return `a${this.#count++}`;
  }
}
