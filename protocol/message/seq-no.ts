// Message sequence numbers: twice the number of content-related messages sent before, plus one for a
// content-related message. https://core.telegram.org/mtproto/description#message-sequence-number-msg-seqno

export interface SeqNoSource {
  /** The seqno of the next message of one session in one direction. */
  next(contentRelated: boolean): number;
}

export function createSeqNoSource(): SeqNoSource {
  let contentRelatedSent = 0;
  return {
    next(contentRelated): number {
      const seqno = 2 * contentRelatedSent + (contentRelated ? 1 : 0);
      if (contentRelated) contentRelatedSent++;
      return seqno;
    },
  };
}
