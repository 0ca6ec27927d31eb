// The API layers that fakedc knows: layers.tl, read once. Users' own schema files are read here too.

import { readFileSync } from 'node:fs';
import { MalformedError, UsageError } from '../protocol/bytes/index.ts';
import {
  LayerRegistry,
  layersOfText,
  parseJsonSchema,
  parseSchema,
  type SchemaText,
} from '../protocol/tl/core/index.ts';

let registry: LayerRegistry | undefined;

/** Every layer in the repository (schemas/data/layers.tl). */
export function loadLayers(): LayerRegistry {
  registry ??= layersOfText(readFileSync(new URL('data/layers.tl', import.meta.url), 'utf8'));
  return registry;
}

/**
 * A user's schema file: TL text, or JSON of Telegram's or mtcute's form (a name that ends in `.json`).
 * @throws UsageError when it cannot be read, MalformedError BAD_SCHEMA when it does not parse
 */
export function loadSchemaFile(file: string): SchemaText {
  const text = readSchemaText(file);
  if (!file.endsWith('.json')) return parseSchema(text);
  try {
    return parseJsonSchema(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError)
      throw new MalformedError('BAD_SCHEMA', error.message, { reason: error.message });
    throw error;
  }
}

/**
 * The layers of the repository with one more, from a user's file. It takes the place of a known layer.
 * @param layer for a file without `// LAYER n`
 */
export function loadLayersWith(file: string, layer?: number): LayerRegistry {
  const text = loadSchemaFile(file);
  const own = layer ?? text.layer;
  if (own === undefined)
    throw new UsageError(`${file} does not say its layer ("// LAYER n"), and none was given`);
  const { layers, entries } = loadLayers();
  const others = entries.map((entry) => ({
    ...entry,
    layers: entry.layers.filter((known) => known !== own),
  }));
  const mine = text.definitions.filter(({ builtin }) => builtin === undefined);
  return new LayerRegistry(
    [...layers.filter((known) => known !== own), own].sort((a, b) => a - b),
    [...others, ...mine.map((definition) => ({ definition, layers: [own] }))],
  );
}

/** @throws UsageError when it cannot be read */
export function readSchemaText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new UsageError(`cannot read ${file}`, { file }, cause);
  }
}
