// A tree of TL nodes as text: offset, indented label, type, value.
//
//   0000  envelope: plain message
//   0008    msg_id: long = 6199202922538589184 (5607fe369879dc00, 2015-09-27T14:33:26Z)
//   0014  value: req_pq#60469778 = ResPQ
//   0018    nonce: int128 = 4479257f6c01c039a3dead031bc2d6a4

import type { TlNode } from './tree-node.ts';

export interface PrintTreeOptions {
  /** Bytes of a field to show; undecoded bytes are always shown whole. Default 64. */
  readonly mostBytes?: number;
}

/** One line a node, and more for long undecoded bytes; ends with a line feed. */
export function printTree(nodes: readonly TlNode[], { mostBytes = 64 }: PrintTreeOptions = {}): string {
  const lines: string[] = [];
  const width = Math.max(4, ...nodes.map(({ offset, length }) => (offset + length).toString(16).length));
  const print = (node: TlNode, depth: number): void => {
    lines.push(...linesOf(node, depth, width, mostBytes));
    for (const child of node.children) print(child, depth + 1);
  };
  for (const node of nodes) print(node, 0);
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

function linesOf(node: TlNode, depth: number, width: number, mostBytes: number): string[] {
  const { offset, label, type, value, bytes, problem } = node;
  const indent = '  '.repeat(depth);
  const prefix = (at: number) => `${at.toString(16).padStart(width, '0')}  ${indent}`;
  const mark = problem === undefined ? '' : `  !! ${problem}`;
  const head = `${prefix(offset)}${label}: ${type}`;
  if (bytes === undefined || value === undefined)
    return [`${head}${value === undefined ? '' : ` = ${value}`}${mark}`];
  if (type === `${bytes.length} bytes`) {
    const rows = [`${head}${mark}`];
    for (let at = 0; at < bytes.length; at += ROW)
      rows.push(
        `${prefix(offset + at)}  ${value.slice(2 * at, 2 * (at + ROW)).replace(/(.{8})(?=.)/g, '$1 ')}`,
      );
    return rows;
  }
  const isLong = bytes.length > mostBytes;
  const shown = isLong ? `${value.slice(0, 2 * mostBytes)}... (${bytes.length} bytes)` : value;
  return [`${head} = ${shown}${mark}`];
}

/** Undecoded bytes a line. */
const ROW = 32;
