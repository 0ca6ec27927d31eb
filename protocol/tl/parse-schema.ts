// Reads TL text as Telegram publishes it (https://core.telegram.org/mtproto/TL-formal): comments, sections,
// `// LAYER n`, generics, `!X`, `%T`, bare and boxed vectors in angle brackets or by juxtaposition, conditional
// fields. Built-in definitions (`int ? = Int;`, `vector {t:Type} # [ t ] = Vector t;`) are kept as text.
// Left out: dependent types, partial application (`Empty`, `New`, `Final` declarations) - no schema uses them.

import { MalformedError } from '../bytes/index.ts';
import { constructorId } from './constructor-id.ts';
import type { Argument, Definition, Generic, SchemaText, TypeExpression } from './definition.ts';
import { printWithoutId } from './print-schema.ts';

/**
 * The definitions of a schema text.
 * @throws MalformedError BAD_SCHEMA with details `{ line, column, reason }` (both 1-based)
 */
export function parseSchema(text: string): SchemaText {
  return new SchemaParser(text).schema();
}

/** `Vector<User>` and the like. @throws MalformedError BAD_SCHEMA */
export function parseType(type: string): TypeExpression {
  const [definition] = parseSchema(`type = ${type};`).definitions;
  if (definition === undefined) throw new MalformedError('BAD_SCHEMA', `not a type: ${type}`, { type });
  return definition.result;
}

class SchemaParser {
  readonly #text: string;
  #at = 0;
  #kind: Definition['kind'] = 'constructor';
  #layer: number | undefined;
  #line = 1;
  #lineStart = 0;

  constructor(text: string) {
    this.#text = text;
  }

  schema(): SchemaText {
    const definitions: Definition[] = [];
    for (this.#skip(); this.#at < this.#text.length; this.#skip())
      if (!this.#section()) definitions.push(this.#definition());
    return this.#layer === undefined ? { definitions } : { layer: this.#layer, definitions };
  }

  /** `---functions---` or `---types---` */
  #section(): boolean {
    const match = this.#match(/---\s*(\w+)\s*---/y);
    if (match === undefined) return false;
    const name = match[1];
    if (name !== 'functions' && name !== 'types')
      this.#fail(`unknown section ${name}`, this.#at - match[0].length);
    this.#kind = name === 'functions' ? 'method' : 'constructor';
    return true;
  }

  #definition(): Definition {
    const start = this.#at;
    const kind = this.#kind;
    const name = this.#match(NAME)?.[0] ?? this.#fail('expected a definition: name#id fields = Type;');
    const writtenId = this.#id();
    this.#skip();
    const builtin = this.#builtin();
    const rest = builtin ?? this.#body();
    this.#skip();
    if (this.#text[this.#at] !== ';') this.#fail(`expected ";" after the definition of ${name}`);
    this.#at++;
    const line = this.#lineOf(start);
    const definition = { kind, name, id: 0, ...rest, line };
    return { ...definition, id: writtenId ?? constructorId(printWithoutId(definition)) };
  }

  #id(): number | undefined {
    if (this.#text[this.#at] !== '#' || !/[0-9a-zA-Z]/.test(this.#text[this.#at + 1] ?? '')) return undefined;
    this.#at++;
    const digits =
      this.#match(/[0-9a-fA-F]{1,8}(?![\w])/y)?.[0] ?? this.#fail('expected an id of up to eight hex digits');
    return Number.parseInt(digits, 16);
  }

  #body(): Pick<Definition, 'generics' | 'arguments' | 'result'> {
    const generics = this.#generics();
    const args: Argument[] = [];
    for (this.#skip(); this.#text[this.#at] !== '='; this.#skip()) args.push(this.#argument(args));
    this.#at++;
    this.#skip();
    return { generics, arguments: args, result: this.#type(true) };
  }

  /** `? = Int`, `# [ t ] = Vector t`, `4*[ int ] = Int128`: fields without names. */
  #builtin(): (Pick<Definition, 'generics' | 'arguments' | 'result'> & { builtin: string }) | undefined {
    const match = this.#match(
      /(?:\{\s*\w+\s*:\s*\w+\s*\}\s*)?(?:\?|#\s*\[[^\];]*\]|\w+\s*\*\s*\[[^\];]*\])\s*=\s*([^;]*?)\s*(?=;)/y,
    );
    if (match === undefined) return undefined;
    const builtin = match[0].replace(/\s+/g, ' ').trim();
    const [name = ''] = (match[1] ?? '').split(/\s+/);
    return { generics: [], arguments: [], result: { name, parameters: [] }, builtin };
  }

  #generics(): Generic[] {
    const generics: Generic[] = [];
    for (;;) {
      this.#skip();
      if (this.#text[this.#at] !== '{') return generics;
      const match = this.#match(/\{\s*(\w+)\s*:\s*(Type|#)\s*\}/y) ?? this.#fail('expected {X:Type}');
      generics.push({ name: match[1] ?? '', kind: match[2] ?? '' });
    }
  }

  #argument(earlier: readonly Argument[]): Argument {
    const start = this.#at;
    const name = this.#match(/\w+(?=\s*:)/y)?.[0] ?? this.#fail('expected a field (name:type) or "="');
    if (earlier.some((argument) => argument.name === name))
      this.#fail(`two fields are called ${name}`, start);
    this.#match(/\s*:\s*/y);
    const conditionAt = this.#at;
    const match = this.#match(/(\w+)\.(\d+)\?/y);
    if (match === undefined) return { name, type: this.#type(false) };
    const condition = { field: match[1] ?? '', bit: Number(match[2]) };
    if (condition.bit > 31) this.#fail(`bit ${condition.bit}: flags have the bits 0 to 31`, conditionAt);
    const flags = earlier.find((argument) => argument.name === condition.field);
    if (flags?.type.name !== '#' || flags.condition !== undefined)
      this.#fail(`no field ${condition.field}:# stands before ${name}`, conditionAt);
    return { name, condition, type: this.#type(false) };
  }

  /** @param applied whether any name may be followed by a parameter (`= Vector t`), or only vectors */
  #type(applied: boolean): TypeExpression {
    if (this.#match(/\(\s*/y) !== undefined) {
      const inner = this.#type(true);
      if (this.#match(/\s*\)/y) === undefined) this.#fail('expected ")"');
      return inner;
    }
    const bang = this.#match(/!/y) !== undefined;
    const percent = this.#match(/%/y) !== undefined;
    if (percent && this.#text[this.#at] === '(') return { ...this.#type(true), percent: true };
    const name = this.#match(TYPE_NAME)?.[0] ?? this.#fail('expected a type');
    const parameters = this.#parameters(applied || name === 'Vector' || name === 'vector');
    return { name, parameters, ...(bang && { bang }), ...(percent && { percent }) };
  }

  #parameters(applied: boolean): TypeExpression[] {
    const parameters: TypeExpression[] = [];
    if (this.#match(/\s*<\s*/y) !== undefined) {
      do parameters.push(this.#type(true));
      while (this.#match(/\s*,\s*/y) !== undefined);
      if (this.#match(/\s*>/y) === undefined) this.#fail('expected ">"');
      return parameters;
    }
    // `Vector t`: the next name is a parameter unless it is the next field (`t:`)
    while (applied && this.#match(/[ \t]+(?=[%!(]|[A-Za-z][\w.]*(?!\s*:)(?![\w.]))/y) !== undefined)
      parameters.push(this.#type(false));
    return parameters;
  }

  /** White space and comments; a comment `// LAYER n` says the layer. */
  #skip(): void {
    for (;;) {
      this.#match(/\s+/y);
      const comment = this.#match(/\/\/[^\n]*|\/\*[\s\S]*?\*\//y)?.[0];
      if (comment === undefined) {
        if (this.#text.startsWith('/*', this.#at)) this.#fail('the comment is not closed');
        return;
      }
      const layer = /^\/\/\s*LAYER\s+(\d+)\s*$/.exec(comment)?.[1];
      if (layer !== undefined) this.#layer = Number(layer);
    }
  }

  /** What a sticky expression matches here; moves past it. */
  #match(sticky: RegExp): RegExpExecArray | undefined {
    sticky.lastIndex = this.#at;
    const match = sticky.exec(this.#text);
    if (match === null) return undefined;
    this.#at = sticky.lastIndex;
    return match;
  }

  /** Counts on from the last call: definitions are asked for in order. */
  #lineOf(offset: number): number {
    for (let end = this.#nextLineEnd(); end >= 0 && end < offset; end = this.#nextLineEnd()) {
      this.#line++;
      this.#lineStart = end + 1;
    }
    return this.#line;
  }

  #nextLineEnd(): number {
    return this.#text.indexOf('\n', this.#lineStart);
  }

  #fail(reason: string, offset: number = this.#at): never {
    const line = this.#lineOf(offset);
    const column = offset - this.#lineStart + 1;
    throw new MalformedError('BAD_SCHEMA', `line ${line}, column ${column}: ${reason}`, {
      line,
      column,
      reason,
    });
  }
}

const NAME = /[a-zA-Z_][\w]*(?:\.[a-zA-Z_][\w]*)*/y;
const TYPE_NAME = /#|[a-zA-Z_][\w]*(?:\.[a-zA-Z_][\w]*)*/y;
