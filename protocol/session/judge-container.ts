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

/** What a message stands in, itself or packed; undefined: in nothing. */
export type Wrapper = 'msg_container' | 'msg_copy' | undefined;

/**
 * What msg_container or msg_copy holds, in its order, without what cannot stand in it; undefined when it does not
 * parse.
 */
export function judgeContainer(
  container: IncomingMessage,
  within: Wrapper,
): { wrapper: Wrapper; messages: IncomingMessage[] | undefined; findings: Finding[] } {
  const wrapper = mtprotoName(container.body) === 'msg_copy' ? 'msg_copy' : 'msg_container';
  if (isNested(wrapper, within))
    return { wrapper, messages: undefined, findings: [finding('MT-CT-02', `${wrapper} in ${within}`)] };
  let messages: IncomingMessage[];
  try {
    messages = membersOf(container.body);
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error;
    return { wrapper, messages: undefined, findings: [finding('MT-CT-04', error.message)] };
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
    const name = mtprotoName(body);
    if (isNested(name, wrapper)) find(finding('MT-CT-02', `${name} in ${wrapper}`));
  }
  const readable = messages.filter(
    ({ body }) => body.length % 4 === 0 && !isNested(mtprotoName(body), wrapper),
  );
  return { wrapper, messages: readable, findings: [...found.values()] };
}

/**
 * A container "may not carry other simple containers"; an old message in msg_copy may stand in one as any other. What
 * is copied is a message and no wrapper of messages.
 */
function isNested(name: string | undefined, within: Wrapper): boolean {
  if (name === 'msg_container') return within !== undefined;
  return name === 'msg_copy' && within === 'msg_copy';
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
