export { checkSchema, HAND_ASSIGNED_IDS, type IdMismatch, type SchemaReport } from './check-schema.ts';
export type { CodecLimits, CodecOptions, TlCodec } from './codec.ts';
export { constructorId, normalise } from './constructor-id.ts';
export {
  type Converted,
  convertObject,
  convertValue,
  type LayerChange,
} from './convert-layer.ts';
export { createCodec, schemaFromText } from './create-codec.ts';
export type { Argument, Condition, Definition, Generic, SchemaText, TypeExpression } from './definition.ts';
export { TlHeights } from './heights.ts';
export { fromJson, toJson } from './json.ts';
export { type LayerAdapter, layerAdapters, type PlainAdapter, type TypeAdapter } from './layer-adapters.ts';
export type { LayeredDefinition } from './layer-text.ts';
export { LayerRegistry, layersOfText, parseLayers, printLayers, printRange } from './layers.ts';
export { type Mtproto, type MtprotoObject, mtproto } from './mtproto.ts';
export { MTPROTO_SCHEMA } from './mtproto-schema.ts';
export type * from './mtproto-types.generated.ts';
export { neutralValue } from './neutral-value.ts';
export { parseJsonSchema } from './parse-json-schema.ts';
export { parseSchema, parseType } from './parse-schema.ts';
export {
  BOOL_FALSE_ID,
  BOOL_TRUE_ID,
  MAX_STRING_LENGTH,
  readBool,
  readTlBytes,
  readTlString,
  readVector,
  VECTOR_ID,
  type VectorForm,
  writeBool,
  writeTlBytes,
  writeTlString,
  writeVector,
} from './primitives.ts';
export { printDefinition, printId, printSchema, printType, printWithoutId } from './print-schema.ts';
export { type PrintTreeOptions, printTree } from './print-tree.ts';
export { printTypes, type TypesOptions } from './print-types.ts';
export { type Field, type Shape, TlSchema } from './schema.ts';
export { readTree, type SchemaList } from './tree.ts';
export type { TlNode } from './tree-node.ts';
export { raw, type TlObject, type TlRaw, type TlValue } from './value.ts';
