// The text of a writer: statements that check values and write them at `p`. Values of fixed size are written at
// constant offsets from `p`, which moves only where it must.
// Free names of the text: w (WriteState), o (the value), v (the view), p (the position), and what `compile` hands in.

import { generate, numbered } from './generate.ts';
import { BOOL_FALSE_ID, BOOL_TRUE_ID } from './primitives.ts';
import { REFUSED } from './read-state.ts';
import type { Shape } from './schema.ts';
import type { Write, WriteCell, WriteCells } from './write-cell.ts';
import { writeBytes, writeFixed, writeString } from './write-state.ts';

/** Code under construction: writes at `p`, keeps it in step. */
export class WriteCode {
  code = '';
  readonly #writers: WriteCells;
  readonly #cells: WriteCell[] = [];
  #offset = 0;
  #count = 0;

  constructor(writers: WriteCells) {
    this.#writers = writers;
  }

  /** Writes the value of an expression, which is evaluated once. */
  value(shape: Shape, expression: string): void {
    const name = this.#name();
    this.code += `const ${name} = ${expression};\n`;
    switch (shape.kind) {
      case 'int':
        this.#fixed(`(${name} | 0) !== ${name}`, 'setInt32', name, 4);
        break;
      case 'nat':
        this.#fixed(`(${name} >>> 0) !== ${name}`, 'setUint32', name, 4);
        break;
      case 'long':
        this.#fixed(
          `typeof ${name} !== 'bigint' || BigInt.asIntN(64, ${name}) !== ${name}`,
          'setBigInt64',
          name,
          8,
        );
        break;
      case 'double':
        this.#fixed(`typeof ${name} !== 'number'`, 'setFloat64', name, 8);
        break;
      case 'bool':
        this.#fixed(
          `${name} !== true && ${name} !== false`,
          'setInt32',
          `${name} ? ${BOOL_TRUE_ID | 0} : ${BOOL_FALSE_ID | 0}`,
          4,
        );
        break;
      case 'string':
        this.#call(`writeString(w, ${name})`);
        break;
      case 'bytes':
        this.#call(`writeBytes(w, ${name})`);
        break;
      case 'fixed':
        this.#call(`writeFixed(w, ${name}, ${shape.size})`);
        break;
      case 'vector':
        this.#cell(this.#writers.vectorCell(shape), name);
        break;
      case 'boxed':
        this.#cell(this.#writers.typeCell(shape.type), name);
        break;
      case 'bare':
        this.code += `if (${name}._ !== ${JSON.stringify(shape.definition.name)} || ++w.depth > ${this.#writers.maxDepth}) throw REFUSED;\n`;
        this.#cell(this.#writers.constructorCell(shape.definition), name);
        this.code += 'w.depth--;\n';
        break;
      case 'any':
        this.#call(`any(w, ${name})`);
        break;
      default:
        throw new Error(`a field of kind ${shape.kind} has no value of its own`);
    }
  }

  /** A number that is known to be right. */
  number(expression: string): void {
    this.code += `v.setInt32(p${this.#plus()}, ${expression}, true);\n`;
    this.#offset += 4;
  }

  /** Code that brings `p` up to date, for a place where its constant part must be gone. */
  advance(): string {
    const code = this.#offset === 0 ? '' : `p += ${this.#offset};\n`;
    this.#offset = 0;
    return code;
  }

  /** @param around what to make of the code that writes, default: nothing */
  compile(head = '', around: (code: string) => string = (code) => code): Write {
    const code = around(`${this.code}${this.advance()}`);
    return generate<Write>(
      'w, o',
      {
        REFUSED,
        writeString,
        writeBytes,
        writeFixed,
        any: this.#writers.any,
        ...numbered('c', this.#cells),
      },
      `const v = w.view;\nlet p = w.pos;\n${head}${code}w.pos = p;`,
    );
  }

  #fixed(refused: string, method: string, expression: string, size: number): void {
    this.code += `if (${refused}) throw REFUSED;\nv.${method}(p${this.#plus()}, ${expression}, true);\n`;
    this.#offset += size;
  }

  #call(call: string): void {
    this.code += `w.pos = p${this.#plus()};\n${call};\np = w.pos;\n`;
    this.#offset = 0;
  }

  #cell(cell: WriteCell, name: string): void {
    let index = this.#cells.indexOf(cell);
    if (index < 0) index = this.#cells.push(cell) - 1;
    this.#call(`c${index}.write(w, ${name})`);
  }

  #plus(): string {
    return this.#offset === 0 ? '' : ` + ${this.#offset}`;
  }

  #name(): string {
    return `a${this.#count++}`;
  }
}
