// Many layers in one registry: definitions by id (global), by name within a layer, with the layers that have
// each. Its text is TL with the layers behind each definition:
//
//   nearestDc#8e1a1775 country:string this_dc:int nearest_dc:int = NearestDc; // 45 143-227
//   // LAYERS 45 143 150 ...
//
// `143-227` means every layer of the registry from 143 to 227. Fields are parsed when a definition is first
// used: several thousand lines cost a few milliseconds to index.

import { MalformedError, UsageError } from '../bytes/index.ts';
import type { Definition, TypeExpression } from './definition.ts';
import { parseSchema } from './parse-schema.ts';
import { printDefinition } from './print-schema.ts';
import { TlSchema } from './schema.ts';

/** A definition and the layers of the registry that have it, ascending. */
export interface LayeredDefinition {
  readonly definition: Definition;
  readonly layers: readonly number[];
}

export class LayerRegistry {
  /** ascending */
  readonly layers: readonly number[];
  readonly entries: readonly LayeredDefinition[];
  readonly #schemas = new Map<number, TlSchema>();
  #byId: Map<number, LayeredDefinition> | undefined;

  constructor(layers: readonly number[], entries: readonly LayeredDefinition[]) {
    this.layers = layers;
    this.entries = entries;
  }

  /** The newest layer. */
  get newest(): number {
    return this.layers[this.layers.length - 1] ?? 0;
  }

  has(layer: number): boolean {
    return this.layers.includes(layer);
  }

  /**
   * The newest layer of the registry that is not newer than `layer`: what to speak with a client of a layer
   * that the registry lacks. Undefined when it is older than all.
   */
  nearest(layer: number): number | undefined {
    return this.layers.findLast((known) => known <= layer);
  }

  /** @throws UsageError for a layer that the registry lacks */
  schema(layer: number): TlSchema {
    const known = this.#schemas.get(layer);
    if (known !== undefined) return known;
    if (!this.has(layer))
      throw new UsageError(`layer ${layer} is not known; known are ${this.layers.join(', ')}`, { layer });
    const definitions: Definition[] = [];
    for (const entry of this.entries) if (entry.layers.includes(layer)) definitions.push(entry.definition);
    const schema = new TlSchema(definitions, layer);
    this.#schemas.set(layer, schema);
    return schema;
  }

  /**
   * The newest definition of an id in any layer. An id is a hash of its definition without `flags.N?true`
   * fields, so older definitions of the same id differ from it in nothing but flags.
   */
  byId(id: number): LayeredDefinition | undefined {
    // entries of one name stand in the order of age: the last one stays
    this.#byId ??= new Map(this.entries.map((entry) => [entry.definition.id, entry]));
    return this.#byId.get(id);
  }

  /** All definitions of a name, one for each change that it went through, oldest first. */
  byName(name: string): LayeredDefinition[] {
    return this.entries.filter(({ definition }) => definition.name === name);
  }
}

/**
 * Reads what printLayers wrote.
 * @throws MalformedError BAD_SCHEMA with details `{ line, reason }`
 */
export function parseLayers(text: string): LayerRegistry {
  const layers = (/^\/\/ LAYERS ([\d ]+)$/m.exec(text)?.[1] ?? '').split(' ').filter(Boolean).map(Number);
  const ranges = new Map<string, readonly number[]>();
  const entries: LayeredDefinition[] = [];
  let kind: Definition['kind'] = 'constructor';
  let line = 0;
  for (let start = 0, end = 0; start < text.length; start = end + 1) {
    line++;
    end = text.indexOf('\n', start);
    if (end < 0) end = text.length;
    if (end === start || text.startsWith('//', start)) continue;
    if (text.startsWith('---functions---', start)) {
      kind = 'method';
      continue;
    }
    const hash = text.indexOf('#', start);
    const semicolon = text.lastIndexOf('; // ', end);
    if (hash < 0 || hash > end || semicolon < hash) throw badLine(line);
    const equals = text.lastIndexOf(' = ', semicolon);
    const range = text.slice(semicolon + 5, end);
    let covered = ranges.get(range);
    if (covered === undefined) {
      covered = parseRange(range, layers, line);
      ranges.set(range, covered);
    }
    const id = Number.parseInt(text.slice(hash + 1, hash + 9), 16);
    const definition = new LazyDefinition(kind, text, start, hash, id, equals + 3, semicolon, line);
    entries.push({ definition, layers: covered });
  }
  return new LayerRegistry(layers, entries);
}

/** The registry as text: `head` as comment lines, then constructors, then methods. */
export function printLayers({ layers, entries }: LayerRegistry, head: readonly string[]): string {
  const lines = [...head.map((line) => `// ${line}`), `// LAYERS ${layers.join(' ')}`];
  for (const kind of ['constructor', 'method'] as const) {
    if (kind === 'method') lines.push('---functions---');
    for (const { definition, layers: covered } of entries)
      if (definition.kind === kind)
        lines.push(`${printDefinition(definition)} // ${printRange(covered, layers)}`);
  }
  return `${lines.join('\n')}\n`;
}

/** Layers as runs of neighbours in the registry: `45 143-227`. */
export function printRange(covered: readonly number[], layers: readonly number[]): string {
  const runs: string[] = [];
  for (let i = 0; i < layers.length; i++) {
    if (!covered.includes(layers[i] as number)) continue;
    const first = layers[i];
    while (covered.includes(layers[i + 1] as number)) i++;
    runs.push(layers[i] === first ? `${first}` : `${first}-${layers[i]}`);
  }
  return runs.join(' ');
}

function parseRange(range: string, layers: readonly number[], line: number): readonly number[] {
  const covered = range.split(' ').flatMap((run) => {
    const [first = Number.NaN, last = first] = run.split('-').map(Number);
    return layers.filter((layer) => layer >= first && layer <= last);
  });
  if (covered.length === 0) throw badLine(line);
  return covered;
}

function badLine(line: number): MalformedError {
  const reason = 'expected name#id fields = Type; // layers';
  return new MalformedError('BAD_SCHEMA', `line ${line}: ${reason}`, { line, reason });
}

/** A definition whose fields are parsed on first use. */
class LazyDefinition implements Definition {
  readonly kind: Definition['kind'];
  readonly name: string;
  readonly id: number;
  readonly result: TypeExpression;
  readonly line: number;
  readonly #text: string;
  readonly #start: number;
  readonly #end: number;
  #parsed: Definition | undefined;

  constructor(
    kind: Definition['kind'],
    text: string,
    start: number,
    hash: number,
    id: number,
    result: number,
    semicolon: number,
    line: number,
  ) {
    this.kind = kind;
    this.name = text.slice(start, hash);
    this.id = id;
    this.line = line;
    this.#text = text;
    this.#start = start;
    this.#end = semicolon + 1;
    const type = text.slice(result, semicolon);
    this.result = type.includes('<') ? this.#parse().result : { name: type, parameters: [] };
  }

  get generics(): Definition['generics'] {
    return this.#parse().generics;
  }

  get arguments(): Definition['arguments'] {
    return this.#parse().arguments;
  }

  #parse(): Definition {
    if (this.#parsed === undefined) {
      const [definition] = parseSchema(this.#text.slice(this.#start, this.#end)).definitions;
      if (definition === undefined) throw badLine(this.line);
      this.#parsed = definition;
    }
    return this.#parsed;
  }
}
