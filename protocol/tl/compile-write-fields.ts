// Compiles the writer of a constructor's fields.
//
// Objects of one constructor come in many shapes, and reading forty optional fields of each is slow once V8
// has seen more than four of them. So the keys of an object are followed through a tree (`for in` is fast), and
// each list of keys that comes back gets a writer of its own. Unknown keys are found on the way.

import { compileWriteKeys } from './compile-write-keys.ts';
import { REFUSED } from './read-state.ts';
import type { Field } from './schema.ts';
import type { Write, WriteCells } from './write-cell.ts';

/** The writer of all `fields` of a constructor; its id is not written. */
export function compileWriteFields(writers: WriteCells, fields: readonly Field[]): Write {
  const names = fields.filter(({ shape }) => shape.kind !== 'flags').map(({ name }) => name);
  const general = compileWriteKeys(writers, fields, names);
  const known = new Set(['_', ...names]);
  const root = keyNode([]);
  let nodes = 0;
  let compiled = 0;
  return (w, value) => {
    const object = value as Readonly<Record<string, unknown>>;
    let node: KeyNode | undefined = root;
    for (const key in object) {
      let next: KeyNode | undefined = node.key === key ? node.next : node.others?.get(key);
      if (next === undefined) {
        if (nodes >= MOST_NODES) {
          node = undefined;
          break;
        }
        nodes++;
        next = addKey(node, key);
      }
      node = next;
    }
    if (node?.write !== undefined) {
      node.write(w, value);
      return;
    }
    if (node !== undefined && ++node.times >= OFTEN && compiled < MOST_WRITERS) {
      compiled++;
      node.write = compileWriteKeys(writers, fields, node.keys);
      node.write(w, value);
      return;
    }
    for (const key in object) if (!known.has(key) && object[key] !== undefined) throw REFUSED;
    general(w, value);
  };
}

/** A list of keys, in the order in which an object has them. */
interface KeyNode {
  /** the key that came next at first, and where it leads */
  key: string | undefined;
  next: KeyNode | undefined;
  /** other keys that come next */
  others: Map<string, KeyNode> | undefined;
  readonly keys: readonly string[];
  times: number;
  write: Write | undefined;
}

function addKey(node: KeyNode, key: string): KeyNode {
  const next = keyNode([...node.keys, key]);
  if (node.key === undefined) {
    node.key = key;
    node.next = next;
  } else {
    node.others ??= new Map();
    node.others.set(key, next);
  }
  return next;
}

function keyNode(keys: readonly string[]): KeyNode {
  return { key: undefined, next: undefined, others: undefined, keys, times: 0, write: undefined };
}

/** How many times a list of keys is met before it gets a writer of its own. */
const OFTEN = 8;
const MOST_WRITERS = 64;
const MOST_NODES = 4096;
