// Oracles: CRC32 of the definitions; the exchange that a foreign client recorded in 2015 (see vectors/);
// sizes that the service message documents give.

import { describe, expect, it } from 'vitest';
import { fromHex, MalformedError, toHex } from '../bytes/index.ts';
import { constructorId } from './constructor-id.ts';
import { type MtprotoObject, mtproto } from './mtproto.ts';
import { printId, printWithoutId } from './print-schema.ts';
import { raw } from './value.ts';

const REQ_PQ = '789746604479257f6c01c039a3dead031bc2d6a4';
const RES_PQ =
  '632416054479257f6c01c039a3dead031bc2d6a44f9db065b36308cf4d9965725dd7153d0818ddcaf407b7cdcd00000015c4b51c01000000216be86c022bb4c3';

function refusal(run: () => unknown): { code: string; offset: number | undefined; path: unknown } {
  try {
    run();
  } catch (error) {
    if (error instanceof MalformedError)
      return { code: error.code, offset: error.offset, path: error.details.path };
    throw error;
  }
  throw new Error('not refused');
}

describe('the MTProto schema', () => {
  it.each(mtproto.schema.definitions.map((definition) => [definition.name, definition] as const))(
    '%s has the CRC32 of its definition as id',
    (_, definition) => {
      expect(printId(constructorId(printWithoutId(definition)))).toBe(printId(definition.id));
    },
  );

  it('resolves every field', () => {
    for (const definition of mtproto.schema.definitions)
      expect(mtproto.schema.fieldsOf(definition).length).toBe(definition.arguments.length);
  });
});

describe('the recorded exchange of 2015', () => {
  it('req_pq', () => {
    const object = mtproto.decode(fromHex(REQ_PQ));
    expect(object).toEqual({ _: 'req_pq', nonce: fromHex('4479257f6c01c039a3dead031bc2d6a4') });
    expect(toHex(mtproto.encode(object))).toBe(REQ_PQ);
  });

  it('resPQ', () => {
    const object = mtproto.decode(fromHex(RES_PQ));
    expect(object).toEqual({
      _: 'resPQ',
      nonce: fromHex('4479257f6c01c039a3dead031bc2d6a4'),
      server_nonce: fromHex('4f9db065b36308cf4d9965725dd7153d'),
      pq: fromHex('18ddcaf407b7cdcd'),
      server_public_key_fingerprints: [-4344800451088585951n],
    });
    expect(toHex(mtproto.encode(object))).toBe(RES_PQ);
  });
});

describe('fields of another schema', () => {
  it('rpc_result keeps its result as it is', () => {
    const bytes = '016d5cf30100000000000000b5757299';
    const object = mtproto.decode(fromHex(bytes));
    expect(object).toEqual({ _: 'rpc_result', req_msg_id: 1n, result: raw(fromHex('b5757299')) });
    expect(toHex(mtproto.encode(object))).toBe(bytes);
  });

  it('a container cuts its bodies by their announced length', () => {
    const pong = 'c573773401000000000000000200000000000000';
    const bytes = `dcf8f17302000000040000000000000001000000140000${'00'}${pong}08000000000000000300000004000000efbeadde`;
    const object = mtproto.decode(fromHex(bytes));
    expect(object).toEqual({
      _: 'msg_container',
      messages: [
        { _: 'message', msg_id: 4n, seqno: 1, bytes: 20, body: raw(fromHex(pong)) },
        { _: 'message', msg_id: 8n, seqno: 3, bytes: 4, body: raw(fromHex('efbeadde')) },
      ],
    });
    expect(toHex(mtproto.encode(object))).toBe(bytes);
  });

  it('invokeAfterMsg keeps its query', () => {
    const object = mtproto.decode(fromHex('2d379fcb0900000000000000efbeadde01'));
    expect(object).toEqual({ _: 'invokeAfterMsg', msg_id: 9n, query: raw(fromHex('efbeadde01')) });
  });

  it('refuses a body longer than the rest', () => {
    const bytes = 'dcf8f173010000000400000000000000010000000800000000000000';
    expect(refusal(() => mtproto.decode(fromHex(bytes)))).toEqual({
      code: 'TRUNCATED',
      offset: 24,
      path: 'msg_container.messages[0].body',
    });
  });

  it('refuses to write another length than announced', () => {
    const message: MtprotoObject = {
      _: 'message',
      msg_id: 4n,
      seqno: 1,
      bytes: 8,
      body: raw(new Uint8Array(4)),
    };
    expect(refusal(() => mtproto.encode(message))).toMatchObject({ code: 'BAD_VALUE', path: 'message.body' });
  });
});

describe('prefixes and refusals', () => {
  it('decodePrefix says where the object ends', () => {
    const padded = fromHex(`ffff${REQ_PQ}00000000`);
    const { value, end } = mtproto.decodePrefix(padded, 2);
    expect(value._).toBe('req_pq');
    expect(end).toBe(22);
  });

  it.each([
    ['trailing bytes', `${REQ_PQ}00`, 'TRAILING_BYTES', 20, undefined],
    ['unknown constructor', 'efbeadde', 'UNKNOWN_CONSTRUCTOR', 0, ''],
    ['cut in a field', REQ_PQ.slice(0, -2), 'TRUNCATED', 4, 'req_pq.nonce'],
    ['cut in a vector', RES_PQ.slice(0, -2), 'BAD_LENGTH', 52, 'resPQ.server_public_key_fingerprints'],
    ['nothing', '', 'TRUNCATED', 0, ''],
  ])('refuses: %s', (_, bytes, code, offset, path) => {
    expect(refusal(() => mtproto.decode(fromHex(bytes)))).toEqual({ code, offset, path });
  });

  it('names constructors by id', () => {
    expect(mtproto.nameOf(0x05162463)).toBe('resPQ');
    expect(mtproto.nameOf(0xdeadbeef)).toBeUndefined();
  });
});
