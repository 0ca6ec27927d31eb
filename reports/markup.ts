// HTML and XML text in which every inserted value is escaped: what is not Markup cannot become a tag.

/** Text that is safe to stand in a document as it is. Only `markup` and `verbatim` make it. */
export interface Markup {
  readonly text: string;
}

/** What may be inserted; nothing is inserted for undefined and false. */
export type Insert = string | number | Markup | undefined | false | readonly Insert[];

/** Template tag: the literal parts as they stand, the values escaped, lists joined. */
export function markup(literals: TemplateStringsArray, ...values: readonly Insert[]): Markup {
  const text = literals.reduce((before, literal, index) => before + textOf(values[index - 1]) + literal);
  return { text };
}

/** Our own style sheet or the like. Never for a value that comes from outside. */
export function verbatim(text: string): Markup {
  return { text };
}

function textOf(value: Insert): string {
  if (value === undefined || value === false) return '';
  if (typeof value === 'string') return escaped(value);
  if (typeof value === 'number') return String(value);
  if ('text' in value) return value.text;
  return value.map(textOf).join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Characters that XML 1.0 cannot hold at all become U+FFFD. https://www.w3.org/TR/xml/#charsets */
function escaped(text: string): string {
  return text
    .replace(UNREPRESENTABLE, '\uFFFD')
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

/** Control characters and, as the pattern reads whole code points, lone surrogates. */
const UNREPRESENTABLE = /[^\P{Cc}\t\n\r]|[\p{Cs}\uFFFE\uFFFF]/gu;
