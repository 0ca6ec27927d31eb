export type { Api, ApiMethod, ApiObject, ApiResult } from './api.ts';
export type * from './api-types.generated.ts';
export { loadLayers, loadLayersWith, loadSchemaFile, readSchemaText } from './load.ts';
export { type FileReport, isSound, printReports, reportSchemas } from './tl-report.ts';
export { decodeTree, encodeJson, type TlContext, tlContext } from './tl-text.ts';
