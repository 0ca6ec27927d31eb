// Reads every import of the project and compares it with the table. Regular expressions are enough here: the
// formatter gives every import one form.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { importsOfCli, type Layer, layers, systemDoors, systemWords } from './table.ts';

/** A source file: its path from the root with forward slashes, and its text. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

export interface LayerFault {
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

/** Reads the files of `root` at these paths. */
export function readSources(root: string, paths: readonly string[]): SourceFile[] {
  return paths.map((one) => ({ path: one, text: readFileSync(path.join(root, one), 'utf8') }));
}

/** Every import that the table forbids, every cycle, every system word below the doors. Empty: all is well. */
export function layerFaults(files: readonly SourceFile[]): LayerFault[] {
  return [...files.flatMap(faultsOf), ...cycles(files)];
}

interface Import {
  readonly specifier: string;
  readonly typeOnly: boolean;
  readonly line: number;
}

function faultsOf(file: SourceFile): LayerFault[] {
  const name = layerOf(file.path);
  if (name === undefined)
    return [
      { file: file.path, line: 1, message: 'stands in a folder that tools/layers/table.ts does not know' },
    ];
  const layer = layers[name] as Layer;
  const faults = importsOf(file).flatMap((one) => {
    const message = importFault(file.path, name, layer, one);
    return message === undefined ? [] : [{ file: file.path, line: one.line, message }];
  });
  return [...faults, ...systemFaults(file, layer)];
}

function importFault(from: string, name: string, layer: Layer, one: Import): string | undefined {
  if (!one.specifier.startsWith('.')) return undefined;
  const target = path.posix.join(path.posix.dirname(from), one.specifier);
  const other = layerOf(target);
  if (other === name) return undefined;
  // Root files (vitest.config.ts) are nobody's layer.
  if (other === undefined) return `imports ${target}, which is in no layer`;
  const test = isTest(from);
  const tried = test && (layer.testsImport?.includes(other) ?? false);
  if (!tried && !mayImport(name, layer, other, one.typeOnly || test))
    return `${name} may not import ${other}${one.typeOnly ? ' (types)' : ''}`;
  if (!target.endsWith('/index.ts') && !target.endsWith('.generated.ts') && target !== other)
    return `imports ${target}: across folders only an index.ts`;
  return undefined;
}

function mayImport(name: string, layer: Layer, other: string, typeOnly: boolean): boolean {
  if (other === 'cli' && !importsOfCli.includes(name)) return false;
  if (layer.imports === 'everything' || layer.imports.includes(other)) return true;
  return typeOnly && (layer.typesOf === 'everything' || (layer.typesOf?.includes(other) ?? false));
}

function systemFaults(file: SourceFile, layer: Layer): LayerFault[] {
  if (layer.system || isTest(file.path) || systemDoors.includes(file.path)) return [];
  return file.text.split('\n').flatMap((text, index) => {
    const code = text.replace(/\/\/.*$/, '').replace(/^\s*\*.*$/, '');
    const word = systemWords.find((one) => one.test(code));
    return word === undefined
      ? []
      : [{ file: file.path, line: index + 1, message: `touches the system: ${text.trim()}` }];
  });
}

/** Value imports may not go round in a circle, file by file. */
function cycles(files: readonly SourceFile[]): LayerFault[] {
  const known = new Set(files.map((file) => file.path));
  const edges = new Map<string, string[]>();
  for (const file of files) {
    const targets = importsOf(file)
      .filter((one) => one.specifier.startsWith('.') && !one.typeOnly)
      .map((one) => path.posix.join(path.posix.dirname(file.path), one.specifier))
      .filter((target) => known.has(target));
    edges.set(file.path, targets);
  }
  const done = new Set<string>();
  const faults: LayerFault[] = [];
  const walk = (at: string, trail: readonly string[]): void => {
    const seen = trail.indexOf(at);
    if (seen >= 0) {
      faults.push({
        file: at,
        line: 1,
        message: `a cycle of imports: ${[...trail.slice(seen), at].join(' -> ')}`,
      });
      return;
    }
    if (done.has(at)) return;
    for (const next of edges.get(at) ?? []) walk(next, [...trail, at]);
    done.add(at);
  };
  for (const file of files) walk(file.path, []);
  return faults;
}

const IMPORT =
  /(?:^|\n)(?:import|export)\s+(type\s)?([^;'"]*?)\s*from\s+'([^']+)'|\bimport\('([^']+)'\)|(?:^|\n)import\s+'([^']+)'/g;

function importsOf(file: SourceFile): Import[] {
  return [...file.text.matchAll(IMPORT)].map((match) => ({
    specifier: match[3] ?? match[4] ?? match[5] ?? '',
    typeOnly: match[1] !== undefined || isAllTypes(match[2] ?? ''),
    line: file.text.slice(0, match.index + 1).split('\n').length,
  }));
}

/** `{ type A, type B }` imports no value. */
function isAllTypes(clause: string): boolean {
  const names = /^\{(.*)\}$/s.exec(clause.trim())?.[1];
  if (names === undefined) return false;
  const parts = names
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
  return parts.length > 0 && parts.every((one) => one.startsWith('type '));
}

function layerOf(file: string): string | undefined {
  return Object.keys(layers)
    .filter((name) => file === name || file.startsWith(`${name}/`))
    .sort((a, b) => b.length - a.length)[0];
}

/** Tests may look at oracles of the system. */
function isTest(file: string): boolean {
  return file.endsWith('.test.ts') || file.endsWith('-suite.ts');
}
