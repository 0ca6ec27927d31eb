// How a session begins: new_session_created names the lowest msg_id of its client, and does so again when one comes
// that is lower still. https://core.telegram.org/mtproto/service_messages#new-session-creation-notification

import { int64FromBytes } from '../../protocol/bytes/index.ts';
import type { CryptoEnv } from '../../protocol/crypto/index.ts';
import { isLaterMsgId } from '../../protocol/message/index.ts';
import {
  type IncomingMessage,
  judgeContainer,
  judgeSessionId,
  mtprotoName,
} from '../../protocol/session/index.ts';
import type { Session } from './session.ts';

export class Greeting {
  readonly #session: Session;
  readonly #env: CryptoEnv;
  /** first_msg_id of the latest new_session_created. */
  #firstMsgId: bigint | undefined;
  #uniqueId = 0n;

  constructor(session: Session, env: CryptoEnv) {
    this.#session = session;
    this.#env = env;
  }

  /** A message is about to be taken: the first one begins the session. */
  begin(message: IncomingMessage): void {
    if (this.#firstMsgId !== undefined) return;
    const violation = judgeSessionId(this.#session.id);
    if (violation !== undefined) this.#session.note(violation);
    this.#uniqueId = int64FromBytes(this.#env.random('session/unique_id', 8));
    this.#announce(firstMsgId(message));
  }

  /** A message is taken. A lower msg_id has "a similar notification": of the same session, so with the same unique_id. */
  goBack(): void {
    const { lowest } = this.#session.received;
    if (lowest !== 0n && this.#firstMsgId !== undefined && isLaterMsgId(this.#firstMsgId, lowest))
      this.#announce(lowest);
  }

  #announce(first_msg_id: bigint): void {
    const session = this.#session;
    this.#firstMsgId = first_msg_id;
    session.queue(
      {
        _: 'new_session_created',
        first_msg_id,
        unique_id: this.#uniqueId,
        server_salt: session.key.salts.current(session.now()),
      },
      'server-other',
      true,
    );
  }
}

/** Clients send again what is older: the lowest id, then, of the messages in a container. */
function firstMsgId(message: IncomingMessage): bigint {
  if (mtprotoName(message.body) !== 'msg_container') return message.msgId;
  const { messages = [] } = judgeContainer(message, undefined);
  return messages.reduce(
    (lowest, { msgId }) => (isLaterMsgId(lowest, msgId) ? msgId : lowest),
    message.msgId,
  );
}
