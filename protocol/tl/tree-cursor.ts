// Reads bytes into nodes of a tree: every node gets its offset, its length, and what is wrong with it.

import { ByteReader, bigIntFromBytes, MalformedError, toHex } from '../bytes/index.ts';
import type { TlNode } from './tree-node.ts';

/** Ends the reading at the field that does not parse. */
export class Broken extends Error {}

export class TreeCursor {
  readonly reader: ByteReader;

  constructor(bytes: Uint8Array) {
    this.reader = new ByteReader(bytes);
  }

  /** A field that fits on a line. */
  field(nodes: TlNode[], label: string, type: string, read: () => string): void {
    const offset = this.reader.offset;
    const node: TlNode = { offset, length: 0, label, type, children: [] };
    nodes.push(node);
    node.value = this.guard(node, read);
    node.length = this.reader.offset - offset;
  }

  /** A field of bytes, also as the number that it may be. */
  byteField(nodes: TlNode[], label: string, type: string, read: () => Uint8Array): void {
    const offset = this.reader.offset;
    const node: TlNode = { offset, length: 0, label, type, children: [] };
    nodes.push(node);
    const bytes = this.guard(node, read);
    node.bytes = bytes;
    node.value = toHex(bytes);
    if (NUMBERS.has(label) && bytes.length <= 8) node.value += ` = ${bigIntFromBytes(bytes)}`;
    node.length = this.reader.offset - offset;
  }

  /** A node of what was not decoded, up to `end`. */
  rest(nodes: TlNode[], end: number, label = 'undecoded'): void {
    const offset = this.reader.offset;
    const bytes = this.reader.take(end - offset);
    nodes.push({
      offset,
      length: bytes.length,
      label,
      type: `${bytes.length} bytes`,
      value: toHex(bytes),
      bytes,
      children: [],
    });
  }

  /** Reads the inside of a node; its length is what was read, also when the reading broke off. */
  within(node: TlNode, read: () => void): void {
    try {
      read();
    } finally {
      node.length = this.reader.offset - node.offset;
    }
  }

  guard<T>(node: TlNode, read: () => T): T {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof MalformedError)) throw error;
      return this.broken(node, error.message);
    }
  }

  /** Gives up at this node: its bytes, and all that follow, are shown undecoded. */
  broken(node: TlNode, problem: string): never {
    node.problem = problem;
    node.length = this.reader.offset - node.offset;
    throw new Broken();
  }
}

/** Fields that hold big-endian numbers short enough to be read. */
const NUMBERS: ReadonlySet<string> = new Set(['pq', 'p', 'q']);
