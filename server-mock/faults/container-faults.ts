// Faults of containers: whatever a frame holds comes in a container that is wrong in one thing, under a right envelope.
// https://core.telegram.org/mtproto/service_messages_about_messages#containers

import { concatBytes } from '../../protocol/bytes/index.ts';
import { isLaterMsgId } from '../../protocol/message/index.ts';
import {
  containerIn,
  containerOf,
  filler,
  type Member,
  membersIn,
  sealed,
  withMessage,
} from './container-parts.ts';
import type { BentMessage, MessageContext } from './fault.ts';
import type { FaultIdOf } from './registry.ts';

export const containerFaults: Readonly<Record<FaultIdOf<'container'>, BentMessage>> = {
  'container-1025': container('holds 1025 messages', (context) => {
    const members = membersIn(context);
    while (members.length < 1025) members.push(filler(context));
    return containerOf(context, members);
  }),
  'container-nested': container('holds nothing but a container', (context) =>
    containerOf(context, [containerIn(context)]),
  ),
  'container-id-below-members': container('has a msg_id below those of its messages', (context) => {
    const members = someMembers(context);
    return containerOf(context, members, idBelow(members));
  }),
  'container-length-wrong': container(
    'says that its last message has 4 bytes more than it has',
    (context) => {
      const members = someMembers(context);
      return containerOf(
        context,
        members.map((member, index) =>
          index === members.length - 1 ? { ...member, length: member.body.length + 4 } : member,
        ),
      );
    },
  ),
  'container-length-unaligned': container('ends with two messages of 14 bytes', (context) =>
    // Two of them, so that the container as a whole is a multiple of 4.
    containerOf(context, [...membersIn(context), longer(filler(context)), longer(filler(context))]),
  ),
};

function container(what: string, bend: (context: MessageContext) => Member): BentMessage {
  return {
    sentence: `A container ${what}.`,
    bend: (context) => sealed(withMessage(context, bend(context))),
  };
}

/** A container of nothing gets something to be wrong about. */
function someMembers(context: MessageContext): Member[] {
  const members = membersIn(context);
  return members.length > 0 ? members : [filler(context)];
}

/**
 * About half a millisecond earlier than the first. Ids begin at full milliseconds and go on one by one, so nothing else
 * has it.
 */
function idBelow(members: readonly Member[]): bigint {
  const ids = members.map(({ msgId }) => msgId);
  const lowest = ids.reduce((low, id) => (isLaterMsgId(low, id) ? id : low));
  return BigInt.asIntN(64, lowest - (1n << 21n));
}

/** 2 bytes behind an object of 12. */
function longer(member: Member): Member {
  return { ...member, body: concatBytes(member.body, new Uint8Array(2)) };
}
