// The text of a layer registry, indexed rather than read: a definition is a line with its name and its id at
// known places, and finding these places in half a megabyte takes a millisecond or two.

import { MalformedError } from '../bytes/index.ts';
import type { Argument, Definition, TypeExpression } from './definition.ts';
import { parseSchema } from './parse-schema.ts';
import type { DefinitionSource } from './schema.ts';

/** A definition and the layers of the registry that have it, ascending. */
export interface LayeredDefinition {
  readonly definition: Definition;
  readonly layers: readonly number[];
}

export class LayerText {
  readonly layers: readonly number[];
  readonly #text: string;
  readonly #methodsAt: number;
  readonly #ranges = new Map<string, readonly number[]>();
  /** by the offset of the line */
  readonly #known = new Map<number, LayeredDefinition>();
  /** offset of a line with that id, in hex; others with it stand beside it, under the same name */
  #ids: Map<string, number> | undefined;

  /** @param text `// LAYERS 45 143 ...`, constructors, `---functions---`, methods; see layers.ts */
  constructor(text: string) {
    this.#text = text;
    this.layers = (/^\/\/ LAYERS ([\d ]+)$/m.exec(text)?.[1] ?? '').split(' ').filter(Boolean).map(Number);
    const methodsAt = text.indexOf('---functions---');
    this.#methodsAt = methodsAt < 0 ? text.length : methodsAt;
  }

  /**
   * Every line.
   * @throws MalformedError BAD_SCHEMA with details `{ line, reason }`
   */
  entries(): LayeredDefinition[] {
    const text = this.#text;
    const entries: LayeredDefinition[] = [];
    for (let start = 0, end = 0; start < text.length; start = end + 1) {
      end = this.#endOf(start);
      const isDefinition = end > start && text[start] !== '/' && text[start] !== '-';
      if (isDefinition) entries.push(this.#entry(start, end));
    }
    return entries;
  }

  /** The definitions of one layer. */
  sourceOf(layer: number): DefinitionSource {
    return {
      byName: (name) => this.#inBlock(this.#text.indexOf(`\n${name}#`) + 1, layer, () => true),
      byId: (id) =>
        this.#inBlock(this.#index().get(hex(id)) ?? 0, layer, (definition) => definition.id === id),
      all: () =>
        this.entries()
          .filter(({ layers }) => layers.includes(layer))
          .map(({ definition }) => definition),
    };
  }

  /**
   * The definition that the layer has, among the lines of one name.
   * @param at the offset of one of them; 0, where the head is, for none
   */
  #inBlock(at: number, layer: number, isMeant: (definition: Definition) => boolean): Definition | undefined {
    if (at === 0) return undefined;
    const text = this.#text;
    const name = text.slice(at, text.indexOf('#', at) + 1);
    let start = at;
    for (
      let before = this.#startBefore(start);
      text.startsWith(name, before);
      before = this.#startBefore(start)
    )
      start = before;
    for (; text.startsWith(name, start); start = this.#endOf(start) + 1) {
      const { definition, layers } = this.#entry(start, this.#endOf(start));
      if (layers.includes(layer) && isMeant(definition)) return definition;
    }
    return undefined;
  }

  #index(): Map<string, number> {
    if (this.#ids !== undefined) return this.#ids;
    const text = this.#text;
    const ids = new Map<string, number>();
    for (let start = 0; start < text.length; start = text.indexOf('\n', start) + 1) {
      const hash = text.indexOf('#', start);
      if (hash < 0) break;
      ids.set(text.slice(hash + 1, hash + 9), start);
    }
    this.#ids = ids;
    return ids;
  }

  /** The line before the one at `start`; -1 for none. */
  #startBefore(start: number): number {
    return start === 0 ? -1 : this.#text.lastIndexOf('\n', start - 2) + 1;
  }

  #entry(start: number, end: number): LayeredDefinition {
    const known = this.#known.get(start);
    if (known !== undefined) return known;
    const text = this.#text;
    const hash = text.indexOf('#', start);
    const semicolon = text.lastIndexOf('; // ', end);
    if (hash < 0 || hash > end || semicolon < hash) throw this.#badLine(start);
    const kind = start < this.#methodsAt ? 'constructor' : 'method';
    const definition = new LazyDefinition(kind, text, start, hash, semicolon);
    const entry = { definition, layers: this.#covered(text.slice(semicolon + 5, end), start) };
    this.#known.set(start, entry);
    return entry;
  }

  #covered(range: string, start: number): readonly number[] {
    const known = this.#ranges.get(range);
    if (known !== undefined) return known;
    const covered = range.split(' ').flatMap((run) => {
      const [first = Number.NaN, last = first] = run.split('-').map(Number);
      return this.layers.filter((layer) => layer >= first && layer <= last);
    });
    if (covered.length === 0) throw this.#badLine(start);
    this.#ranges.set(range, covered);
    return covered;
  }

  #endOf(start: number): number {
    const end = this.#text.indexOf('\n', start);
    return end < 0 ? this.#text.length : end;
  }

  #badLine(start: number): MalformedError {
    const line = this.#text.slice(0, start).split('\n').length;
    const reason = 'expected name#id fields = Type; // layers';
    return new MalformedError('BAD_SCHEMA', `line ${line}: ${reason}`, { line, reason });
  }
}

function hex(id: number): string {
  return id.toString(16).padStart(8, '0');
}

/** A definition whose fields are parsed on first use. */
class LazyDefinition implements Definition {
  readonly kind: Definition['kind'];
  readonly name: string;
  readonly id: number;
  readonly result: TypeExpression;
  readonly #line: string;
  #parsed: Definition | undefined;

  constructor(kind: Definition['kind'], text: string, start: number, hash: number, semicolon: number) {
    this.kind = kind;
    this.name = text.slice(start, hash);
    this.id = Number.parseInt(text.slice(hash + 1, hash + 9), 16);
    this.#line = text.slice(start, semicolon + 1);
    const type = text.slice(text.lastIndexOf(' = ', semicolon) + 3, semicolon);
    this.result = parseType(type) ?? { name: type, parameters: [] };
  }

  get generics(): Definition['generics'] {
    return this.#parse().generics;
  }

  get arguments(): Definition['arguments'] {
    return this.#parse().arguments;
  }

  #parse(): Definition {
    this.#parsed ??= parseCanonical(this, this.#line) ?? parseSchema(this.#line).definitions[0];
    if (this.#parsed === undefined) throw new MalformedError('BAD_SCHEMA', `no definition: ${this.#line}`);
    return this.#parsed;
  }
}

/**
 * The definition of a line in the form in which printSchema writes most: fields of plain types and of vectors of
 * them, single spaces. A fifth of the work of the whole grammar; undefined for anything else.
 */
function parseCanonical({ kind, name, id, result }: Definition, line: string): Definition | undefined {
  const fields: Argument[] = [];
  const parts = line.slice(0, line.lastIndexOf(' = ')).split(' ');
  for (let i = 1; i < parts.length; i++) {
    const field = parseField(parts[i] as string);
    if (field === undefined) return undefined;
    fields.push(field);
  }
  return { kind, name, id, generics: [], arguments: fields, result };
}

/** `name:type`, `name:flags.3?type` */
function parseField(text: string): Argument | undefined {
  const colon = text.indexOf(':');
  const question = text.indexOf('?', colon);
  const type = parseType(text.slice((question < 0 ? colon : question) + 1));
  if (colon < 1 || type === undefined || text[0] === '{') return undefined;
  const name = text.slice(0, colon);
  if (question < 0) return { name, type };
  const dot = text.indexOf('.', colon);
  return {
    name,
    condition: { field: text.slice(colon + 1, dot), bit: Number(text.slice(dot + 1, question)) },
    type,
  };
}

/** `int`, `auth.SentCode`, `Vector<int>` */
function parseType(text: string): TypeExpression | undefined {
  if (text.startsWith('!') || text.startsWith('%')) return undefined;
  const open = text.indexOf('<');
  if (open < 0) return { name: text, parameters: [] };
  const inner = parseType(text.slice(open + 1, -1));
  return inner && { name: text.slice(0, open), parameters: [inner] };
}
