// Where the layers come from: the pinned packages of interop/schemas, and the part of layer 45 in schemas/.

import { readFileSync } from 'node:fs';
import { parseJsonSchema, parseSchema, type SchemaText } from '../../protocol/tl/index.ts';

const PACKAGES = new URL('../../interop/schemas/', import.meta.url);

/** One layer: where its definitions stand. */
export interface LayerSource {
  readonly layer: number;
  /** `telegram@2.26.22 (MIT)` */
  readonly origin: string;
  readonly schema: SchemaText;
}

/** Reads every source, oldest layer first. The packages must be installed (npm ci in interop/schemas). */
export function readSources(): LayerSource[] {
  const manifest = JSON.parse(readFileSync(new URL('package.json', PACKAGES), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  const sources = Object.entries(manifest.dependencies).map(([alias, range]) => readPackage(alias, range));
  const part = parseSchema(readFileSync(new URL('../../schemas/data/layer-45.tl', import.meta.url), 'utf8'));
  sources.push({ layer: 45, origin: 'schemas/data/layer-45.tl (a part)', schema: part });
  return sources.sort((a, b) => a.layer - b.layer);
}

/** @param alias `gramjs-198`: what to read, and the layer that it must have */
function readPackage(alias: string, range: string): LayerSource {
  const [kind, layerText] = alias.split('-');
  const layer = Number(layerText);
  const folder = new URL(`node_modules/${alias}/`, PACKAGES);
  const { license } = JSON.parse(readFileSync(new URL('package.json', folder), 'utf8')) as {
    license: string;
  };
  const schema = kind === 'mtcute' ? readMtcute(folder) : readGramJs(folder);
  if (schema.layer !== layer) throw new Error(`${alias} has layer ${schema.layer}`);
  return { layer, origin: `${range.replace(/^npm:/, '')} (${license})`, schema };
}

/** JSON; @mtcute/core has it in a folder of its own. */
function readMtcute(folder: URL): SchemaText {
  const name = JSON.parse(readFileSync(new URL('package.json', folder), 'utf8')).name as string;
  const file = name === '@mtcute/core' ? 'tl/api-schema.json' : 'api-schema.json';
  return parseJsonSchema(JSON.parse(readFileSync(new URL(file, folder), 'utf8')));
}

/** TL text in a template string; the layer in another file. */
function readGramJs(folder: URL): SchemaText {
  const text = /`([^`]*)`/.exec(readFileSync(new URL('tl/apiTl.js', folder), 'utf8'))?.[1] ?? '';
  const layer = /exports\.LAYER = (\d+);/.exec(
    readFileSync(new URL('tl/AllTLObjects.js', folder), 'utf8'),
  )?.[1];
  return { ...parseSchema(text), layer: Number(layer) };
}
