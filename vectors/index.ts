export { loadVectorFile, parseVectors } from './format.ts';
export { type Judgement, judgeVector, type KeyVerdict, type VerifyOptions, verifyVectors } from './judge.ts';
export { kinds } from './kinds/index.ts';
export type { CheckContext, Computations, Kind } from './kinds/kind.ts';
export type {
  Json,
  JsonObject,
  Vector,
  VectorFile,
  VectorResult,
  VectorStatus,
  VerifyReport,
} from './vector.ts';
