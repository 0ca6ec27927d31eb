// What `fakedc tl check` finds: a report for each layer of each file, or of everything in the repository.

import { MalformedError } from '../protocol/bytes/index.ts';
import {
  checkSchema,
  MTPROTO_SCHEMA,
  parseLayers,
  parseSchema,
  type SchemaReport,
} from '../protocol/tl/index.ts';
import { loadLayers, loadSchemaFile, readSchemaText } from './load.ts';

/** A schema text and what is in it. */
export interface FileReport {
  readonly file: string;
  readonly schemas: readonly SchemaReport[];
}

/** Reports on files; without files, on every layer in the repository and the MTProto schema. */
export function reportSchemas(files: readonly string[]): FileReport[] {
  return files.length === 0 ? ownReports() : files.map((file) => ({ file, schemas: reportsOf(file) }));
}

/** Nothing is wrong: every id is right or explained, and every type means something. */
export function isSound(reports: readonly FileReport[]): boolean {
  return reports.every(({ schemas }) =>
    schemas.every(
      ({ errors, idMismatches }) =>
        errors.length === 0 && idMismatches.every(({ explanation }) => explanation !== undefined),
    ),
  );
}

/** One line a schema, one a finding. */
export function printReports(reports: readonly FileReport[]): string {
  return reports
    .flatMap(({ file, schemas }) => schemas.flatMap((schema) => linesOf(file, schema)))
    .join('\n');
}

function ownReports(): FileReport[] {
  const registry = loadLayers();
  const schemas = registry.layers.map((layer) =>
    checkSchema({ layer, definitions: registry.schema(layer).definitions }),
  );
  return [
    { file: 'schemas/data/layers.tl', schemas },
    { file: 'protocol/tl/mtproto-schema.ts', schemas: [checkSchema(parseSchema(MTPROTO_SCHEMA))] },
  ];
}

function reportsOf(file: string): SchemaReport[] {
  const text = readSchemaText(file);
  if (!/^\/\/ LAYERS /m.test(text)) return [checkSchema(named(file, () => loadSchemaFile(file)))];
  const registry = named(file, () => parseLayers(text));
  return registry.layers.map((layer) =>
    checkSchema({ layer, definitions: registry.schema(layer).definitions }),
  );
}

/** Says in which file something does not parse. */
function named<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error;
    throw new MalformedError(error.code, `${file}: ${error.message}`, { ...error.details, file }, error);
  }
}

function linesOf(file: string, report: SchemaReport): string[] {
  const { layer, constructors, methods, types, idMismatches, errors, typesWithoutConstructor } = report;
  const title = `${file}${layer === undefined ? '' : ` layer ${layer}`}`;
  const hex = (id: number) => id.toString(16).padStart(8, '0');
  return [
    `${title}: ${constructors} constructors, ${methods} methods, ${types} types`,
    ...errors.map((error) => `  error: ${error}`),
    ...idMismatches.map(
      ({ name, line, written, computed, explanation }) =>
        `  ${line === undefined ? '' : `line ${line}: `}${name}#${hex(written)} would be ${hex(computed)} by CRC32: ${explanation ?? 'UNEXPLAINED'}`,
    ),
    ...(typesWithoutConstructor.length === 0
      ? []
      : [`  no constructor of: ${typesWithoutConstructor.join(', ')}`]),
  ];
}
