// Makes the codec of a schema: compiled where that is allowed, interpreting elsewhere.

import type { CodecLimits, CodecOptions, TlCodec } from './codec.ts';
import { CompiledCodec } from './compiled-codec.ts';
import { canGenerate } from './generate.ts';
import { InterpretingCodec } from './interpreting-codec.ts';
import { parseSchema } from './parse-schema.ts';
import { TlSchema } from './schema.ts';
import type { TlObject } from './value.ts';

/** @param schema or its TL text */
export function createCodec<T extends TlObject = TlObject>(
  schema: TlSchema | string,
  options: Partial<CodecOptions> = {},
): TlCodec<T> {
  const { engine = canGenerate() ? 'compiled' : 'interpreting', ...limits } = {
    ...DEFAULT_LIMITS,
    ...options,
  };
  const Codec = engine === 'compiled' ? CompiledCodec : InterpretingCodec;
  return new Codec<T>(typeof schema === 'string' ? schemaFromText(schema) : schema, limits);
}

/** Parses TL text and indexes it. */
export function schemaFromText(text: string): TlSchema {
  const { definitions, layer } = parseSchema(text);
  return new TlSchema(definitions, layer);
}

const DEFAULT_LIMITS: CodecLimits = { maxDepth: 128, unknownFlags: 'refuse', any: 'nested' };
