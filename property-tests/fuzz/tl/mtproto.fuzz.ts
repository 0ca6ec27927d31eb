import { mtproto } from '../../../protocol/tl/index.ts';
import { fuzzSchema } from './fuzz-schema.ts';

fuzzSchema('MTProto', mtproto.schema, 'raw');
