// What wraps messages: msg_container, taken apart, and gzip_packed, unpacked, be it gzip or zlib.
// https://core.telegram.org/mtproto/service_messages#containers
// Packing is not compared: every deflater gives other bytes.

import { equalBytes } from '../../protocol/bytes/index.ts';
import { gunzip } from '../../protocol/gzip/index.ts';
import { mtproto } from '../../protocol/tl/index.ts';
import { BadInput } from '../inputs.ts';
import type { Kind } from './kind.ts';

export const msgContainer: Kind = {
  kind: 'msg_container',
  inputs: ['container'],
  expected: ['messages'],
  compute: ({ inputs }) => ({
    messages: () => {
      const bytes = inputs.bytes('container');
      const container = mtproto.decode(bytes);
      if (container._ !== 'msg_container') throw new BadInput(`it is ${container._}, not msg_container`);
      if (!equalBytes(mtproto.encode(container), bytes))
        throw new BadInput('encoding it again gives other bytes');
      return container.messages.map(({ msg_id, seqno, bytes: length, body }) => ({
        msg_id,
        seqno,
        bytes: length,
        body: body.bytes,
      }));
    },
  }),
};

export const gzipPacked: Kind = {
  kind: 'gzip_packed',
  inputs: ['gzip_packed'],
  expected: ['unpacked'],
  compute: ({ inputs }) => ({
    unpacked: () => {
      const object = mtproto.decode(inputs.bytes('gzip_packed'));
      if (object._ !== 'gzip_packed') throw new BadInput(`it is ${object._}, not gzip_packed`);
      return gunzip(object.packed_data);
    },
  }),
};
