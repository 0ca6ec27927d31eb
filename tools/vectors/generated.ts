// The generated files of vectors/, by name: what should stand in them.

import { readFileSync } from 'node:fs';
import { generateExchange, importDump } from '../../vectors/index.ts';
import { documentVectors } from './document-checks.ts';
import { exchangeRecipes } from './exchange-recipes.ts';
import {
  bindVectors,
  handshakeClientVectors,
  handshakeServerVectors,
  plainMessageVectors,
  queryVectors,
  sessionVectors,
} from './rule-vectors.ts';
import { vectorSchema } from './schema.ts';
import { streamVectors } from './stream-vectors.ts';

/** The folder of the files. */
export const VECTORS: URL = new URL('../../vectors/', import.meta.url);

/** The text of each file. */
export const generatedFiles: Readonly<Record<string, () => string>> = {
  'schema.json': () => json(vectorSchema()),
  'data/exchanges.json': () => json(exchangeRecipes.map((recipe) => generateExchange(recipe))),
  'data/auth-key-dump-2015.json': () =>
    json(
      importDump(readFileSync(new URL('data/auth-key-dump-2015.txt', VECTORS), 'utf8'), {
        file: 'auth-key-dump-2015.txt',
        source: 'log of a VB.NET client, 2015-09-27 (auth-key-dump-2015.txt)',
      }).vectors,
    ),
  'data/rules-handshake-client.json': () => json(handshakeClientVectors()),
  'data/rules-handshake-server.json': () => json(handshakeServerVectors()),
  'data/rules-binding.json': () => json(bindVectors(new URL('data/', VECTORS))),
  'data/rules-query.json': () => json(queryVectors()),
  'data/rules-session.json': () => json(sessionVectors()),
  'data/rules-plain-message.json': () => json(plainMessageVectors()),
  'data/rules-stream.json': () => json(streamVectors()),
  'data/rules-documents.json': () => json(documentVectors(new URL('data/', VECTORS))),
};

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
