// In January 2038 msg_ids become negative as signed numbers; they go on ascending as unsigned ones.
// https://core.telegram.org/mtproto/description#message-identifier-msg-id

import { describe, expect, it } from 'vitest';
import { concatBytes, fromHex } from '../bytes/index.ts';
import { judgeContainer } from './judge-container.ts';

/** The last msg_id of a client before the signed numbers end, and the first after. */
const LAST = 0x7fff_ffff_ffff_fffcn;
const FIRST = -0x7fff_ffff_ffff_fffcn;
/** They as they stand on the wire. */
const WIRE: Readonly<Record<string, string>> = {
  [`${LAST - 4n}`]: 'f8ffffffffffff7f',
  [`${LAST}`]: 'fcffffffffffff7f',
  [`${FIRST}`]: '0400000000000080',
};

/** msg_container of empty msgs_acks under these ids. */
function containerOf(...ids: readonly bigint[]): Uint8Array {
  const members = ids.map((id) => fromHex(`${WIRE[`${id}`]}000000000c00000059b4d66215c4b51c00000000`));
  return concatBytes(fromHex('dcf8f173'), Uint8Array.of(ids.length, 0, 0, 0), ...members);
}

function rulesOf(msgId: bigint, ...members: readonly bigint[]): string[] {
  const { messages, findings } = judgeContainer(
    { msgId, seqno: 0, body: containerOf(...members) },
    undefined,
  );
  expect(messages?.map((message) => message.msgId)).toEqual(members);
  return findings.map(({ violation }) => violation.rule);
}

describe('a container across the year 2038', () => {
  it('has a higher msg_id than its messages when it is written after it, and they before', () => {
    expect(rulesOf(FIRST, LAST)).toEqual([]);
    expect(rulesOf(FIRST + 4n, LAST, FIRST)).toEqual([]);
  });

  it('has a lower one when it is written before, and one of them after', () => {
    expect(rulesOf(LAST, FIRST)).toEqual(['MT-CT-03']);
    expect(rulesOf(LAST, LAST - 4n, FIRST)).toEqual(['MT-CT-03']);
  });

  it('does not have the msg_id of one of them', () => {
    expect(rulesOf(FIRST, FIRST)).toEqual(['MT-CT-03']);
  });
});
