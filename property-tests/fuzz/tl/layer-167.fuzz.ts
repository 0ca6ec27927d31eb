import { fuzzLayer } from './fuzz-schema.ts';

fuzzLayer(167);
