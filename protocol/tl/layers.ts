// Many layers in one registry: definitions by id (global), by name within a layer, with the layers that have
// each. Its text is TL with the layers behind each definition:
//
//   nearestDc#8e1a1775 country:string this_dc:int nearest_dc:int = NearestDc; // 45 143-227
//   // LAYERS 45 143 150 ...
//
// `143-227` means every layer of the registry from 143 to 227. Lines are searched for, and fields parsed, when a
// definition is first used: several thousand lines cost nothing until many of them are spoken.

import { UsageError } from '../bytes/index.ts';
import type { Definition } from './definition.ts';
import { type LayeredDefinition, LayerText } from './layer-text.ts';
import { printDefinition } from './print-schema.ts';
import { type DefinitionSource, TlSchema } from './schema.ts';

/** Many layers. */
export class LayerRegistry {
  /** ascending */
  readonly layers: readonly number[];
  readonly #read: () => readonly LayeredDefinition[];
  readonly #source: (layer: number) => readonly Definition[] | DefinitionSource;
  readonly #schemas = new Map<number, TlSchema>();
  #entries: readonly LayeredDefinition[] | undefined;
  #byId: Map<number, LayeredDefinition> | undefined;

  /** @param from the entries, sorted by name and then by age; or the text to read them from */
  constructor(layers: readonly number[], from: readonly LayeredDefinition[] | LayerText) {
    this.layers = layers;
    this.#read = () => (from instanceof LayerText ? from.entries() : from);
    this.#source = (layer) =>
      from instanceof LayerText
        ? from.sourceOf(layer)
        : from.filter((entry) => entry.layers.includes(layer)).map(({ definition }) => definition);
  }

  /** All definitions, by name and then by age. */
  get entries(): readonly LayeredDefinition[] {
    this.#entries ??= this.#read();
    return this.#entries;
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
    const schema = new TlSchema(this.#source(layer), layer);
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

/** The registry of a text that is known to be good: nothing is read until it is needed. */
export function layersOfText(text: string): LayerRegistry {
  const lines = new LayerText(text);
  return new LayerRegistry(lines.layers, lines);
}

/**
 * Reads what printLayers wrote.
 * @throws MalformedError BAD_SCHEMA with details `{ line, reason }`
 */
export function parseLayers(text: string): LayerRegistry {
  const lines = new LayerText(text);
  return new LayerRegistry(lines.layers, lines.entries());
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
