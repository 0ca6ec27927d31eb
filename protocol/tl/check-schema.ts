// What is wrong or odd in a schema: ids that are not the CRC32 of their definition, names and ids claimed
// twice, types that nothing constructs, fields whose type means nothing.

import { constructorId } from './constructor-id.ts';
import type { Definition, SchemaText } from './definition.ts';
import { printWithoutId } from './print-schema.ts';
import { TlSchema } from './schema.ts';

/** A definition whose written id is not its CRC32. */
export interface IdMismatch {
  readonly name: string;
  readonly written: number;
  readonly computed: number;
  readonly line?: number;
  /** why, where it is known (HAND_ASSIGNED_IDS) */
  readonly explanation?: string;
}

export interface SchemaReport {
  readonly layer?: number;
  readonly constructors: number;
  readonly methods: number;
  readonly types: number;
  readonly idMismatches: readonly IdMismatch[];
  /** definitions that cannot be in one codec, types that mean nothing; the schema does not work with these */
  readonly errors: readonly string[];
  /** types that are mentioned and that no constructor of the schema makes */
  readonly typesWithoutConstructor: readonly string[];
}

/**
 * Ids that Telegram assigned by hand, or hashed from another spelling, by definition name.
 * https://core.telegram.org/schema says nothing about them: each was found by recomputing.
 */
export const HAND_ASSIGNED_IDS: ReadonlyMap<string, string> = new Map([
  ['ipPortSecret', 'simple config, obtained over DNS: ids assigned by hand'],
  ['accessPointRule', 'simple config, obtained over DNS: ids assigned by hand'],
  ['help.configSimple', 'simple config, obtained over DNS: ids assigned by hand'],
  ['inputPeerPhotoFileLocationLegacy', 'renamed later: the id is of its first name, without Legacy'],
  ['inputStickerSetThumbLegacy', 'renamed later: the id is of its first name, without Legacy'],
]);

/** Counts and findings; never throws for what a schema says. */
export function checkSchema(text: SchemaText): SchemaReport {
  const definitions = text.definitions.filter(({ builtin }) => builtin === undefined);
  const errors = [...duplicates(definitions)];
  const schema = new TlSchema(withoutDuplicates(definitions), text.layer);
  const missing = new Set<string>();
  for (const definition of schema.definitions) {
    try {
      for (const { shape } of schema.fieldsOf(definition))
        for (let inner = shape; ; inner = inner.item) {
          if (inner.kind === 'boxed' && schema.constructorsOf(inner.type).length === 0)
            missing.add(inner.type);
          if (inner.kind !== 'vector') break;
        }
    } catch (error) {
      errors.push(error instanceof Error ? at(definition, error.message) : String(error));
    }
  }
  return {
    ...(text.layer !== undefined && { layer: text.layer }),
    constructors: definitions.filter(({ kind }) => kind === 'constructor').length,
    methods: definitions.filter(({ kind }) => kind === 'method').length,
    types: schema.types().length,
    idMismatches: definitions.flatMap(idMismatch),
    errors,
    typesWithoutConstructor: [...missing].sort(),
  };
}

function idMismatch(definition: Definition): IdMismatch[] {
  const { name, id, line } = definition;
  const computed = constructorId(printWithoutId(definition));
  if (computed === id) return [];
  const explanation = HAND_ASSIGNED_IDS.get(name);
  return [{ name, written: id, computed, ...(line && { line }), ...(explanation && { explanation }) }];
}

function* duplicates(definitions: readonly Definition[]): Iterable<string> {
  const names = new Map<string, Definition>();
  const ids = new Map<number, Definition>();
  for (const definition of definitions) {
    const { name, id } = definition;
    if (names.has(name)) yield at(definition, `${name} is defined twice`);
    const other = ids.get(id);
    if (other !== undefined && other.name !== name)
      yield at(definition, `${name} has the id of ${other.name}: ${id.toString(16).padStart(8, '0')}`);
    names.set(name, definition);
    ids.set(id, definition);
  }
}

function withoutDuplicates(definitions: readonly Definition[]): Definition[] {
  const names = new Set<string>();
  const ids = new Set<number>();
  return definitions.filter(({ name, id }) => {
    const isNew = !names.has(name) && !ids.has(id);
    names.add(name);
    ids.add(id);
    return isNew;
  });
}

function at({ line }: Definition, message: string): string {
  return line === undefined ? message : `line ${line}: ${message}`;
}
