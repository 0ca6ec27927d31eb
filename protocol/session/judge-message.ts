// The judge of msg_id and msg_seqno.
// https://core.telegram.org/mtproto/description#message-identifier-msg-id,
// https://core.telegram.org/mtproto/service_messages_about_messages#notice-of-ignored-error-message

import { isLaterMsgId, lowerHalfOfMsgId, secondsOfMsgId } from '../message/index.ts';
import type { Violation } from '../rules/index.ts';
import { fingerprintOf } from './fingerprint.ts';
import type { ReceivedMessage, ReceivedMessages } from './received.ts';

/** error_code of bad_msg_notification that the DC answers. */
export type BadMsgCode = 16 | 17 | 18 | 19 | 20 | 32 | 33 | 35 | 64;

/**
 * A broken rule, and what is answered to it. Without a code it is only written down. So is 34, although the
 * specification has it: mtcute sends msgs_ack with an odd seqno, and is used against production, so we infer (and have
 * not seen) that production lets it pass.
 */
export interface Finding {
  readonly violation: Violation;
  /** error_code of bad_msg_notification, or -429: a transport error for whoever asks for too much. */
  readonly code?: BadMsgCode | typeof TRANSPORT_FLOOD;
}

export const TRANSPORT_FLOOD = -429;

/** A message as the judge sees it. */
export interface JudgedMessage {
  readonly msgId: bigint;
  readonly seqno: number;
  /** Name of its constructor, where that says which parity the seqno must have. */
  readonly parity: 'odd' | 'even' | 'any';
  /** Whether it stands in a container or in msg_copy: only there may an old id come, or come again. */
  readonly inContainer: boolean;
  readonly isContainer: boolean;
  /** What comes again must be unchanged. */
  readonly body: Uint8Array;
  /** The highest msg_id that its connection has brought; 0 where requests overtake one another. */
  readonly highest: bigint;
  /** Whether it may have been sent first, and have been overtaken by its repetition through another connection. */
  readonly isOvertaken: boolean;
}

const MAX_AGE_S = 300;
const MAX_AHEAD_S = 30;

/**
 * Every rule that the message breaks, the decisive one first.
 * @param known what is remembered of a message with its msg_id
 * @param now ms since the epoch
 */
export function judgeMessage(
  message: JudgedMessage,
  known: ReceivedMessage | undefined,
  received: ReceivedMessages,
  now: number,
): readonly Finding[] {
  const findings: Finding[] = [];
  judgeMsgId(findings, message, now);
  if (known !== undefined) judgeRepetition(findings, message, known);
  else {
    judgeOrder(findings, message, received);
    judgeSeqno(findings, message, received);
  }
  findings.push(...judgeParity(message.seqno, message.parity));
  return findings;
}

function judgeMsgId(findings: Finding[], { msgId, inContainer }: JudgedMessage, now: number): void {
  const lowerHalf = lowerHalfOfMsgId(msgId);
  // What has waited too long is wrapped in a container with a new msg_id, and the time of that one counts.
  const late = inContainer ? 0 : now / 1000 - secondsOfMsgId(msgId);
  if ((lowerHalf & 3) !== 0)
    findings.push({
      code: 18,
      violation: { rule: 'MT-EN-08', detail: 'the two low bits of msg_id are not 0', actual: `${msgId}` },
    });
  if (late > MAX_AGE_S + 1)
    findings.push({
      code: 16,
      violation: {
        rule: 'MT-MS-01',
        detail: 'msg_id is too old',
        expected: `at most ${MAX_AGE_S} s`,
        actual: `${Math.floor(late)} s`,
      },
    });
  if (late < -MAX_AHEAD_S)
    findings.push({
      code: 17,
      violation: {
        rule: 'MT-MS-02',
        detail: 'msg_id is in the future',
        expected: `at most ${MAX_AHEAD_S} s`,
        actual: `${Math.ceil(-late)} s`,
      },
    });
  if (lowerHalf < 4)
    findings.push({
      violation: { rule: 'MT-MS-05', detail: 'the lower 32 bits are empty', actual: `${msgId}` },
    });
}

function judgeRepetition(findings: Finding[], message: JudgedMessage, known: ReceivedMessage): void {
  const { msgId, seqno, body, inContainer, isContainer, isOvertaken } = message;
  const isSame = seqno === known.seqno && fingerprintOf(body) === known.fingerprint;
  if (isOvertaken && isSame) return;
  if (isContainer)
    findings.push({
      code: 19,
      violation: { rule: 'MT-CT-05', detail: 'a container with a used msg_id', actual: `${msgId}` },
    });
  else if (!inContainer)
    findings.push({ violation: { rule: 'MT-MS-03', detail: 'a msg_id came twice', actual: `${msgId}` } });
  else if (!isSame)
    findings.push({
      violation: {
        rule: 'MT-MS-03',
        detail: 'a msg_id came again with another message',
        actual: `${msgId}`,
      },
    });
}

function judgeOrder(
  findings: Finding[],
  { msgId, inContainer, highest }: JudgedMessage,
  received: ReceivedMessages,
): void {
  if (!isLaterMsgId(msgId, received.floor))
    findings.push({
      code: 20,
      violation: {
        rule: 'MT-MS-11',
        detail: 'msg_id is older than everything that is remembered',
        expected: `above ${received.floor}`,
        actual: `${msgId}`,
      },
    });
  else if (!inContainer && !isLaterMsgId(msgId, highest))
    findings.push({
      violation: {
        rule: 'MT-MS-04',
        detail: 'msg_id is lower than an earlier one',
        expected: `above ${highest}`,
        actual: `${msgId}`,
      },
    });
}

function judgeSeqno(findings: Finding[], { msgId, seqno }: JudgedMessage, received: ReceivedMessages): void {
  const below = received.seqnoBelow(msgId);
  const above = received.seqnoAbove(msgId);
  const odd = (seqno & 1) === 1;
  if (seqno < below || (seqno === below && odd))
    findings.push({
      code: 32,
      violation: {
        rule: 'MT-MS-06',
        detail: 'msg_seqno is too low',
        expected: `above ${below}`,
        actual: `${seqno}`,
      },
    });
  if (seqno > above || (seqno === above && odd))
    findings.push({
      code: 33,
      violation: {
        rule: 'MT-MS-07',
        detail: 'msg_seqno is too high',
        expected: `below ${above}`,
        actual: `${seqno}`,
      },
    });
}

/** Apart from the rest, because what gzip_packed holds is known late. */
export function judgeParity(seqno: number, parity: JudgedMessage['parity']): readonly Finding[] {
  const odd = (seqno & 1) === 1;
  if (parity === 'even' && odd)
    return [
      {
        violation: { rule: 'MT-MS-08', detail: 'an even msg_seqno is needed', actual: `${seqno}` },
      },
    ];
  if (parity === 'odd' && !odd)
    return [
      { code: 35, violation: { rule: 'MT-MS-09', detail: 'an odd msg_seqno is needed', actual: `${seqno}` } },
    ];
  return NONE;
}

const NONE: readonly Finding[] = [];
