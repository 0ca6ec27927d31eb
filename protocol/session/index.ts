export { classify, type MessageClass, mtprotoName, parityOf } from './classify.ts';
export type { IncomingMessage } from './incoming-message.ts';
export { Intake, type IntakeHost } from './intake.ts';
export { judgeContainer } from './judge-container.ts';
export { type BadMsgCode, TRANSPORT_FLOOD } from './judge-message.ts';
export { MsgIdList } from './msg-id-list.ts';
export { PaddingJudge } from './padding-judge.ts';
export { type ReceivedMessage, ReceivedMessages } from './received.ts';
export {
  type FutureSalt,
  MAX_FUTURE_SALTS,
  SALT_PERIOD_MS,
  SaltSchedule,
  type SaltVerdict,
} from './salts.ts';
export { SeqnoCount } from './seqno-count.ts';
