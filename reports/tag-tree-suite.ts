// A strict reader of tags, for tests: every start tag must be closed in order, every attribute quoted, every
// ampersand a known entity. It reads XML, and HTML as far as that is written the same way.

export interface TagNode {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: TagNode[];
  /** The text directly in it, entities decoded. */
  text: string;
}

const VOID = ['meta', 'br', 'img', 'link', 'input'];
const TOKEN =
  /<!doctype html>|<\?xml[^?]*\?>|<\/([\w-]+)>|<([\w-]+)((?:\s+[\w-]+(?:="[^"<]*")?)*)\s*(\/?)>|[^<]+|</gy;

/** @throws Error with the place where the text is not well-formed */
export function parseTags(text: string): TagNode {
  const root: TagNode = { name: '', attributes: {}, children: [], text: '' };
  const open: TagNode[] = [root];
  for (const match of text.matchAll(TOKEN)) {
    const [token, closed, name, attributes = '', selfClosed] = match;
    const top = open.at(-1) as TagNode;
    const fault = (what: string): Error =>
      new Error(`${what} at ${match.index}: ${text.slice(match.index, match.index + 60)}`);
    if (token === '<') throw fault('a stray <');
    if (closed !== undefined) {
      if (top.name !== closed) throw fault(`</${closed}> closes <${top.name}>`);
      open.pop();
    } else if (name !== undefined) {
      const node: TagNode = { name, attributes: attributesOf(attributes), children: [], text: '' };
      top.children.push(node);
      if (selfClosed !== '/' && !VOID.includes(name)) open.push(node);
    } else if (!token.startsWith('<')) top.text += decoded(token);
  }
  if (open.length !== 1) throw new Error(`<${open.at(-1)?.name}> is not closed`);
  return root;
}

/** Every element below `node`, in the order of the text. */
export function allTags(node: TagNode): TagNode[] {
  return node.children.flatMap((child) => [child, ...allTags(child)]);
}

/** All text in an element. */
export function textIn(node: TagNode): string {
  return node.text + node.children.map(textIn).join('');
}

function attributesOf(text: string): Record<string, string> {
  const found = [...text.matchAll(/([\w-]+)(?:="([^"]*)")?/g)];
  const names = found.map((match) => match[1]);
  if (new Set(names).size !== names.length) throw new Error(`an attribute stands twice: ${text}`);
  return Object.fromEntries(found.map(([, name, value]) => [name, decoded(value ?? '')]));
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
};

function decoded(text: string): string {
  return text.replace(/&[^;\s]*;?/g, (entity) => {
    const character = ENTITIES[entity];
    if (character === undefined) throw new Error(`unknown entity ${entity}`);
    return character;
  });
}
