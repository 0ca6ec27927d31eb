// The bytes of answers: rpc_result, and what is packed because it is large.
// https://core.telegram.org/mtproto/service_messages#response-to-an-rpc-query,
// https://core.telegram.org/mtproto/service_messages#packed-object

import { passingBytes } from '../../protocol/bytes/index.ts';
import { gzip } from '../../protocol/gzip/index.ts';
import { mtproto } from '../../protocol/tl/index.ts';

const RPC_RESULT = 0xf35c6d01;

/**
 * The answer to a query, to be copied or forgotten soon. Written by hand: the result is bytes already.
 * @param result a boxed object
 */
export function rpcResult(query: bigint, result: Uint8Array): Uint8Array {
  const body = passingBytes(12 + result.length);
  head.setUint32(0, RPC_RESULT, true);
  head.setBigInt64(4, query, true);
  body.set(headBytes);
  body.set(result, 12);
  return body;
}

/** What stands before a result: a view of every body would cost more than the body. */
const headBytes: Uint8Array = new Uint8Array(12);
const head: DataView = new DataView(headBytes.buffer);

/** The object itself, or gzip_packed where that is shorter. `packAbove`: bytes */
export function packed(body: Uint8Array, packAbove: number): Uint8Array {
  if (body.length < packAbove) return body;
  const smaller = mtproto.encode({ _: 'gzip_packed', packed_data: gzip(body) });
  return smaller.length < body.length ? smaller : body;
}
