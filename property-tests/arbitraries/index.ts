export { type TlArbitraries, type TlArbitraryOptions, tlArbitraries } from './tl.ts';
export { tlBytes, tlDouble, tlFixed, tlInt, tlLong, tlNat, tlRaw, tlString } from './tl-primitives.ts';
