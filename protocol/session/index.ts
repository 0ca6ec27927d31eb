export { AckJudge, type AckLedger, type UnackedMessage } from './ack-judge.ts';
export { mtprotoName } from './classify.ts';
export type { IncomingMessage } from './incoming-message.ts';
export { Intake, type IntakeHost, type Origin } from './intake.ts';
export { judgeContainer } from './judge-container.ts';
export { type BadMsgCode, TRANSPORT_FLOOD } from './judge-message.ts';
export { judgeSalt } from './judge-salt.ts';
export { MAX_MSG_IDS } from './judge-service.ts';
export { judgeSessionId } from './judge-session-id.ts';
export { MsgIdList } from './msg-id-list.ts';
export { PaddingJudge } from './padding-judge.ts';
export {
  type AskedQuestion,
  type Question,
  type QuestionedConnection,
  QuestionJudge,
} from './question-judge.ts';
export { type ReceivedMessage, ReceivedMessages } from './received.ts';
export { type FutureSalt, MAX_FUTURE_SALTS, SaltSchedule, type SaltVerdict } from './salts.ts';
export { SeqnoCount } from './seqno-count.ts';
