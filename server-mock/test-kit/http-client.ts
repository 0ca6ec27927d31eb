// A bent client whose messages HTTP carries.

import { openMessage } from '../../protocol/message/index.ts';
import { mtproto } from '../../protocol/tl/index.ts';
import type { HttpAnswer, HttpConnection } from '../http-connection.ts';
import type { RpcRoute } from '../rpc/index.ts';
import { type BentClient, bentClient, type Message, type Sending } from './bent-client.ts';
import { memoryDc } from './memory-dc.ts';
import type { Received } from './received.ts';

export const HTTP_PING = { _: 'ping', ping_id: 5n } as const;
export const HTTP_WAIT = { _: 'http_wait', max_delay: 0, wait_after: 0, max_wait: 10_000 } as const;
export const POLL: Message = { body: HTTP_WAIT, contentRelated: false };
/** A poll that waits for more. */
export const GATHER: Message = {
  body: { ...HTTP_WAIT, max_delay: 500, wait_after: 100 },
  contentRelated: false,
};
export const CALL = { _: 'help.getNearestDc' } as const;
export const NEAREST = { _: 'nearestDc', country: 'DE', this_dc: 2, nearest_dc: 2 } as const;
export const TOO_LONG = { _: 'updatesTooLong' } as const;

export interface BentHttpClient {
  readonly client: BentClient;
  readonly connection: HttpConnection;
  /** Sends one message. */
  post(sending: Sending, through?: HttpConnection): Promise<HttpAnswer | undefined>;
  /** Sends several messages in a container. */
  postAll(messages: readonly Message[], through?: HttpConnection): Promise<HttpAnswer | undefined>;
  /** Acknowledges all that was opened and needs it. */
  acks(): Message;
  /** Opens the session and acknowledges that it was told so: nothing is left to be said. */
  start(): Promise<void>;
  /** What stands in a response. */
  open(answer: HttpAnswer | undefined): Received[];
  /** The constructors of that. */
  names(answer: HttpAnswer | undefined): string[];
  /** What stands in a response, as it is. */
  bodyOf(answer: HttpAnswer | undefined): unknown;
}

export function bentHttpClient(
  handlers: readonly RpcRoute[] = [],
  client: BentClient = bentClient(memoryDc({ handlers })),
): BentHttpClient {
  const connection = client.dc.openHttp();
  const post: BentHttpClient['post'] = (sending, through = connection) =>
    through.exchange(client.seal(sending).payload);
  const postAll: BentHttpClient['postAll'] = (messages, through = connection) =>
    through.exchange(client.sealTogether(messages).payload);
  const unacknowledged = new Set<bigint>();
  const open = (answer: HttpAnswer | undefined): Received[] => {
    const messages = client.open(answer?.body ?? new Uint8Array());
    for (const { msgId, seqno } of messages) if ((seqno & 1) === 1) unacknowledged.add(msgId);
    return messages;
  };
  const acks = (): Message => {
    const msg_ids = [...unacknowledged];
    unacknowledged.clear();
    return { body: { _: 'msgs_ack', msg_ids } };
  };
  return {
    client,
    connection,
    post,
    postAll,
    async start() {
      open(await post({ body: HTTP_PING }));
      await postAll([acks(), { body: HTTP_PING }]);
    },
    acks,
    open,
    names: (answer) => open(answer).map(({ object }) => object._),
    bodyOf(answer) {
      const body = answer?.body ?? new Uint8Array();
      return mtproto.decode(openMessage(client.env.crypto, client.key.authKey, 'server', body).body);
    },
  };
}

export interface Watched {
  isDone: boolean;
  answer: HttpAnswer | undefined;
}

/** Looks at a promise without waiting for it. */
export function watch(promise: Promise<HttpAnswer | undefined>): Watched {
  const watched: Watched = { isDone: false, answer: undefined };
  void promise.then((answer) => Object.assign(watched, { isDone: true, answer }));
  return watched;
}
