// The judge of padding: random bytes, so never those of the message before.
// https://core.telegram.org/mtproto/description#encrypted-message-encrypted-data
// It tells a padding that stands still, not one that is merely predictable: nobody can tell that from its bytes.

import { tryUint32 } from '../bytes/index.ts';
import type { OpenedMessage } from '../message/index.ts';
import type { Violation } from '../rules/index.ts';

type PaddedMessage = Pick<OpenedMessage, 'msgId' | 'plaintext' | 'paddingLength'>;

export class PaddingJudge {
  #msgId: bigint | undefined;
  /** The first 8 bytes of the padding, as two numbers. */
  #first: number | undefined;
  #second: number | undefined;
  #isTold = false;

  /**
   * A message that is padded as the one before it in its session; said once.
   * @param plaintext ends with the padding
   */
  judge({ msgId, plaintext, paddingLength }: PaddedMessage): Violation | undefined {
    const at = plaintext.length - paddingLength;
    const first = tryUint32(plaintext, at);
    const second = tryUint32(plaintext, at + 4);
    // The very same bytes again are a message that comes twice, which is another matter.
    const isRepeated = first === this.#first && second === this.#second && msgId !== this.#msgId;
    this.#msgId = msgId;
    this.#first = first;
    this.#second = second;
    if (!isRepeated || this.#isTold) return undefined;
    this.#isTold = true;
    return { rule: 'MT-EN-12', detail: 'the padding is that of the message before' };
  }
}
