// What the client and the server have with each other below calls and updates: a line, keys, a session.
//   line (link, reconnect) -> plain desk (handshake) | session (state machine) -> listener
// Queries are held until there is a session that may carry them.

import { equalBytes, type HarnessError, RemoteError, type Timer } from '../protocol/bytes/index.ts';
import type { CryptoEnv } from '../protocol/crypto/index.ts';
import type { AgreedKey, ClientHandshakeConfig } from '../protocol/handshake/index.ts';
import { isPlainPayload } from '../protocol/message/index.ts';
import type { TransportEvent } from '../protocol/transport/index.ts';
import type { ReconnectOptions } from './backoff.ts';
import type { QueryBender } from './faults/index.ts';
import { type HeldKey, Keyring } from './keyring.ts';
import { Line } from './line.ts';
import type { Dial } from './link.ts';
import { makeAuthKey } from './make-auth-key.ts';
import type { PfsOptions } from './pfs/index.ts';
import { PlainDesk } from './plain-desk.ts';
import {
  type ClientHooks,
  type Effect,
  type KeepAliveOptions,
  type Request,
  ServerTime,
  Session,
} from './session/index.ts';
import { SessionRunner } from './session-runner.ts';
import { TemporaryKeys, type TemporaryKeysHost } from './temporary-keys.ts';

export interface ConversationSettings {
  readonly env: CryptoEnv;
  readonly dial: Dial;
  readonly handshake: ClientHandshakeConfig;
  readonly bender: QueryBender;
  /** How long to wait for an answer of the handshake, in ms. */
  readonly timeout: number;
  readonly reconnect: ReconnectOptions;
  readonly keepAlive: KeepAliveOptions | undefined;
  readonly pfs: PfsOptions | undefined;
  readonly hooks: ClientHooks;
  readonly gzipAbove: number | undefined;
}

export interface ConversationListener {
  /** What a session tells, but for what is dealt with here. */
  effect(effect: Effect): void;
  /** The query is given up. */
  failed(request: Request, error: unknown): void;
  /** Every query is given up. */
  allFailed(error: unknown): void;
  /** Whatever waits for this connection only is given up: it was lost, or the server broke a rule. */
  disturbed(error: unknown): void;
  /** Whether a lost connection is to be opened again. */
  readonly isNeeded: boolean;
  /** Whether somebody waits for the answer still. */
  isWanted(request: Request): boolean;
  /** Binds the key of a session to the permanent one. */
  readonly bind: TemporaryKeysHost['bind'];
}

/** Keys in a row that the server may forget, or refuse to bind, before queries fail. */
const MAX_LOST_KEYS = 2;

export class Conversation {
  readonly time: ServerTime;
  readonly keyring: Keyring;
  readonly line: Line;
  readonly #settings: ConversationSettings;
  readonly #env: CryptoEnv;
  readonly #listener: ConversationListener;
  readonly #plain: PlainDesk;
  #held: Request[] = [];
  #active: SessionRunner | undefined;
  readonly #temporary: TemporaryKeys;
  /** Ids of temporary keys that were replaced: what still comes under them is passed over. */
  readonly #formerKeys: Uint8Array[] = [];
  #preparing: Promise<void> | undefined;
  #renewal: Timer | undefined;
  #lostKeys = 0;
  #refusedBindings = 0;

  constructor(settings: ConversationSettings, listener: ConversationListener) {
    const { env, dial, reconnect, timeout, bender, pfs } = settings;
    this.#settings = settings;
    this.#listener = listener;
    this.#env = env;
    this.time = new ServerTime(env);
    this.keyring = new Keyring(env, this.time, pfs);
    this.line = new Line(env, dial, reconnect, {
      event: (event) => this.#event(event),
      lost: (reason) => this.#lost(reason),
    });
    this.#plain = new PlainDesk(env, timeout, bender, (payload) => this.line.send(payload));
    this.#temporary = new TemporaryKeys({
      env,
      keyring: this.keyring,
      handshake: (expiresIn) => this.#handshake({ ...settings.handshake, expiresIn }),
      runnerOf: (key) => this.#runnerOf(key),
      bind: (...binding) => listener.bind(...binding),
    });
  }

  /** The session that queries go to; undefined without a key. */
  get active(): SessionRunner | undefined {
    return this.#active;
  }

  /** Goes on with a key from an earlier run. */
  useKey(agreed: AgreedKey): void {
    const held = this.keyring.holdPermanent(agreed, false);
    if (this.keyring.pfs === undefined) this.#open(held);
  }

  /** Makes a permanent key and, with PFS, a temporary one. @throws as makeAuthKey */
  async makeKey(): Promise<void> {
    const { handshake } = this.#settings;
    const held = this.keyring.holdPermanent(await this.#handshake(handshake), true);
    if (this.keyring.pfs === undefined) this.#open(held);
    else await this.#makeTemporary(this.keyring.pfs, held);
  }

  /** Sends a query when that is possible. */
  dispatch(request: Request): void {
    if (this.#active !== undefined && this.line.isOpen && !this.#isPreparing && !this.keyring.isShort) {
      this.#active.session.use();
      this.#active.session.add(request);
      this.#active.kick();
      return;
    }
    this.#held.push(request);
    this.prepare();
  }

  /** Nobody waits for the answer any more. */
  cancel(request: Request): void {
    this.#held = this.#held.filter((one) => one !== request);
    for (const runner of this.#runners()) {
      runner.session.cancel(request);
      runner.kick();
    }
  }

  /** The permanent key is void: the next query makes another one. */
  dropKeys(): void {
    this.#retire();
    this.keyring.losePermanent();
  }

  /** Gets a connection and a key, then sends what is held. What cannot be had is told to everyone who waits. */
  prepare(): void {
    if (this.#isPreparing || this.line.isClosed) return;
    this.#preparing = this.#getReady()
      .catch((error: unknown) => {
        this.line.forgive();
        this.#listener.allFailed(error);
      })
      .then(() => {
        this.#preparing = undefined;
        if (this.line.isOpen && this.#active !== undefined) this.#release(this.#active);
        else if (this.#held.some((request) => this.#listener.isWanted(request))) this.prepare();
      });
  }

  /** Resolves when nothing is left that could still act. */
  async close(error: RemoteError): Promise<void> {
    const closing = this.line.close();
    this.#renewal?.cancel();
    for (const runner of this.#runners()) runner.disconnect();
    this.#held = [];
    this.#plain.fail(error);
    this.#listener.disturbed(error);
    this.#listener.allFailed(error);
    this.#temporary.abort(error);
    await closing;
    await this.#preparing;
  }

  get #isPreparing(): boolean {
    return this.#preparing !== undefined;
  }

  #runners(): SessionRunner[] {
    return [this.#active, this.#temporary.candidate].filter((runner) => runner !== undefined);
  }

  // From the wire.

  #event(event: TransportEvent): void {
    try {
      if (event.kind === 'error') this.#transportError(event.errorCode);
      if (event.kind === 'payload') this.#take(event.payload);
    } catch (error) {
      this.#plain.fail(error);
      this.#listener.disturbed(error);
    }
  }

  #take(payload: Uint8Array): void {
    if (isPlainPayload(payload)) {
      this.#plain.take(payload);
      return;
    }
    const id = payload.subarray(0, 8);
    const runners = this.#runners();
    const runner = runners.find(({ session }) => equalBytes(session.authKey.id, id)) ?? runners[0];
    // An encrypted message while there is no key cannot be ours.
    if (runner === undefined || this.#formerKeys.some((former) => equalBytes(former, id))) return;
    runner.receive(payload);
  }

  #apply(effect: Effect, runner: SessionRunner): void {
    if (effect.kind === 'answer' && runner === this.#active) this.#lostKeys = 0;
    if (effect.kind === 'dead') this.line.drop(ended('the server answers no ping'));
    else if (effect.kind === 'unbound') this.#bindAgain(effect);
    else if (effect.kind === 'refused') this.#refused(effect.error, effect.close);
    else this.#listener.effect(effect);
    if (runner === this.#active && runner.session.requests.size === 0) this.#temporary.drained();
  }

  /** The message had no effect; whoever tampers with messages does not get the connection either. */
  #refused(error: HarnessError, close: boolean): void {
    this.#listener.disturbed(error);
    if (close && this.#listener.isNeeded) this.line.drop(ended(error.message, error));
  }

  #lost(reason: RemoteError): void {
    for (const runner of this.#runners()) runner.disconnect();
    this.#plain.fail(reason);
    this.#temporary.abort(reason);
    this.#listener.disturbed(reason);
    if (this.#listener.isNeeded) this.prepare();
  }

  /** https://core.telegram.org/mtproto/mtproto-transports#transport-errors */
  #transportError(errorCode: number): void {
    const error = new RemoteError('TRANSPORT_ERROR', `the server answered ${errorCode}`, { errorCode });
    const isOfHandshake = this.#plain.isWaiting;
    this.#plain.fail(error);
    this.#listener.disturbed(error);
    if (isOfHandshake) return;
    if (errorCode === -404) this.#loseKey(error);
    else if (errorCode === -429) this.line.drop(error, 1);
    else this.#listener.allFailed(error);
  }

  /** The server does not know the key: another one is made for what waits, if there is whom to trust. */
  #loseKey(error: RemoteError): void {
    if (this.#temporary.abort(error) || this.#active === undefined) return;
    const mayMakeAnother = this.#settings.handshake.keys.length > 0 && ++this.#lostKeys <= MAX_LOST_KEYS;
    this.#retire();
    this.keyring.loseActive();
    if (!mayMakeAnother) this.#listener.allFailed(error);
    else if (this.#listener.isNeeded) this.prepare();
  }

  // Keys and sessions.

  async #getReady(): Promise<void> {
    for (;;) {
      try {
        await this.line.reopen();
        const { permanent, pfs } = this.keyring;
        if (permanent === undefined) await this.makeKey();
        else if (pfs !== undefined && this.keyring.isShort) await this.#makeTemporary(pfs, permanent);
        if (this.line.isOpen) return;
      } catch (error) {
        if (this.line.isClosed || !this.#mayRetry(error)) throw error;
      }
    }
  }

  /** What a connection loses, another one may bring; a key that cannot be bound may be the wrong one. */
  #mayRetry(error: unknown): boolean {
    if (!(error instanceof RemoteError)) return false;
    if (error.code === 'CONNECTION_CLOSED') return this.line.mayTry;
    if (error.code === 'TRANSPORT_ERROR' && error.details.errorCode === -404)
      return ++this.#lostKeys <= MAX_LOST_KEYS;
    if (error.code !== 'RPC_ERROR' || error.details.errorMessage !== 'ENCRYPTED_MESSAGE_INVALID')
      return false;
    this.#refusedBindings++;
    // One temporary key may be refused for what it is; if two are, the server does not know the permanent one.
    if (this.#refusedBindings === MAX_LOST_KEYS && this.#settings.handshake.keys.length > 0) this.dropKeys();
    return this.#refusedBindings <= MAX_LOST_KEYS;
  }

  async #handshake(config: ClientHandshakeConfig): Promise<AgreedKey> {
    return await makeAuthKey(this.#env, config, this.#settings.bender, (query) => this.#plain.ask(query));
  }

  /** From now on everything goes under another temporary key. */
  async #makeTemporary(pfs: PfsOptions, permanent: HeldKey): Promise<void> {
    const { key, runner } = await this.#temporary.make(pfs, permanent, this.#active);
    this.#retire();
    this.keyring.holdTemporary(key);
    this.#refusedBindings = 0;
    this.#active = runner;
    this.#renewal = this.#env.setTimer(key.renewAt - this.time.now(), () => {
      if (this.line.isOpen && this.#listener.isNeeded) this.prepare();
    });
  }

  /** The session is over; what it has not answered goes to the next one. */
  #retire(): void {
    this.#renewal?.cancel();
    const runner = this.#active;
    if (runner === undefined) return;
    this.#held.unshift(...runner.session.takeUnanswered());
    runner.disconnect();
    this.#formerKeys.push(runner.session.authKey.id);
    if (this.#formerKeys.length > 8) this.#formerKeys.shift();
    this.#active = undefined;
  }

  /** The server says that the key is not bound. */
  #bindAgain({ request, error }: Extract<Effect, { kind: 'unbound' }>): void {
    if (this.keyring.pfs === undefined || ++this.#lostKeys > MAX_LOST_KEYS) {
      this.#listener.failed(request, error);
      return;
    }
    this.#held.push(request);
    this.#retire();
    this.keyring.loseActive();
    this.prepare();
  }

  #open(key: HeldKey): void {
    this.#retire();
    this.#active = this.#runnerOf(key);
    if (this.line.isOpen) this.#active.connect();
  }

  #runnerOf({ agreed, salts }: HeldKey): SessionRunner {
    const { keepAlive, gzipAbove, hooks } = this.#settings;
    const session = new Session({
      env: this.#env,
      authKey: agreed.authKey,
      salts,
      time: this.time,
      keepAlive,
      hooks,
      ...(gzipAbove === undefined ? {} : { gzipAbove }),
    });
    return new SessionRunner(this.#env, session, {
      send: (payload) => this.line.send(payload),
      apply: (effect, runner) => this.#apply(effect, runner),
    });
  }

  #release(runner: SessionRunner): void {
    runner.connect();
    if (this.#listener.isNeeded) runner.session.use();
    for (const request of this.#held.splice(0))
      if (this.#listener.isWanted(request)) runner.session.add(request);
    // The server speaks through the connection that spoke to it last.
    if (this.#listener.isNeeded && !runner.session.isUrgent) runner.session.ping();
    runner.work();
  }
}

function ended(message: string, cause?: unknown): RemoteError {
  return new RemoteError('CONNECTION_CLOSED', message, {}, cause);
}
