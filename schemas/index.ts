export { loadLayers, loadLayersWith, loadSchemaFile, readSchemaText } from './load.ts';
export { type FileReport, isSound, printReports, reportSchemas } from './tl-report.ts';
export { decodeTree, encodeJson, type TlContext, tlContext } from './tl-text.ts';
