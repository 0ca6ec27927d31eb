// The judge of msg_container and msg_copy.
// https://core.telegram.org/mtproto/service_messages_about_messages#containers

import { MalformedError } from '../bytes/index.ts';
import { isLaterMsgId } from '../message/index.ts';
import type { Violation } from '../rules/index.ts';
import { type Mtproto, mtproto } from '../tl/index.ts';
import { mtprotoName } from './classify.ts';
import type { IncomingMessage } from './incoming-message.ts';
import { type Finding, TRANSPORT_FLOOD } from './judge-message.ts';

const MAX_MESSAGES = 1024;

/** What a container holds, in its order, without what cannot stand in it; undefined when it does not parse. */
export function judgeContainer(
  container: IncomingMessage,
  inContainer: boolean,
): { messages: IncomingMessage[] | undefined; findings: Finding[] } {
  if (inContainer)
    return { messages: undefined, findings: [finding('MT-CT-02', 'a container in a container')] };
  let messages: IncomingMessage[];
  try {
    messages = membersOf(container.body);
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error;
    return { messages: undefined, findings: [finding('MT-CT-04', error.message)] };
  }
  const found = new Map<Violation['rule'], Finding>();
  // One finding a rule: that a thousand messages break it the same way tells no more.
  const find = (one: Finding): void => {
    if (!found.has(one.violation.rule)) found.set(one.violation.rule, one);
  };
  if (messages.length > MAX_MESSAGES)
    find({
      ...finding('MT-CT-01', 'too many messages', `at most ${MAX_MESSAGES}`, `${messages.length}`),
      code: TRANSPORT_FLOOD,
    });
  for (const { msgId, body } of messages) {
    if (!isLaterMsgId(container.msgId, msgId))
      find(finding('MT-CT-03', 'a message with a higher msg_id', `below ${container.msgId}`, `${msgId}`));
    if (body.length % 4 !== 0)
      find(
        finding('MT-CT-04', 'a message of a length that is no multiple of 4', undefined, `${body.length}`),
      );
    if (isContainer(body)) find(finding('MT-CT-02', 'a container in a container'));
  }
  return { messages: messages.filter(isReadable), findings: [...found.values()] };
}

function isReadable({ body }: IncomingMessage): boolean {
  return body.length % 4 === 0 && !isContainer(body);
}

function isContainer(body: Uint8Array): boolean {
  return mtprotoName(body) === 'msg_container';
}

function membersOf(body: Uint8Array): IncomingMessage[] {
  const object = mtproto.decode(body) as Mtproto<'msg_container'> | Mtproto<'msg_copy'>;
  const members = object._ === 'msg_container' ? object.messages : [object.orig_message];
  return members.map((member) => {
    const inner = member.body as { readonly bytes: Uint8Array };
    return { msgId: member.msg_id, seqno: member.seqno, body: inner.bytes };
  });
}

function finding(rule: Violation['rule'], detail: string, expected?: string, actual?: string): Finding {
  return {
    code: 64,
    violation: {
      rule,
      detail,
      ...(expected === undefined ? {} : { expected }),
      ...(actual === undefined ? {} : { actual }),
    },
  };
}
