// What speaking one layer needs, and nothing else: for programs that must start fast. Everything is also in
// ../index.ts.

export type { CodecLimits, CodecOptions, TlCodec } from '../codec.ts';
export { createCodec, schemaFromText } from '../create-codec.ts';
export type { SchemaText } from '../definition.ts';
export { LayerRegistry, layersOfText } from '../layers.ts';
export { parseJsonSchema } from '../parse-json-schema.ts';
export { parseSchema } from '../parse-schema.ts';
export { TlSchema } from '../schema.ts';
export { raw, type TlObject, type TlRaw, type TlValue } from '../value.ts';
