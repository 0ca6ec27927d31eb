// Objects of no schema, described in words, as some sources have them:
//   Vector<Object> of deadbeef{a:1,b:facedead}, bebf0c3d{vec:[1,2]}
// A name of 8 hex digits is a constructor id, a number an int, a list a boxed vector of ints or objects.

import { ByteWriter } from '../protocol/bytes/index.ts';
import { writeVector } from '../protocol/tl/index.ts';

/** The items of the described vector, serialised; undefined when the text is not of this form. */
export function tryDescribedVector(text: string): Uint8Array[] | undefined {
  const match = /^\s*vector\s*<[^>]*>\s*of\s+(.*)$/is.exec(text);
  if (match === null) return undefined;
  const tokens = (match[1] ?? '').match(TOKEN) ?? [];
  try {
    const parser = new Parser(tokens);
    return parser.items();
  } catch (error) {
    if (error instanceof Unreadable) return undefined;
    throw error;
  }
}

class Unreadable extends Error {}

const TOKEN = /[{}[\]:,]|[^\s{}[\]:,]+/g;

class Parser {
  readonly #tokens: readonly string[];
  #at = 0;

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens;
  }

  items(): Uint8Array[] {
    const items = this.#list(undefined);
    if (this.#at < this.#tokens.length) throw new Unreadable();
    return items;
  }

  #list(end: string | undefined): Uint8Array[] {
    const items: Uint8Array[] = [];
    if (this.#peek() === end) return items;
    do items.push(this.#value());
    while (this.#accept(','));
    return items;
  }

  #value(): Uint8Array {
    if (this.#accept('[')) {
      const items = this.#list(']');
      this.#expect(']');
      const writer = new ByteWriter();
      writeVector(writer, { boxed: true }, items, (one, item) => one.put(item));
      return writer.finish();
    }
    const token = this.#tokens[this.#at++] ?? '';
    if (/^[0-9a-f]{8}$/i.test(token)) return this.#object(Number.parseInt(token, 16));
    if (/^-?\d{1,10}$/.test(token)) return new ByteWriter(4).int32(Number(token)).finish();
    throw new Unreadable();
  }

  #object(id: number): Uint8Array {
    const writer = new ByteWriter().uint32(id);
    if (!this.#accept('{')) return writer.finish();
    do {
      this.#at++; // the field's name
      this.#expect(':');
      writer.put(this.#value());
    } while (this.#accept(','));
    this.#expect('}');
    return writer.finish();
  }

  #peek(): string | undefined {
    return this.#tokens[this.#at];
  }

  #accept(token: string): boolean {
    const is = this.#peek() === token;
    if (is) this.#at++;
    return is;
  }

  #expect(token: string): void {
    if (!this.#accept(token)) throw new Unreadable();
  }
}
