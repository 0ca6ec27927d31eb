// The client: one session with one DC, and what belongs to it. The stairs, from the wire upwards:
//   line (link, reconnect) -> plain desk (handshake) | session (state machine) -> calls, pings, updates

import type { HarnessError } from '../protocol/bytes/index.ts';
import {
  int64FromBytes,
  int64ToBytes,
  RemoteError,
  type Timer,
  UsageError,
} from '../protocol/bytes/index.ts';
import type { CryptoEnv } from '../protocol/crypto/index.ts';
import type { AgreedKey, ClientHandshakeConfig } from '../protocol/handshake/index.ts';
import { isPlainPayload } from '../protocol/message/index.ts';
import type { LayerRegistry, TlObject, TlValue } from '../protocol/tl/index.ts';
import type { TransportEvent } from '../protocol/transport/index.ts';
import type { ReconnectOptions } from './backoff.ts';
import { type ExportedKey, exportKey, importKey } from './exported-key.ts';
import type { QueryBender } from './faults/index.ts';
import { Line } from './line.ts';
import type { Dial } from './link.ts';
import { makeAuthKey } from './make-auth-key.ts';
import { Pings } from './pings.ts';
import { PlainDesk } from './plain-desk.ts';
import { Api, type AppInfo, type CallOptions, Calls } from './rpc/index.ts';
import {
  type ClientHooks,
  type Effect,
  type KeepAliveOptions,
  type Request,
  SaltStore,
  ServerTime,
  Session,
} from './session/index.ts';
import { type GapHandler, UpdateFeed, type UpdateHandler } from './updates/index.ts';

/** How long the client waits for one answer, in ms on the clock of its Env. */
export const DEFAULT_TIMEOUT_MS = 10_000;
/** How long a call may take, reconnecting included, in ms, when connect() is given no timeout. */
export const DEFAULT_CALL_TIMEOUT_MS = 60_000;

/** Everything decided; connect() does that. */
export interface ClientSettings {
  readonly env: CryptoEnv;
  readonly dial: Dial;
  readonly handshake: ClientHandshakeConfig;
  readonly bender: QueryBender;
  readonly timeout: number;
  readonly callTimeout: number;
  readonly reconnect: ReconnectOptions;
  readonly keepAlive: KeepAliveOptions | undefined;
  readonly hooks: ClientHooks;
  readonly gzipAbove: number | undefined;
  readonly registry: () => LayerRegistry;
  readonly layer: number | undefined;
  readonly app: AppInfo;
}

/** Refusals that are kept for whoever asks. */
const KEPT_REFUSALS = 100;
/** Keys in a row that the server may forget before calls fail. */
const MAX_LOST_KEYS = 2;

export class Client implements AsyncDisposable {
  readonly #settings: ClientSettings;
  readonly #env: CryptoEnv;
  readonly #line: Line;
  readonly #plain: PlainDesk;
  readonly #pings: Pings;
  readonly #calls: Calls;
  readonly #updates = new UpdateFeed();
  readonly #refusals: HarnessError[] = [];
  /** Requests that wait for a session. */
  readonly #held: Request[] = [];
  readonly #destroying = new Map<bigint, (existed: boolean) => void>();
  #api: Api | undefined;
  #key: AgreedKey | undefined;
  #salts: SaltStore | undefined;
  readonly #time: ServerTime;
  #session: Session | undefined;
  #preparing: Promise<void> | undefined;
  #timer: { readonly due: number; readonly timer: Timer } | undefined;
  #isKicked = false;
  #lostKeys = 0;

  /** Called by connect(). */
  constructor(settings: ClientSettings) {
    const { env, dial, reconnect, timeout, bender } = settings;
    this.#settings = settings;
    this.#env = env;
    this.#time = new ServerTime(env);
    this.#line = new Line(env, dial, reconnect, {
      event: (event) => this.#event(event),
      lost: (reason) => this.#lost(reason),
    });
    this.#plain = new PlainDesk(env, timeout, bender, (payload) => this.#line.send(payload));
    this.#pings = new Pings(env, timeout);
    this.#calls = new Calls(
      env,
      () => this.#theApi(),
      (request) => this.#cancelled(request),
    );
  }

  /** Called once by connect(). @throws RemoteError CONNECTION_CLOSED */
  async open(key: ExportedKey | undefined): Promise<void> {
    await this.#line.open();
    if (key !== undefined) this.#use(importKey(this.#env.crypto, key), false);
  }

  /** Milliseconds to add to our clock to get the server's; undefined without a key. */
  get timeOffset(): number | undefined {
    return this.#key === undefined ? undefined : this.#time.offset;
  }

  /** The 8 bytes of auth_key_id; undefined without a key. */
  get authKeyId(): Uint8Array | undefined {
    return this.#key?.authKey.id;
  }

  /** The session that is open now; it changes when it must be renewed. Undefined without a key. */
  get sessionId(): bigint | undefined {
    return this.#session?.id;
  }

  get isConnected(): boolean {
    return this.#line.isOpen;
  }

  /** What the server sent and the client refused, the latest last: ViolationError, MalformedError. */
  get refusals(): readonly HarnessError[] {
    return this.#refusals;
  }

  /**
   * Makes an auth key: the whole exchange of https://core.telegram.org/mtproto/auth_key, every check included.
   * @throws ViolationError the rule that the server broke
   * @throws RemoteError TRANSPORT_ERROR (-404, -444, ...), DH_GEN_FAIL, CONNECTION_CLOSED, TIMEOUT
   */
  async createAuthKey(): Promise<ExportedKey> {
    const { handshake, bender } = this.#settings;
    const key = await makeAuthKey(this.#env, handshake, bender, (query) => this.#plain.ask(query));
    this.#use(key, true);
    return exportKey(key);
  }

  /** The key of this client, to be given to connect() later. @throws UsageError without a key */
  exportKey(): ExportedKey {
    if (this.#key === undefined || this.#salts === undefined)
      throw new UsageError('there is no auth key yet');
    return exportKey({
      authKey: this.#key.authKey,
      salt: int64ToBytes(this.#salts.current(this.#time.now())),
      timeOffset: this.#time.offset,
    });
  }

  /**
   * Sends ping under the key and waits for its pong. It is sent once: nothing is done when the connection is lost.
   * Whatever the server does wrong in the meantime rejects it.
   * @returns the round trip in ms on the clock of the Env
   * @throws UsageError without a key; ViolationError; RemoteError as createAuthKey
   */
  async ping(): Promise<number> {
    if (this.#session === undefined)
      throw new UsageError('ping needs an auth key: call createAuthKey() first');
    this.#line.checkOpen();
    const pong = this.#pings.wait(this.#session.ping());
    this.#flush();
    return await pong;
  }

  /**
   * Calls a method of the API. Without an auth key, one is made; a lost connection is opened again, and the query
   * sent again, neither lost nor answered twice.
   * @param method as the schema spells it, e.g. `help.getConfig`
   * @returns a value of the method's type
   * @throws RemoteError RPC_ERROR with details `{ errorCode, errorMessage }`: FLOOD_WAIT_X too, nothing is slept
   * @throws RemoteError TIMEOUT, CONNECTION_CLOSED, TRANSPORT_ERROR, BAD_MSG; ViolationError, MalformedError
   * @throws UsageError for an unknown method, MalformedError for parameters that do not fit it
   */
  call(
    method: string,
    params: Readonly<Record<string, TlValue>> = {},
    options: CallOptions = {},
  ): Promise<TlValue> {
    try {
      options.signal?.throwIfAborted();
      if (this.#line.isClosed) throw closed();
      const call: TlObject = { ...params, _: method };
      const { request, answer } = this.#calls.open(call, options, this.#settings.callTimeout);
      this.#dispatch(request);
      return answer;
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /**
   * Updates of the server, each once, in order: objects of the type Updates. A handler that throws causes an uncaught
   * error. Listening keeps the connection open: a lost one is opened again.
   * @returns what takes the handler away again
   */
  onUpdate(handler: UpdateHandler): () => void {
    const remove = this.#updates.add(handler);
    this.#session?.use();
    this.#arm();
    return remove;
  }

  /** Updates may have been lost: the server opened the session anew. */
  onGap(handler: GapHandler): () => void {
    return this.#updates.addGap(handler);
  }

  /**
   * Ends another session of the key. https://core.telegram.org/mtproto/service_messages#request-to-destroy-session
   * @returns whether there was one
   */
  async destroySession(sessionId: bigint): Promise<boolean> {
    if (this.#session === undefined) throw new UsageError('there is no session');
    const answer = new Promise<boolean>((resolve) => this.#destroying.set(sessionId, resolve));
    this.#session.queue({ _: 'destroy_session', session_id: sessionId }, { contentRelated: true });
    this.#kick();
    return await answer;
  }

  /**
   * Sends bytes as a message of the session, whatever they are: for tests of servers.
   * @param contentRelated whether the message gets an odd seqno
   */
  sendRaw(body: Uint8Array, contentRelated = true): void {
    if (this.#session === undefined) throw new UsageError('there is no session');
    this.#session.addRaw(body, contentRelated);
    this.#flush();
  }

  /** Resolves when the socket is closed; whatever waits is rejected. */
  async close(): Promise<void> {
    const closing = this.#line.close();
    this.#session?.disconnected();
    this.#timer?.timer.cancel();
    this.#timer = undefined;
    this.#failAll(closed());
    this.#held.length = 0;
    await closing;
    await this.#preparing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  // From the wire.

  #event(event: TransportEvent): void {
    try {
      if (event.kind === 'error') this.#transportError(event.errorCode);
      if (event.kind === 'payload') this.#take(event.payload);
    } catch (error) {
      this.#plain.fail(error);
      this.#pings.failAll(error);
    }
  }

  #take(payload: Uint8Array): void {
    if (isPlainPayload(payload)) {
      this.#plain.take(payload);
      return;
    }
    // An encrypted message while there is no key cannot be ours.
    if (this.#session === undefined) return;
    for (const effect of this.#session.receive(payload)) this.#apply(effect);
    this.#afterWork();
  }

  #apply(effect: Effect): void {
    switch (effect.kind) {
      case 'answer':
        this.#lostKeys = 0;
        this.#calls.answer(effect.request, effect.body);
        break;
      case 'failed':
        this.#calls.fail(effect.request, effect.error);
        break;
      case 'update':
        this.#update(effect.body);
        break;
      case 'pong':
        this.#pings.pong(effect.pingId, effect.msgId, effect.isFor);
        break;
      case 'gap':
        this.#updates.tellGap();
        break;
      case 'session-destroyed':
        this.#destroying.get(effect.sessionId)?.(effect.existed);
        this.#destroying.delete(effect.sessionId);
        break;
      case 'dead':
        this.#line.drop(new RemoteError('CONNECTION_CLOSED', 'the server answers no ping'));
        break;
      case 'refused':
        this.#refuse(effect.error, effect.close);
        break;
    }
  }

  #update(body: Uint8Array): void {
    if (!this.#updates.isWanted) return;
    try {
      this.#updates.deliver(this.#theApi().decode('Updates', body) as TlObject);
    } catch (error) {
      this.#refuse(error as HarnessError, false);
    }
  }

  /** The message had no effect; whoever tampers with messages does not get the connection either. */
  #refuse(error: HarnessError, close: boolean): void {
    this.#refusals.push(error);
    if (this.#refusals.length > KEPT_REFUSALS) this.#refusals.shift();
    this.#pings.failAll(error);
    if (close && this.#isNeeded)
      this.#line.drop(new RemoteError('CONNECTION_CLOSED', error.message, {}, error));
  }

  /** https://core.telegram.org/mtproto/mtproto-transports#transport-errors */
  #transportError(errorCode: number): void {
    const error = new RemoteError('TRANSPORT_ERROR', `the server answered ${errorCode}`, { errorCode });
    const isOfHandshake = this.#plain.isWaiting;
    this.#plain.fail(error);
    this.#pings.failAll(error);
    if (isOfHandshake) return;
    if (errorCode === -404) this.#loseKey(error);
    else if (errorCode === -429) this.#line.drop(error, 1);
    else this.#calls.failAll(error);
  }

  /** The server does not know the key: another one is made for what waits, if there is whom to trust. */
  #loseKey(error: RemoteError): void {
    if (this.#session === undefined) return;
    this.#held.unshift(...this.#session.takeUnanswered());
    this.#session.disconnected();
    this.#session = undefined;
    this.#key = undefined;
    this.#salts = undefined;
    const mayMakeAnother = this.#settings.handshake.keys.length > 0 && ++this.#lostKeys <= MAX_LOST_KEYS;
    if (!mayMakeAnother) this.#calls.failAll(error);
    if (this.#calls.size > 0) this.#prepare();
  }

  #lost(reason: RemoteError): void {
    this.#session?.disconnected();
    this.#plain.fail(reason);
    this.#pings.failAll(reason);
    if (this.#isNeeded) this.#prepare();
  }

  /** Whether a lost connection is to be opened again. */
  get #isNeeded(): boolean {
    return this.#calls.size > 0 || this.#updates.isWanted;
  }

  // Towards the wire.

  #dispatch(request: Request): void {
    if (this.#session === undefined || !this.#line.isOpen || this.#preparing !== undefined) {
      this.#held.push(request);
      this.#prepare();
      return;
    }
    this.#session.use();
    this.#session.add(request);
    this.#kick();
  }

  #cancelled(request: Request): void {
    const at = this.#held.indexOf(request);
    if (at >= 0) this.#held.splice(at, 1);
    this.#session?.cancel(request);
    this.#kick();
  }

  /** Gets a connection and a key, then sends what is held. What cannot be had is told to everyone who waits. */
  #prepare(): void {
    this.#preparing ??= this.#getReady()
      .catch((error: unknown) => {
        this.#line.forgive();
        this.#calls.failAll(error);
      })
      .finally(() => {
        this.#preparing = undefined;
        if (this.#line.isOpen && this.#session !== undefined) this.#release();
        else if (!this.#line.isClosed && this.#calls.size > 0) this.#prepare();
      });
  }

  async #getReady(): Promise<void> {
    for (;;) {
      try {
        await this.#line.reopen();
        if (this.#session === undefined) await this.createAuthKey();
        if (this.#line.isOpen) return;
      } catch (error) {
        const isLost = error instanceof RemoteError && error.code === 'CONNECTION_CLOSED';
        if (!isLost || !this.#line.mayTry) throw error;
      }
    }
  }

  #release(): void {
    const session = this.#session;
    if (session === undefined) return;
    session.connected();
    if (this.#isNeeded) session.use();
    for (const request of this.#held.splice(0)) if (this.#calls.isWaiting(request)) session.add(request);
    // The server speaks through the connection that spoke to it last.
    if (this.#updates.isWanted && !session.isUrgent) session.greet();
    this.#afterWork();
  }

  #use(key: AgreedKey, isCertain: boolean): void {
    const { keepAlive, gzipAbove, hooks } = this.#settings;
    const salts = new SaltStore(int64FromBytes(key.salt));
    this.#key = key;
    this.#salts = salts;
    this.#time.set(key.timeOffset, isCertain);
    this.#session = new Session({
      env: this.#env,
      authKey: key.authKey,
      salts,
      time: this.#time,
      keepAlive,
      hooks,
      ...(gzipAbove === undefined ? {} : { gzipAbove }),
    });
    if (this.#line.isOpen) this.#session.connected();
  }

  /** Sends when what is ready in this turn has been queued, so that it goes together. */
  #kick(): void {
    if (this.#isKicked) return;
    this.#isKicked = true;
    queueMicrotask(() => {
      this.#isKicked = false;
      this.#afterWork();
    });
  }

  #afterWork(): void {
    if (this.#session?.isUrgent) this.#flush();
    else this.#arm();
  }

  #flush(): void {
    for (const payload of this.#session?.flush() ?? []) this.#line.send(payload);
    this.#arm();
  }

  /** Wakes the session when it has something to do. */
  #arm(): void {
    const due = this.#session?.due;
    if (due === undefined || this.#line.isClosed) return;
    if (this.#timer !== undefined && this.#timer.due <= due) return;
    this.#timer?.timer.cancel();
    const timer = this.#env.setTimer(due - this.#env.now(), () => this.#tick());
    this.#timer = { due, timer };
  }

  #tick(): void {
    this.#timer = undefined;
    for (const effect of this.#session?.tick() ?? []) this.#apply(effect);
    this.#afterWork();
  }

  #theApi(): Api {
    const { registry, layer, app } = this.#settings;
    if (this.#api === undefined) {
      const layers = registry();
      this.#api = new Api(layers, layer ?? layers.newest, app);
    }
    return this.#api;
  }

  #failAll(error: unknown): void {
    this.#plain.fail(error);
    this.#pings.failAll(error);
    this.#calls.failAll(error);
  }
}

function closed(): RemoteError {
  return new RemoteError('CONNECTION_CLOSED', 'the client was closed');
}
