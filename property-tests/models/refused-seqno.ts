// A client whose sessions are renewed again and again, because the server refuses the seqno of some of its queries.

import type { ClientHooks } from '../../client/index.ts';
import { viewOf } from '../../protocol/bytes/index.ts';
import { mtproto } from '../../protocol/tl/index.ts';
import type { ModelOptions } from './session-model.ts';

/** Of every so many queries one has the seqno of a message that is not content-related, which breaks a rule. */
export function refusedSeqno(every: number): Omit<ModelOptions, 'clients'> {
  return {
    connect: { hooks: { beforePack: bend(every) } },
    ignore: ['MT-MS-09'],
    mayWaitInVain: true,
    mayLoseUpdates: true,
  };
}

/** The first ones, which open a session, are right. */
function bend(every: number): NonNullable<ClientHooks['beforePack']> {
  let count = 0;
  return ({ body, seqno }) => {
    const isQuery = mtproto.nameOf(viewOf(body).getUint32(0, true)) === undefined;
    return isQuery && ++count > 5 && count % every === 0 ? { seqno: seqno - 1 } : undefined;
  };
}
