export { type GunzipLimits, gunzip, gzip } from './gzip.ts';
