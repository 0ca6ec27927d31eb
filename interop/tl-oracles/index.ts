// What others may use of the oracles; importing this loads the packages, which must be installed.

export { gramjs, gramjsDecode } from './gramjs.ts';
export { mtcute, mtcuteDecode, mtcuteEncode, toMtcute } from './mtcute.ts';
export type { TlOracle } from './oracle.ts';
