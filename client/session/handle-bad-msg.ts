// bad_msg_notification: the server ignored a message of ours, and says why.
// https://core.telegram.org/mtproto/service_messages_about_messages#notice-of-ignored-error-message

import { RemoteError } from '../../protocol/bytes/index.ts';
import type { Handler } from './handlers.ts';
import type { Refused } from './outgoing.ts';
import type { Session } from './session.ts';

/** Only a notice about something that was sent is believed. */
export const handleBadMsg: Handler<'bad_msg_notification'> = (
  session,
  message,
  { bad_msg_id, error_code },
) => {
  const refused = session.sent.find(bad_msg_id);
  if (refused === undefined) return;
  session.sent.forget(bad_msg_id);
  switch (error_code) {
    case 16: // msg_id too low: our clock is behind
    case 17: // msg_id too high: our clock is ahead
      session.correctTime(message.msgId);
      break;
    case 18: // the two low bits
    case 32: // msg_seqno too low
    case 33: // msg_seqno too high
    case 34: // even expected
    case 35: // odd expected
      resendAll(session, refused, error_code);
      session.renew(error_code);
      return;
    case 19: // a container under a used msg_id
    case 20: // too old to tell whether it was received
      break;
    case 64: // invalid container: its messages one by one
      resendAll(session, refused, error_code, true);
      return;
    default:
      giveUp(session, refused, error_code);
      return;
  }
  resendAll(session, refused, error_code);
};

function resendAll(session: Session, refused: readonly Refused[], errorCode: number, solo = false): void {
  for (const sent of refused) session.recovery.resend(sent, errorCode, solo ? { solo } : {});
}

function giveUp(session: Session, refused: readonly Refused[], errorCode: number): void {
  for (const { msgId } of refused) {
    const state = session.requests.byId(msgId);
    const details = { errorCode, msgId };
    if (state !== undefined)
      session.endings.fail(
        state,
        new RemoteError('BAD_MSG', `the server refused it with ${errorCode}`, details),
      );
  }
}
