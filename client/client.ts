// The client, as its user sees it: a key, calls, updates, pings, and the end.

import { type HarnessError, MalformedError, RemoteError, UsageError } from '../protocol/bytes/index.ts';
import type { CryptoEnv } from '../protocol/crypto/index.ts';
import { ViolationError } from '../protocol/rules/index.ts';
import type { LayerRegistry, TlObject } from '../protocol/tl/index.ts';
import type { ApiMethod } from '../schemas/index.ts';
import { Conversation, type ConversationListener } from './conversation.ts';
import type { ConversationSettings } from './conversation-settings.ts';
import { type ExportedKey, exportKey, importKey } from './exported-key.ts';
import type { HeldKey } from './keyring.ts';
import { bindRequest } from './pfs/index.ts';
import { Pings } from './pings.ts';
import {
  Api,
  type AppInfo,
  type CallArguments,
  type CallOptions,
  type CallResult,
  Calls,
} from './rpc/index.ts';
import type { Effect, Session } from './session/index.ts';
import type { SessionRunner } from './session-runner.ts';
import { type GapHandler, UpdateFeed, type UpdateHandler } from './updates/index.ts';

/** How long the client waits for one answer, in ms on the clock of its Env. */
export const DEFAULT_TIMEOUT_MS = 10_000;
/** How long a call may take, reconnecting included, in ms, when connect() is given no timeout. */
export const DEFAULT_CALL_TIMEOUT_MS = 60_000;

/** Everything decided; connect() does that. */
export interface ClientSettings extends ConversationSettings {
  readonly callTimeout: number;
  readonly registry: () => LayerRegistry;
  readonly layer: number | undefined;
  readonly app: AppInfo;
}

/** Refusals that are kept for whoever asks. */
const KEPT_REFUSALS = 100;

export class Client implements AsyncDisposable {
  readonly #settings: ClientSettings;
  readonly #env: CryptoEnv;
  readonly #conversation: Conversation;
  readonly #pings: Pings;
  readonly #calls: Calls;
  readonly #updates = new UpdateFeed();
  readonly #refusals: HarnessError[] = [];
  readonly #destroyedSession = new Map<bigint, (existed: boolean) => void>();
  #destroyedKey: ((outcome: 'ok' | 'none' | 'fail') => void) | undefined;
  #api: Api | undefined;

  /** Called by connect(). */
  constructor(settings: ClientSettings) {
    const { env, timeout } = settings;
    this.#settings = settings;
    this.#env = env;
    this.#conversation = new Conversation(settings, this.#listener());
    this.#pings = new Pings(env, timeout);
    this.#calls = new Calls(
      env,
      () => this.#theApi(),
      (request) => this.#conversation.cancel(request),
    );
  }

  /** Called once by connect(). @throws RemoteError CONNECTION_CLOSED */
  async open(key: ExportedKey | undefined): Promise<void> {
    await this.#conversation.line.open();
    if (key !== undefined) this.#conversation.keys.useKey(importKey(this.#env.crypto, key));
  }

  /** Milliseconds to add to our clock to get the server's; undefined without a key. */
  get timeOffset(): number | undefined {
    return this.#conversation.keyring.permanent && this.#conversation.time.offset;
  }

  /** The 8 bytes of auth_key_id: of the permanent key, if there are two. Undefined without a key. */
  get authKeyId(): Uint8Array | undefined {
    return this.#conversation.keyring.permanent?.agreed.authKey.id;
  }

  /** The 8 bytes of auth_key_id that messages go under: with PFS, that of the temporary key. */
  get activeKeyId(): Uint8Array | undefined {
    return this.#conversation.keyring.active?.agreed.authKey.id;
  }

  /** The session that is open now; it changes when it must be renewed. Undefined without a key. */
  get sessionId(): bigint | undefined {
    return this.#conversation.active?.session.id;
  }

  get isConnected(): boolean {
    return this.#conversation.line.isOpen;
  }

  /** What the server sent and the client refused, the latest last: ViolationError, MalformedError. */
  get refusals(): readonly HarnessError[] {
    return this.#refusals;
  }

  /**
   * Makes an auth key: the whole exchange of https://core.telegram.org/mtproto/auth_key, every check included. With
   * PFS, a temporary one too, and binds it.
   * @throws ViolationError the rule that the server broke
   * @throws RemoteError TRANSPORT_ERROR (-404, -444, ...), DH_GEN_FAIL, CONNECTION_CLOSED, TIMEOUT
   */
  async createAuthKey(): Promise<ExportedKey> {
    await this.#conversation.keys.makeKey();
    return this.exportKey();
  }

  /** The key of this client, to be given to connect() later. @throws UsageError without a key */
  exportKey(): ExportedKey {
    const key = this.#conversation.keyring.current();
    if (key === undefined) throw new UsageError('there is no auth key yet');
    return exportKey(key);
  }

  /**
   * Sends ping under the key and waits for its pong. It is sent once: nothing is done when the connection is lost.
   * Whatever the server does wrong in the meantime rejects it.
   * @returns the round trip in ms on the clock of the Env
   * @throws UsageError without a key; ViolationError; RemoteError as createAuthKey
   */
  async ping(): Promise<number> {
    const { session, runner } = this.#current('ping');
    this.#conversation.line.checkOpen();
    const pong = this.#pings.wait(session.ping());
    runner.flush();
    return await pong;
  }

  /**
   * Calls a method of the API. Without an auth key, one is made; a lost connection is opened again, and the query
   * sent again, neither lost nor answered twice.
   * Types are those of the newest layer, whatever layer the client speaks.
   * @example const { country } = await client.call('help.getNearestDc');
   * @param method as the schema spells it
   * @returns a value of the method's type
   * @throws RemoteError RPC_ERROR with details `{ errorCode, errorMessage }`: FLOOD_WAIT_X too, nothing is slept
   * @throws RemoteError TIMEOUT, CONNECTION_CLOSED, TRANSPORT_ERROR, BAD_MSG; ViolationError, MalformedError
   * @throws UsageError for an unknown method, MalformedError for parameters that do not fit it
   */
  call<Method extends ApiMethod | (string & {})>(
    method: Method,
    ...[params, options = {}]: CallArguments<Method>
  ): Promise<CallResult<Method>> {
    try {
      options.signal?.throwIfAborted();
      if (this.#conversation.line.isClosed) throw closed();
      const call = { ...params, _: method } as TlObject;
      const { request, answer } = this.#calls.open(call, this.#options(options));
      this.#conversation.dispatch(request);
      return answer as Promise<CallResult<Method>>;
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
    const { active } = this.#conversation;
    active?.session.use();
    active?.work();
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
    const { session, runner } = this.#current('destroySession');
    const answer = new Promise<boolean>((resolve) => this.#destroyedSession.set(sessionId, resolve));
    session.queue({ _: 'destroy_session', session_id: sessionId }, { contentRelated: true });
    runner.flush();
    return await answer;
  }

  /** Has the server forget the key that messages go under; it is forgotten here too, unless that failed. */
  async destroyAuthKey(): Promise<'ok' | 'none' | 'fail'> {
    const { session, runner } = this.#current('destroyAuthKey');
    const answer = new Promise<'ok' | 'none' | 'fail'>((resolve) => {
      this.#destroyedKey = resolve;
    });
    session.queue({ _: 'destroy_auth_key' }, { contentRelated: true });
    runner.flush();
    const outcome = await answer;
    if (outcome !== 'fail') this.#conversation.keys.losePermanent();
    return outcome;
  }

  /**
   * Sends bytes as a message of the session, whatever they are: for tests of servers.
   * @param contentRelated whether the message gets an odd seqno
   */
  sendRaw(body: Uint8Array, contentRelated = true): void {
    const { session, runner } = this.#current('sendRaw');
    session.addRaw(body, contentRelated);
    runner.flush();
  }

  /**
   * Resolves when the socket is closed; whatever waits is rejected. What was sent is written before, but a server
   * that does not read delays the end by 2 s on the clock of the Env, no longer.
   */
  async close(): Promise<void> {
    await this.#conversation.close(closed());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #current(what: string): { session: Session; runner: SessionRunner } {
    const runner = this.#conversation.active;
    if (runner === undefined) throw new UsageError(`${what} needs an auth key: call createAuthKey() first`);
    return { runner, session: runner.session };
  }

  #options(options: CallOptions): CallOptions & { timeout: number } {
    return { ...options, timeout: options.timeout ?? this.#settings.callTimeout };
  }

  #listener(): ConversationListener {
    const isNeeded = (): boolean => this.#calls.size > 0 || this.#updates.isWanted;
    return {
      effect: (effect) => this.#effect(effect),
      failed: (request, error) => this.#calls.fail(request, error),
      allFailed: (error) => this.#calls.failAll(error),
      disturbed: (error) => this.#disturbed(error),
      get isNeeded() {
        return isNeeded();
      },
      isWanted: (request) => this.#calls.isWaiting(request),
      bind: (runner, permanent, temporary, signal) => this.#bind(runner, permanent, temporary, signal),
    };
  }

  #effect(effect: Effect): void {
    if (effect.kind === 'answer') this.#calls.answer(effect.request, effect.body);
    if (effect.kind === 'failed') this.#calls.fail(effect.request, effect.error);
    if (effect.kind === 'update') this.#update(effect.body);
    if (effect.kind === 'pong') this.#pings.pong(effect.pingId, effect.msgId, effect.isFor);
    if (effect.kind === 'gap') this.#updates.tellGap();
    if (effect.kind === 'key-destroyed') this.#destroyedKey?.(effect.outcome);
    if (effect.kind === 'session-destroyed') {
      this.#destroyedSession.get(effect.sessionId)?.(effect.existed);
      this.#destroyedSession.delete(effect.sessionId);
    }
  }

  #update(body: Uint8Array): void {
    if (!this.#updates.isWanted) return;
    let updates: TlObject;
    try {
      updates = this.#theApi().decode('Updates', body) as TlObject;
    } catch (error) {
      this.#disturbed(error);
      return;
    }
    this.#updates.deliver(updates);
  }

  #disturbed(error: unknown): void {
    if (error instanceof ViolationError || error instanceof MalformedError) {
      this.#refusals.push(error);
      if (this.#refusals.length > KEPT_REFUSALS) this.#refusals.shift();
    }
    this.#pings.failAll(error);
  }

  async #bind(
    runner: SessionRunner,
    permanent: HeldKey,
    temporary: HeldKey,
    signal: AbortSignal,
  ): Promise<void> {
    const binding = {
      permanent: permanent.agreed.authKey,
      temporary: temporary.agreed.authKey,
      expiresAt: Math.floor(temporary.expiresAt / 1000),
    };
    const api = this.#theApi();
    const request = bindRequest(this.#env, binding, (call) => api.encode(call));
    const { timeout } = this.#settings;
    const answer = this.#calls.wait(request, 'auth.bindTempAuthKey', 'Bool', { timeout, signal });
    try {
      runner.session.add(request);
      runner.flush();
    } catch (error) {
      // There is no connection any more: the answer is waited for no longer.
      this.#calls.fail(request, error);
    }
    await answer;
  }

  #theApi(): Api {
    const { registry, layer, app } = this.#settings;
    if (this.#api === undefined) {
      const layers = registry();
      this.#api = new Api(layers, layer ?? layers.newest, app);
    }
    return this.#api;
  }
}

function closed(): RemoteError {
  return new RemoteError('CONNECTION_CLOSED', 'the client was closed');
}
