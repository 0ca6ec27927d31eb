import { describe, expect, it } from 'vitest';
import { concatBytes, fromHex, int64FromBytes, toHex } from '../bytes/index.ts';
import { ViolationError } from '../rules/index.ts';
import { decodePlainMessage, encodePlainMessage, isPlainPayload } from './index.ts';

// core.telegram.org/mtproto/samples-auth_key (captured 2024-02-08): req_pq_multi
const REQ_PQ_MULTI = fromHex(
  '0000000000000000d4720600503dc56514000000f18e7ebe406709f612fadfbec3f0289d0aa67eef',
);
// The same page: resPQ. It shows 80 bytes of the object; the declared 168 hold 88 bytes of padding besides.
const RES_PQ_SHOWN = fromHex(
  '000000000000000001d83175503dc565a800000063241605406709f612fadfbec3f0289d0aa67eefe11dbc3bc97d91a26154f932af01994308256595edb776679700000015c4b51c03000000a5b7f709355fc30b216be86c022bb4c385fd64de851d9dd0',
);
// The 2013 edition of the page, as gotd/td:crypto/temp_keys_test.go quotes it: resPQ without padding
const RES_PQ_2013 = fromHex(
  '000000000000000001c8831ec97ae55140000000632416053e0549828cca27e966b301a48fece2fca5cf4d33f4a11ea877ba4aa5739073300817ed48941a08f98100000015c4b51c01000000216be86c022bb4c3',
);

describe('a plain message', () => {
  it.each([
    ['req_pq_multi of 2024', REQ_PQ_MULTI, 7_333_334_982_049_821_396n, 'f18e7ebe'],
    ['resPQ of 2013', RES_PQ_2013, 5_901_257_890_957_871_105n, '63241605'],
  ])('%s is read, and written again byte by byte', (_name, payload, msgId, constructorId) => {
    const message = decodePlainMessage(payload);
    expect(message.msgId).toBe(msgId);
    expect(toHex(message.body)).toBe(toHex(payload.subarray(20)));
    expect(toHex(message.body.subarray(0, 4))).toBe(constructorId);
    expect(toHex(encodePlainMessage(message))).toBe(toHex(payload));
  });

  it('keeps the padding inside its declared length: the object ends before the body', () => {
    const padding = new Uint8Array(88).fill(0xa5);
    const { msgId, body } = decodePlainMessage(concatBytes(RES_PQ_SHOWN, padding));
    expect(msgId).toBe(int64FromBytes(fromHex('01d83175503dc565')));
    expect(body).toHaveLength(168);
    expect(toHex(body.subarray(0, 80))).toBe(toHex(RES_PQ_SHOWN.subarray(20)));
  });

  it('may have up to 15 bytes of the transport behind it, which are not its body', () => {
    for (let surplus = 0; surplus <= 15; surplus++) {
      const { body } = decodePlainMessage(concatBytes(REQ_PQ_MULTI, new Uint8Array(surplus).fill(0xff)));
      expect(toHex(body)).toBe(toHex(REQ_PQ_MULTI.subarray(20)));
    }
  });

  it('may have a msg_id of 0 or 1: official clients write them', () => {
    for (const msgId of [0n, 1n])
      expect(decodePlainMessage(encodePlainMessage({ msgId, body: fromHex('f18e7ebe') })).msgId).toBe(msgId);
  });
});

describe('MT-EN-01 refuses', () => {
  it('every payload that is cut off', () => {
    for (let length = 0; length < REQ_PQ_MULTI.length; length++)
      expect(ruleOf(() => decodePlainMessage(REQ_PQ_MULTI.subarray(0, length)))).toBe('MT-EN-01');
  });

  it('an object that is cut off inside its declared length', () => {
    expect(ruleOf(() => decodePlainMessage(RES_PQ_SHOWN))).toBe('MT-EN-01');
  });

  it('16 bytes behind the declared length', () => {
    expect(ruleOf(() => decodePlainMessage(concatBytes(REQ_PQ_MULTI, new Uint8Array(16))))).toBe('MT-EN-01');
  });

  it.each([
    ['a declared length of 0', 16, '00000000'],
    ['a declared length of 3', 16, '03000000'],
    ['a declared length of -1', 16, 'ffffffff'],
    ['the least declared length', 16, '00000080'],
    ['a declared length one too long', 16, '15000000'],
    ['the greatest declared length', 16, 'ffffff7f'],
    ['an auth_key_id of 1', 0, '0100000000000000'],
    ['an auth_key_id whose last byte is set', 0, '0000000000000080'],
  ])('%s', (_name, at, hex) => {
    const bent = REQ_PQ_MULTI.slice();
    bent.set(fromHex(hex), at);
    expect(ruleOf(() => decodePlainMessage(bent))).toBe('MT-EN-01');
  });
});

describe('isPlainPayload', () => {
  it('goes by auth_key_id alone', () => {
    expect(isPlainPayload(REQ_PQ_MULTI)).toBe(true);
    expect(isPlainPayload(new Uint8Array(8))).toBe(true);
    expect(isPlainPayload(new Uint8Array(7))).toBe(false);
    expect(isPlainPayload(new Uint8Array(0))).toBe(false);
    for (let at = 0; at < 8; at++) {
      const bent = REQ_PQ_MULTI.slice();
      bent[at] = 1;
      expect(isPlainPayload(bent)).toBe(false);
    }
  });
});

function ruleOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof ViolationError) return error.rule;
    throw error;
  }
  return 'no rule';
}
