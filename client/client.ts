// The client, as its user sees it: a key, calls, updates, pings, and the end.

import { type HarnessError, RemoteError, UsageError } from '../protocol/bytes/index.ts';
import type { TlObject } from '../protocol/tl/index.ts';
import type { ApiMethod } from '../schemas/index.ts';
import type { ClientSettings } from './client-settings.ts';
import { Conversation } from './conversation.ts';
import { type ExportedKey, exportKey, importKey } from './exported-key.ts';
import type { CallArguments, CallOptions, CallResult } from './rpc/index.ts';
import type { Session } from './session/index.ts';
import type { SessionRunner } from './session-runner.ts';
import type { GapHandler, UpdateHandler } from './updates/index.ts';
import { Waiters } from './waiters.ts';

export class Client implements AsyncDisposable {
  readonly #settings: ClientSettings;
  readonly #conversation: Conversation;
  readonly #waiters: Waiters;

  /** Called by connect(). */
  constructor(settings: ClientSettings) {
    this.#settings = settings;
    this.#waiters = new Waiters(settings, (request) => this.#conversation.cancel(request));
    this.#conversation = new Conversation(settings, this.#waiters);
  }

  /** Called once by connect(). @throws RemoteError CONNECTION_CLOSED */
  async open(key: ExportedKey | undefined): Promise<void> {
    await this.#conversation.line.open();
    if (key !== undefined) this.#conversation.keys.useKey(importKey(this.#settings.env.crypto, key));
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
    return this.#waiters.refusals;
  }

  /**
   * Makes an auth key: the whole exchange of https://core.telegram.org/mtproto/auth_key, every check included. With
   * PFS, a temporary one too, and binds it. A key that is being made is shared; calls under way go on under the new one.
   * @throws ViolationError the rule that the server broke
   * @throws RemoteError TRANSPORT_ERROR (-404, -444, ...), DH_GEN_FAIL, CONNECTION_CLOSED, TIMEOUT
   */
  async createAuthKey(): Promise<ExportedKey> {
    await this.#conversation.makeKey();
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
    const { session, runner } = this.#connected('ping');
    return await answered(runner, this.#waiters.pings.wait(session.ping()));
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
      const { request, answer } = this.#waiters.calls.open(call, this.#options(options));
      this.#conversation.dispatch(request);
      return answer as Promise<CallResult<Method>>;
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /**
   * Updates of the server, each once, in order: objects of the type Updates. A handler that throws causes an uncaught
   * error. Listening keeps the connection open: a lost one is opened again, however long that takes.
   * @returns what takes the handler away again
   */
  onUpdate(handler: UpdateHandler): () => void {
    const remove = this.#waiters.updates.add(handler);
    this.#conversation.listen();
    return () => {
      remove();
      this.#conversation.letGo();
    };
  }

  /**
   * Updates may have been lost: the server opened the session anew, or another session took its place, under the same
   * key or another. It is time for updates.getDifference. https://core.telegram.org/api/updates#recovering-gaps
   */
  onGap(handler: GapHandler): () => void {
    return this.#waiters.updates.addGap(handler);
  }

  /**
   * Ends another session of the key. https://core.telegram.org/mtproto/service_messages#request-to-destroy-session
   * As a ping, it is said once.
   * @returns whether there was one
   * @throws as ping()
   */
  async destroySession(sessionId: bigint): Promise<boolean> {
    const { session, runner } = this.#connected('destroySession');
    const answer = this.#waiters.sessionEnds.wait(sessionId);
    session.queue({ _: 'destroy_session', session_id: sessionId }, { contentRelated: true });
    return await answered(runner, answer);
  }

  /**
   * Has the server forget the key that messages go under; it is forgotten here too, unless that failed. As a ping, it
   * is said once.
   * @throws as ping()
   */
  async destroyAuthKey(): Promise<'ok' | 'none' | 'fail'> {
    const { session, runner } = this.#connected('destroyAuthKey');
    const answer = this.#waiters.keyEnds.wait('key');
    session.queue({ _: 'destroy_auth_key' }, { contentRelated: true });
    const outcome = await answered(runner, answer);
    if (outcome !== 'fail') this.#conversation.losePermanent();
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

  /** @throws UsageError without a key; RemoteError CONNECTION_CLOSED */
  #connected(what: string): { session: Session; runner: SessionRunner } {
    const current = this.#current(what);
    this.#conversation.line.checkOpen();
    return current;
  }

  #options(options: CallOptions): CallOptions & { timeout: number } {
    return { ...options, timeout: options.timeout ?? this.#settings.callTimeout };
  }
}

/** Sends what was queued, and waits for what comes of it. @throws what cannot be sent, and then nothing else is said */
async function answered<Answer>(runner: SessionRunner, answer: Promise<Answer>): Promise<Answer> {
  try {
    runner.flush();
  } catch (error) {
    // Nobody waits for the answer any more: that it does not come is not another error.
    answer.catch(() => {});
    throw error;
  }
  return await answer;
}

function closed(): RemoteError {
  return new RemoteError('CONNECTION_CLOSED', 'the client was closed');
}
