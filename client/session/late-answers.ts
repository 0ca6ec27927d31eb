// What a session leaves behind when its key is replaced: answers to its queries may still come under the old key. The
// queries are sent again under the next one; whichever answer is first counts. Nothing is said under the old key any
// more, not even an acknowledgement: a server that has forgotten it would answer -404.
// https://core.telegram.org/api/pfs

import { HarnessError } from '../../protocol/bytes/index.ts';
import type { CryptoEngine } from '../../protocol/crypto/index.ts';
import type { AuthKey } from '../../protocol/message/index.ts';
import { type Mtproto, mtproto } from '../../protocol/tl/index.ts';
import type { Effect } from './effect.ts';
import { rpcErrorIn } from './handle-rpc-result.ts';
import { type Message, membersOf, unpacked, unpackedBody } from './members.ts';
import { openFrame } from './open-frame.ts';
import type { Request } from './request.ts';
import type { ServerTime } from './server-time.ts';
import type { SessionIds } from './session-ids.ts';

export interface LateAnswersOptions {
  readonly engine: CryptoEngine;
  readonly authKey: AuthKey;
  readonly ids: SessionIds;
  readonly time: ServerTime;
  /** By every msg_id under which they were sent. */
  readonly requests: Map<bigint, Request>;
}

export class LateAnswers {
  readonly #options: LateAnswersOptions;

  constructor(options: LateAnswersOptions) {
    this.#options = options;
  }

  get authKey(): AuthKey {
    return this.#options.authKey;
  }

  /** From now on only answers to these are looked for. */
  keep(isWanted: (request: Request) => boolean): void {
    const { requests } = this.#options;
    for (const [msgId, request] of requests) if (!isWanted(request)) requests.delete(msgId);
  }

  /** The answers in a frame under the old key, each once. What is anything else, or broken, is passed over. */
  take(payload: Uint8Array): Extract<Effect, { kind: 'answer' }>[] {
    const { engine, authKey, ids, time, requests } = this.#options;
    if (requests.size === 0) return [];
    try {
      const frame = openFrame(engine, authKey, payload, ids);
      if (!time.isTimely(frame.msgId)) return [];
      const outer = unpacked(frame);
      const messages = outer.name === 'msg_container' ? membersOf(outer) : [outer];
      return messages.flatMap((message) => this.#answerIn(unpacked(message)) ?? []);
    } catch (error) {
      if (error instanceof HarnessError) return [];
      throw error;
    }
  }

  #answerIn({ name, body }: Message): Extract<Effect, { kind: 'answer' }> | undefined {
    if (name !== 'rpc_result') return undefined;
    const { req_msg_id, result } = mtproto.decode(body) as Mtproto<'rpc_result'>;
    const { requests } = this.#options;
    const request = requests.get(req_msg_id);
    if (request === undefined) return undefined;
    const answer = unpackedBody(result.bytes);
    if (isOfTheKey(rpcErrorIn(answer))) return undefined;
    for (const [msgId, one] of requests) if (one === request) requests.delete(msgId);
    return { kind: 'answer', request, body: answer };
  }
}

/** Errors that say something of the key or the session, and not of the query: under the next key it is different. */
function isOfTheKey(error: Mtproto<'rpc_error'> | undefined): boolean {
  if (error === undefined) return false;
  const { error_code, error_message } = error;
  return error_code === 401 || /^(?:CONNECTION_|MSG_WAIT_)/.test(error_message);
}
