// What a session asks the server on its own account: pings and salts.
// https://core.telegram.org/mtproto/service_messages#ping-messages-pingpong

import { int64FromBytes } from '../../protocol/bytes/index.ts';
import type { CryptoEnv } from '../../protocol/crypto/index.ts';
import type { MtprotoObject } from '../../protocol/tl/index.ts';
import type { Session } from './session.ts';

/** Salts that are asked for at once: the most that a server gives. */
const SALTS = 64;

export class OwnQueries {
  readonly #session: Session;
  readonly #env: Pick<CryptoEnv, 'random'>;
  /** The msg_id of the latest get_future_salts, until it is answered. */
  #saltQuery: bigint | undefined;
  /** The msg_id of each ping that is not answered, by its ping_id. */
  readonly #pings = new Map<bigint, bigint>();

  constructor(session: Session, env: Pick<CryptoEnv, 'random'>) {
    this.#session = session;
    this.#env = env;
  }

  /** Whether a ping that was sent is not answered. */
  get isPinging(): boolean {
    return this.#pings.size > 0;
  }

  /** Queues a ping. Returns its ping_id, which the effect `pong` names. */
  ping(): bigint {
    const ping_id = this.#pingId();
    this.#session.queue({ _: 'ping', ping_id }, { contentRelated: true });
    return ping_id;
  }

  /** Queues a ping after which the server closes the connection unless another one comes in so many seconds. */
  pingDelayDisconnect(disconnect_delay: number): void {
    const ping_id = this.#pingId();
    this.#session.queue({ _: 'ping_delay_disconnect', ping_id, disconnect_delay }, { contentRelated: true });
  }

  /** Queues get_future_salts, to go with whatever goes next, when few are left; once, until it is answered. */
  askForSalts(): void {
    const { salts, time } = this.#session;
    if (this.#saltQuery !== undefined || !salts.isShort(time.now())) return;
    this.#session.queue({ _: 'get_future_salts', num: SALTS }, { contentRelated: true, lazy: true });
  }

  /** A service message is on its way. */
  sent(object: MtprotoObject, msgId: bigint): void {
    // One that was refused is sent anew: the latest counts.
    if (object._ === 'get_future_salts') this.#saltQuery = msgId;
    if (object._ === 'ping' || object._ === 'ping_delay_disconnect') this.#pings.set(object.ping_id, msgId);
  }

  /** The msg_id of the message that held the ping, if it is not answered. */
  pingedUnder(pingId: bigint): bigint | undefined {
    return this.#pings.get(pingId);
  }

  pong(pingId: bigint): void {
    this.#pings.delete(pingId);
  }

  /** Whether that get_future_salts was not answered; from now on it is. */
  saltsCame(msgId: bigint): boolean {
    if (this.#saltQuery !== msgId) return false;
    this.#saltQuery = undefined;
    return true;
  }

  /** Answers come on the connection of the question only. */
  disconnected(): void {
    this.#pings.clear();
    this.#saltQuery = undefined;
  }

  /** The session goes on under another id. */
  renewed(): void {
    this.#saltQuery = undefined;
  }

  #pingId(): bigint {
    return int64FromBytes(this.#env.random('session/ping_id', 8));
  }
}
