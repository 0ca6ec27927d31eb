// Compiles the writer of objects that have a given list of keys: it reads those keys of an object and no others.

import { memo } from './generate.ts';
import type { Field } from './schema.ts';
import type { Write, WriteCells } from './write-cell.ts';
import { WriteCode } from './write-code.ts';

/** A writer of objects that have these keys and no others. */
export function compileWriteKeys(
  writers: WriteCells,
  fields: readonly Field[],
  keys: readonly string[],
): Write {
  const body = new WriteCode(writers);
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
