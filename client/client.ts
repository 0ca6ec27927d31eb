// The client: one connection, one auth key, and the service messages that prove it.

import { RemoteError, type Timer, UsageError } from '../protocol/bytes/index.ts';
import type { CryptoEnv } from '../protocol/crypto/index.ts';
import {
  type AgreedKey,
  type ClientHandshakeConfig,
  startClientHandshake,
  stepClientHandshake,
} from '../protocol/handshake/index.ts';
import {
  createMsgIdSource,
  decodePlainMessage,
  isPlainPayload,
  type MsgIdSource,
} from '../protocol/message/index.ts';
import { violate } from '../protocol/rules/index.ts';
import type { TransportEvent } from '../protocol/transport/index.ts';
import { type ExportedKey, exportKey, importKey } from './exported-key.ts';
import { type ClientFaultId, QueryBender } from './faults/index.ts';
import { Session } from './session.ts';
import type { TcpConnection, TcpHandler } from './tcp.ts';

/** How long the client waits for one answer, in ms on the clock of its Env. */
export const DEFAULT_TIMEOUT_MS = 10_000;

export class Client implements TcpHandler, AsyncDisposable {
  readonly #env: CryptoEnv;
  readonly #config: ClientHandshakeConfig;
  readonly #timeout: number;
  readonly #bender: QueryBender;
  /** Of plain messages: before there is a key, the server's time is not known. */
  readonly #msgIds: MsgIdSource;
  #connection: TcpConnection | undefined;
  #key: AgreedKey | undefined;
  #session: Session | undefined;
  #ended: RemoteError | undefined;
  /** Who waits for the next plain message. */
  #plain: Waiting<Uint8Array> | undefined;
  #pongs = new Map<bigint, Waiting<{ readonly msgId: bigint }>>();

  constructor(
    env: CryptoEnv,
    config: ClientHandshakeConfig,
    timeout: number,
    faults: readonly ClientFaultId[] = [],
  ) {
    this.#env = env;
    this.#config = config;
    this.#timeout = timeout;
    this.#bender = new QueryBender(faults);
    this.#msgIds = createMsgIdSource(() => env.now());
  }

  /** Called once by connect(). */
  attach(connection: TcpConnection, key: ExportedKey | undefined): void {
    this.#connection = connection;
    if (key !== undefined) this.#use(importKey(this.#env.crypto, key));
  }

  /** Milliseconds to add to our clock to get the server's; undefined without a key. */
  get timeOffset(): number | undefined {
    return this.#key?.timeOffset;
  }

  /** The 8 bytes of auth_key_id; undefined without a key. */
  get authKeyId(): Uint8Array | undefined {
    return this.#key?.authKey.id;
  }

  /**
   * Makes an auth key: the whole exchange of https://core.telegram.org/mtproto/auth_key, every check included.
   * @throws ViolationError the rule that the server broke
   * @throws RemoteError TRANSPORT_ERROR (-404, -444, ...), DH_GEN_FAIL, CONNECTION_CLOSED, TIMEOUT
   */
  async createAuthKey(): Promise<ExportedKey> {
    let { state, send }: { state: Parameters<typeof stepClientHandshake>[1]; send: Uint8Array } =
      startClientHandshake(this.#config, this.#env);
    const sent: Uint8Array[] = [];
    const received: Uint8Array[] = [];
    for (;;) {
      const bytes = this.#bender.query({
        config: this.#config,
        env: this.#env,
        state,
        query: send,
        sent,
        received,
      });
      const body = await this.#askPlain(bytes);
      sent.push(bytes);
      received.push(body);
      const step = stepClientHandshake(this.#config, state, body, this.#env);
      if ('result' in step) {
        this.#use(step.result);
        return exportKey(step.result);
      }
      ({ state, send } = step);
    }
  }

  /** The key of this client, to be given to connect() later. @throws UsageError without a key */
  exportKey(): ExportedKey {
    if (this.#key === undefined) throw new UsageError('there is no auth key yet');
    return exportKey(this.#key);
  }

  /**
   * Sends ping under the key and waits for its pong.
   * @returns the round trip in ms on the clock of the Env
   * @throws UsageError without a key; RemoteError as createAuthKey
   */
  async ping(): Promise<number> {
    if (this.#session === undefined)
      throw new UsageError('ping needs an auth key: call createAuthKey() first');
    const started = this.#env.now();
    const { payload, pingId, msgId } = this.#session.ping();
    const pong = await this.#wait<{ readonly msgId: bigint }>(
      (waiting) => void this.#pongs.set(pingId, waiting),
      () => this.#send(payload),
      'pong',
    ).finally(() => this.#pongs.delete(pingId));
    if (pong.msgId !== msgId)
      throw new RemoteError('BAD_MSG', 'the pong is for another message', { msgId: pong.msgId });
    return this.#env.now() - started;
  }

  /** Resolves when the socket is closed; whatever waits is rejected. */
  async close(): Promise<void> {
    await this.#connection?.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  event(event: TransportEvent): void {
    try {
      if (event.kind === 'error')
        this.#failAll(
          new RemoteError('TRANSPORT_ERROR', `the server answered ${event.errorCode}`, {
            errorCode: event.errorCode,
          }),
        );
      if (event.kind === 'payload') this.#take(event.payload);
    } catch (error) {
      this.#failAll(error);
    }
  }

  closed(reason: RemoteError): void {
    this.#ended = reason;
    this.#failAll(reason);
  }

  #take(received: Uint8Array): void {
    if (isPlainPayload(received)) {
      const { msgId, body } = decodePlainMessage(received);
      if ((msgId & 1n) === 0n)
        violate('MT-EN-09', 'msg_id of a plain message is even', { actual: `${msgId}` });
      this.#plain?.resolve(body.slice());
      return;
    }
    // An encrypted message while there is no key cannot be ours.
    if (this.#session === undefined) return;
    const pong = this.#session.open(received);
    if (pong !== undefined) this.#pongs.get(pong.pingId)?.resolve({ msgId: pong.msgId });
  }

  #use(key: AgreedKey): void {
    const now = (): number => this.#env.now() + key.timeOffset;
    this.#key = key;
    // Its own source: one that grew by our clock would stay ahead of a server whose clock is behind.
    this.#session = new Session(this.#env, key, createMsgIdSource(now));
  }

  async #askPlain(body: Uint8Array): Promise<Uint8Array> {
    const payload = this.#bender.envelope({ msgId: this.#msgIds.next('client'), body });
    return await this.#wait<Uint8Array>(
      (waiting) => {
        this.#plain = waiting;
      },
      () => this.#send(payload),
      'an answer of the handshake',
    ).finally(() => {
      this.#plain = undefined;
    });
  }

  #send(payload: Uint8Array): void {
    if (this.#ended !== undefined) throw this.#ended;
    this.#connection?.send(payload);
  }

  /** A promise that an event settles, or the clock. */
  #wait<T>(register: (waiting: Waiting<T>) => void, send: () => void, what: string): Promise<T> {
    let timer: Timer | undefined;
    return new Promise<T>((resolve, reject) => {
      register({ resolve, reject });
      timer = this.#env.setTimer(this.#timeout, () => {
        reject(
          new RemoteError('TIMEOUT', `no ${what} within ${this.#timeout} ms`, { timeout: this.#timeout }),
        );
      });
      send();
    }).finally(() => timer?.cancel());
  }

  #failAll(error: unknown): void {
    this.#plain?.reject(error);
    for (const waiting of this.#pongs.values()) waiting.reject(error);
  }
}

interface Waiting<T> {
  resolve(value: T): void;
  reject(error: unknown): void;
}
