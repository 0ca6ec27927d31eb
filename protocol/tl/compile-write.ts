// Generates writers: one function a constructor, compiled when it is first met.
//
// Objects of one constructor come in many shapes, and reading forty optional fields of each is slow once V8
// has seen more than four of them. So the keys of an object are followed through a tree (`for in` is fast), and
// each list of keys that comes back gets a writer of its own, which reads those keys and no others. Unknown
// keys are found on the way.

import type { CodecLimits } from './codec.ts';
import type { Definition } from './definition.ts';
import { generate, memo, numbered } from './generate.ts';
import { BOOL_FALSE_ID, BOOL_TRUE_ID, VECTOR_ID } from './primitives.ts';
import { REFUSED } from './read-state.ts';
import type { Field, Shape, TlSchema } from './schema.ts';
import { vectorKey } from './vector-key.ts';
import { type WriteState, writeBytes, writeFixed, writeRaw, writeString } from './write-state.ts';

/** Writes a value at w.pos and moves it behind; throws anything for what is to be refused. */
export type Write = (w: WriteState, value: unknown) => void;

/** A place that holds a writer: first one that compiles, then what it compiled. */
export interface WriteCell {
  write: Write;
}

/** A constructor of a type. */
interface Member {
  readonly id: number;
  readonly cell: WriteCell;
}

/** Every writer of one schema. */
export class WriteCompiler {
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
    const body = new Body(this);
    body.value(shape, 'o');
    return body.compile();
  }

  /** The fields of a constructor, without its id. */
  constructorCell(definition: Definition): WriteCell {
    return memo(this.#constructors, definition, () =>
      lazyCell(() => compileConstructor(this, this.#schema.fieldsOf(definition))),
    );
  }

  /** Id and fields of a constructor of the type. */
  typeCell(type: string): WriteCell {
    return memo(this.#types, type, () => this.#typeCell(type));
  }

  vectorCell(shape: Shape & { kind: 'vector' }): WriteCell {
    return memo(this.#vectors, vectorKey(shape), () => lazyCell(() => this.#compileVector(shape)));
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
    const body = new Body(this);
    body.value(item, 'o[i]');
    const noBytes = this.#schema.minSize(item) === 0 ? 'if (o.length !== 0) throw REFUSED;\n' : '';
    const head = `if (!Array.isArray(o)) throw REFUSED;\n${noBytes}if (++w.depth > ${this.maxDepth}) throw REFUSED;
${boxed ? `v.setInt32(p, ${VECTOR_ID}, true);\np += 4;\n` : ''}v.setInt32(p, o.length, true);\np += 4;\nw.pos = p;\n`;
    return body.compile(head, (items) => `for (let i = 0; i < o.length; i++) {\n${items}}\nw.depth--;\n`);
  }
}

/** Code under construction: writes at `p`, keeps it in step. */
class Body {
  code = '';
  readonly #compiler: WriteCompiler;
  readonly #cells: WriteCell[] = [];
  #offset = 0;
  #count = 0;

  constructor(compiler: WriteCompiler) {
    this.#compiler = compiler;
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
        this.#cell(this.#compiler.vectorCell(shape), name);
        break;
      case 'boxed':
        this.#cell(this.#compiler.typeCell(shape.type), name);
        break;
      case 'bare':
        this.code += `if (${name}._ !== ${JSON.stringify(shape.definition.name)} || ++w.depth > ${this.#compiler.maxDepth}) throw REFUSED;\n`;
        this.#cell(this.#compiler.constructorCell(shape.definition), name);
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
        any: this.#compiler.any,
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

/** A list of keys, in the order in which an object has them. */
interface KeyNode {
  /** the key that most often comes next, and where it leads */
  key: string | undefined;
  next: KeyNode | undefined;
  /** other keys that come next */
  others: Map<string, KeyNode> | undefined;
  readonly keys: readonly string[];
  times: number;
  write: Write | undefined;
}

function compileConstructor(compiler: WriteCompiler, fields: readonly Field[]): Write {
  const names = fields.filter(({ shape }) => shape.kind !== 'flags').map(({ name }) => name);
  const general = compileKeys(compiler, fields, names);
  const known = new Set(['_', ...names]);
  const root = keyNode([]);
  let nodes = 0;
  let writers = 0;
  return (w, value) => {
    const object = value as Readonly<Record<string, unknown>>;
    let node: KeyNode | undefined = root;
    for (const key in object) {
      let next: KeyNode | undefined = node.key === key ? node.next : node.others?.get(key);
      if (next === undefined) {
        if (nodes >= MOST_NODES) {
          node = undefined;
          break;
        }
        nodes++;
        next = addKey(node, key);
      }
      node = next;
    }
    if (node?.write !== undefined) {
      node.write(w, value);
      return;
    }
    if (node !== undefined && ++node.times >= OFTEN && writers < MOST_WRITERS) {
      writers++;
      node.write = compileKeys(compiler, fields, node.keys);
      node.write(w, value);
      return;
    }
    for (const key in object) if (!known.has(key) && object[key] !== undefined) throw REFUSED;
    general(w, value);
  };
}

function addKey(node: KeyNode, key: string): KeyNode {
  const next = keyNode([...node.keys, key]);
  if (node.key === undefined) {
    node.key = key;
    node.next = next;
  } else {
    node.others ??= new Map();
    node.others.set(key, next);
  }
  return next;
}

function keyNode(keys: readonly string[]): KeyNode {
  return { key: undefined, next: undefined, others: undefined, keys, times: 0, write: undefined };
}

/** A writer of objects that have these keys and no others. */
function compileKeys(compiler: WriteCompiler, fields: readonly Field[], keys: readonly string[]): Write {
  const body = new Body(compiler);
  const isThere = new Set(keys);
  const known = new Set(fields.filter(({ shape }) => shape.kind !== 'flags').map(({ name }) => name));
  for (const key of isThere)
    if (key !== '_' && !known.has(key))
      body.code += `if (o[${JSON.stringify(key)}] !== undefined) throw REFUSED;\n`;
  fields.forEach((field, index) => {
    if (field.condition !== undefined && isThere.has(field.name)) body.code += presence(field, index);
  });
  fields.forEach((field, index) => {
    const { name, shape, condition, sizedBy } = field;
    const present = isThere.has(name);
    if (shape.kind === 'flags') {
      body.code += sharedBits(fields, index, isThere);
      body.number(flagsExpression(fields, index, isThere));
    } else if (condition !== undefined) {
      if (!present || shape.kind === 'true') return;
      body.code += `${body.advance()}if (h${index}) {\n`;
      body.value(shape, `f${index}`);
      body.code += `${body.advance()}}\n`;
    } else if (!present) body.code += 'throw REFUSED;\n';
    else {
      if (sizedBy !== undefined) body.code += `${body.advance()}const start${index} = p + w.scattered;\n`;
      body.value(shape, `o[${JSON.stringify(name)}]`);
      if (sizedBy !== undefined)
        body.code += `if (p + w.scattered - start${index} !== o[${JSON.stringify(fields[sizedBy]?.name)}]) throw REFUSED;\n`;
    }
  });
  return body.compile();
}

/** `h3`: is the optional field 3 there? `f3`: its value. */
function presence({ name, shape }: Field, index: number): string {
  const read = `const f${index} = o[${JSON.stringify(name)}];\n`;
  if (shape.kind !== 'true') return `${read}const h${index} = f${index} !== undefined;\n`;
  return `${read}const h${index} = f${index} === true;\nif (!h${index} && f${index} !== false && f${index} !== undefined) throw REFUSED;\n`;
}

/** Fields of one bit must be there together. */
function sharedBits(fields: readonly Field[], flags: number, isThere: ReadonlySet<string>): string {
  const byBit = new Map<number, string[]>();
  fields.forEach(({ name, condition }, index) => {
    if (condition?.field === flags)
      memo(byBit, condition.bit, (): string[] => []).push(isThere.has(name) ? `h${index}` : 'false');
  });
  let code = '';
  for (const [first, ...others] of byBit.values())
    for (const other of others) if (first !== other) code += `if (${first} !== ${other}) throw REFUSED;\n`;
  return code;
}

function flagsExpression(fields: readonly Field[], flags: number, isThere: ReadonlySet<string>): string {
  const bits = new Map<number, string>();
  fields.forEach(({ name, condition }, index) => {
    if (condition?.field === flags && isThere.has(name))
      bits.set(condition.bit, `(h${index} ? ${1 << condition.bit} : 0)`);
  });
  return bits.size === 0 ? '0' : [...bits.values()].join(' | ');
}

/** Constructors of a type that are told apart by comparing one by one. */
const FEW = 8;
/** How many times a type is met before its writer is compiled. */
const HOT = 64;
/** How many times a list of keys is met before it gets a writer of its own. */
const OFTEN = 8;
const MOST_WRITERS = 64;
const MOST_NODES = 4096;

function lazyCell(compile: () => Write): WriteCell {
  const cell: WriteCell = {
    write: (w, value) => {
      cell.write = compile();
      cell.write(w, value);
    },
  };
  return cell;
}
