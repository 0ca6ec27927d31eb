// Generates readers: one function a constructor, compiled when it is first met. Fixed-size fields are read at
// constant offsets; fields before the first optional one make up the object literal.
//
// Constructors with flags get one more reader for each combination of flags that is met often: with the
// combination known, the whole object is one literal of one shape, and no flag is tested.

import type { CodecLimits } from './codec.ts';
import type { Definition } from './definition.ts';
import { generate, memo, numbered } from './generate.ts';
import { BOOL_FALSE_ID, BOOL_TRUE_ID, VECTOR_ID } from './primitives.ts';
import { REFUSED, type ReadState, readBytes, readCount, readFixed, readString } from './read-state.ts';
import type { Field, Shape, TlSchema } from './schema.ts';
import type { TlObject, TlValue } from './value.ts';
import { vectorKey } from './vector-key.ts';

/** Reads a value at r.pos and moves it behind; throws anything for what is to be refused. */
export type Read<T = TlValue> = (r: ReadState) => T;

/** A place that holds a reader: first one that compiles, then what it compiled. */
export interface ReadCell<T = TlValue> {
  read: Read<T>;
}

/** Every reader of one schema. */
export class ReadCompiler {
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
    const body = new Body(this, this.#limits);
    const value = body.value(shape, undefined);
    return body.compile(`${body.flush()}return ${value};`);
  }

  /** The fields of a constructor, without its id. */
  constructorCell(definition: Definition): ReadCell<TlObject> {
    return memo(this.#constructors, definition, () =>
      lazyCell(() => compileConstructor(this, this.#limits, definition, this.#schema.fieldsOf(definition))),
    );
  }

  /** Id and fields of a constructor of the type. */
  typeCell(type: string): ReadCell<TlObject> {
    return memo(this.#types, type, () => this.#typeCell(type));
  }

  vectorCell(shape: Shape & { kind: 'vector' }): ReadCell {
    return memo(this.#vectors, vectorKey(shape), () => lazyCell(() => this.#compileVector(shape)));
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
    const body = new Body(this, this.#limits);
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

/** Code under construction: reads into constants, keeps `p` in step. */
class Body {
  code = '';
  readonly #compiler: ReadCompiler;
  readonly #limits: CodecLimits;
  readonly #cells: ReadCell[] = [];
  #offset = 0;
  #count = 0;

  constructor(compiler: ReadCompiler, limits: CodecLimits) {
    this.#compiler = compiler;
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
        return this.#cell(this.#compiler.vectorCell(shape));
      case 'boxed':
        return this.#cell(this.#compiler.typeCell(shape.type));
      case 'bare': {
        this.code += `if (++r.depth > ${this.#limits.maxDepth}) throw REFUSED;\n`;
        const name = this.#cell(this.#compiler.constructorCell(shape.definition));
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
        readAny: this.#compiler.object,
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

function compileConstructor(
  compiler: ReadCompiler,
  limits: CodecLimits,
  definition: Definition,
  fields: readonly Field[],
): Read<TlObject> {
  if (fields.every(({ condition }) => condition === undefined))
    return compileCombination(compiler, limits, definition, fields, []);
  const general = compileGeneral(compiler, limits, definition, fields);
  const places = flagPlaces(fields, (shape) => compiler.minSize(shape));
  if (places === undefined) return general;
  return specialising(general, places, (flags) =>
    compileCombination(compiler, limits, definition, fields, flags),
  );
}

/** All fields in one literal; `flags` are the values of the flags fields, in their order. */
function compileCombination(
  compiler: ReadCompiler,
  limits: CodecLimits,
  definition: Definition,
  fields: readonly Field[],
  flags: readonly number[],
): Read<TlObject> {
  const body = new Body(compiler, limits);
  const known = new Map<number, number>();
  const names = new Map<number, string>();
  const literal = [`_: ${JSON.stringify(definition.name)}`];
  fields.forEach((field, index) => {
    const { name, shape, condition, sizedBy } = field;
    if (condition !== undefined && (((known.get(condition.field) ?? 0) >>> condition.bit) & 1) === 0) return;
    if (shape.kind === 'flags') {
      if (flags[known.size] === undefined) body.flags(shape.mask);
      else body.value({ kind: 'int' }, undefined);
      known.set(index, flags[known.size] ?? 0);
    } else {
      const value =
        shape.kind === 'true'
          ? 'true'
          : body.value(shape, sizedBy === undefined ? undefined : names.get(sizedBy));
      names.set(index, value);
      literal.push(`${JSON.stringify(name)}: ${value}`);
    }
  });
  return body.compile(`${body.flush()}return { ${literal.join(', ')} };`);
}

/** Any combination: optional fields are added one after the other. */
function compileGeneral(
  compiler: ReadCompiler,
  limits: CodecLimits,
  definition: Definition,
  fields: readonly Field[],
): Read<TlObject> {
  const body = new Body(compiler, limits);
  const names = new Map<number, string>();
  let code = `const object = { _: ${JSON.stringify(definition.name)} };\n`;
  fields.forEach((field, index) => {
    const { name, shape, condition, sizedBy } = field;
    const target = `object[${JSON.stringify(name)}]`;
    body.code = '';
    if (condition !== undefined) code += `if ((${names.get(condition.field)} >>> ${condition.bit}) & 1) {\n`;
    if (shape.kind === 'flags') names.set(index, body.flags(shape.mask));
    else if (shape.kind === 'true') body.code += `${target} = true;\n`;
    else {
      const value = body.value(shape, sizedBy === undefined ? undefined : names.get(sizedBy));
      names.set(index, value);
      body.code += `${target} = ${value};\n`;
    }
    code += `${body.code}${body.advance()}${condition === undefined ? '' : '}\n'}`;
  });
  return body.compile(`${code}r.pos = p;\nreturn object;`);
}

/**
 * Byte offsets of the flags fields, if nothing of variable size stands before them; combinations of more
 * than two flags fields are not told apart.
 */
function flagPlaces(fields: readonly Field[], size: (shape: Shape) => number): number[] | undefined {
  const places: number[] = [];
  let offset = 0;
  let isFixed = true;
  for (const { shape, condition } of fields) {
    if (shape.kind === 'flags') {
      if (!isFixed || condition !== undefined || places.length === 2) return undefined;
      places.push(offset);
      offset += 4;
    } else if (shape.kind !== 'true') {
      if (condition !== undefined || !FIXED_KINDS.has(shape.kind)) isFixed = false;
      offset += size(shape);
    }
  }
  return places;
}

/** Counts combinations and has a reader made for those that come back. */
function specialising(
  general: Read<TlObject>,
  places: readonly number[],
  compile: (flags: readonly number[]) => Read<TlObject>,
): Read<TlObject> {
  const [first = 0, second] = places;
  const firsts: number[] = [];
  const seconds: number[] = [];
  const readers: Read<TlObject>[] = [];
  const seen = new Map<string, number>();
  return (r) => {
    const a = r.view.getInt32(r.pos + first, true);
    const b = second === undefined ? 0 : r.view.getInt32(r.pos + second, true);
    for (let i = 0; i < firsts.length; i++)
      if (firsts[i] === a && seconds[i] === b) return (readers[i] as Read<TlObject>)(r);
    const object = general(r);
    if (readers.length < MOST_COMBINATIONS && seen.size < MOST_SEEN) {
      const key = `${a},${b}`;
      const times = (seen.get(key) ?? 0) + 1;
      seen.set(key, times);
      if (times === OFTEN) {
        readers.push(compile([a, b]));
        seconds.push(b);
        firsts.push(a);
      }
    }
    return object;
  };
}

/** Constructors of a type that are told apart by comparing one by one. */
const FEW = 8;
/** How many times a type is met before its reader is compiled. */
const HOT = 64;
/** How many times a combination of flags is met before it gets a reader of its own. */
const OFTEN = 8;
const MOST_COMBINATIONS = 32;
const MOST_SEEN = 1024;
const FIXED_KINDS: ReadonlySet<Shape['kind']> = new Set(['int', 'nat', 'long', 'double', 'bool', 'fixed']);

function lazyCell<T extends TlValue>(compile: () => Read<T>): ReadCell<T> {
  const cell: ReadCell<T> = {
    read: (r) => {
      cell.read = compile();
      return cell.read(r);
    },
  };
  return cell;
}
