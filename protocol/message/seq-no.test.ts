import { expect, it } from 'vitest';
import { createSeqNoSource } from './index.ts';

// https://core.telegram.org/mtproto/description#message-sequence-number-msg-seqno: twice the number of
// content-related messages before, plus one for a content-related one.
it('counts content-related messages, and is odd for them only', () => {
  const source = createSeqNoSource();
  const kinds = [false, false, true, false, true, true, false, false];
  expect(kinds.map((contentRelated) => source.next(contentRelated))).toEqual([0, 0, 1, 2, 3, 5, 6, 6]);
});

it('counts each session for itself', () => {
  const [one, other] = [createSeqNoSource(), createSeqNoSource()];
  one.next(true);
  expect(other.next(true)).toBe(1);
  expect(one.next(true)).toBe(3);
});
