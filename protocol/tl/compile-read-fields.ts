// Compiles the reader of a constructor's fields.
//
// Without flags the whole object is one literal. With flags, the general reader adds optional fields one after the
// other, and each combination of flags that is met often gets one more reader: with the combination known, the
// object is one literal of one shape again, and no flag is tested.

import type { CodecLimits } from './codec.ts';
import type { Definition } from './definition.ts';
import type { Read, ReadCells } from './read-cell.ts';
import { ReadCode } from './read-code.ts';
import type { Field, Shape } from './schema.ts';
import type { TlObject } from './value.ts';

/** The reader of `fields`, which are those of the definition; its id is not read. */
export function compileReadFields(
  readers: ReadCells,
  limits: CodecLimits,
  definition: Definition,
  fields: readonly Field[],
): Read<TlObject> {
  if (fields.every(({ condition }) => condition === undefined))
    return compileCombination(readers, limits, definition, fields, []);
  const general = compileGeneral(readers, limits, definition, fields);
  const places = flagPlaces(fields, (shape) => readers.minSize(shape));
  if (places === undefined) return general;
  return specialising(general, places, (flags) =>
    compileCombination(readers, limits, definition, fields, flags),
  );
}

/** All fields in one literal; `flags` are the values of the flags fields, in their order. */
function compileCombination(
  readers: ReadCells,
  limits: CodecLimits,
  definition: Definition,
  fields: readonly Field[],
  flags: readonly number[],
): Read<TlObject> {
  const body = new ReadCode(readers, limits);
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
  readers: ReadCells,
  limits: CodecLimits,
  definition: Definition,
  fields: readonly Field[],
): Read<TlObject> {
  const body = new ReadCode(readers, limits);
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

/** How many times a combination of flags is met before it gets a reader of its own. */
const OFTEN = 8;
const MOST_COMBINATIONS = 32;
const MOST_SEEN = 1024;
const FIXED_KINDS: ReadonlySet<Shape['kind']> = new Set(['int', 'nat', 'long', 'double', 'bool', 'fixed']);
