export type { Unverifiable } from './dump-unverifiable.ts';
export type { ExchangeSetup } from './exchange.ts';
export { loadVectorFile, parseVectors } from './format.ts';
export { type CheckRecipe, generateCheck, generateCheckFrom } from './generate-check.ts';
export { type ExchangeRecipe, generateExchange } from './generate-exchange.ts';
export { clientConfigOf, serverConfigOf } from './handshake-check-config.ts';
export { type ImportedDump, type ImportOptions, importDump } from './import-dump.ts';
export { type Judgement, judgeVector, type KeyVerdict, type VerifyOptions, verifyVectors } from './judge.ts';
export { kinds } from './kinds/index.ts';
export type { CheckContext, Computations, Kind } from './kinds/kind.ts';
export { type ReplayFact, type ReplayStep, replayDump } from './replay-dump.ts';
export type {
  Json,
  JsonObject,
  Vector,
  VectorFile,
  VectorResult,
  VectorStatus,
  VerifyReport,
} from './vector.ts';
export { vectorPaths } from './vector-paths.ts';
