// What the client and the server have with each other below calls and updates: a line, keys, a session.
//   line (link, reconnect) -> plain desk (handshake) | session (state machine) -> listener
// Queries are held until there is a session that may carry them. Which key there is, is seen to in key-supply.ts.

import { equalBytes, type HarnessError, RemoteError } from '../protocol/bytes/index.ts';
import { isPlainPayload } from '../protocol/message/index.ts';
import type { TransportEvent } from '../protocol/transport/index.ts';
import type { ConversationListener } from './conversation-listener.ts';
import type { ConversationSettings } from './conversation-settings.ts';
import { KeyLosses } from './key-losses.ts';
import { KeySupply } from './key-supply.ts';
import { type HeldKey, Keyring } from './keyring.ts';
import { LateRefusals } from './late-refusals.ts';
import { Line } from './line.ts';
import { makeAuthKey } from './make-auth-key.ts';
import { PlainDesk } from './plain-desk.ts';
import { Retry } from './retry.ts';
import { type Effect, type LateAnswers, type Request, ServerTime } from './session/index.ts';
import { SessionRunner } from './session-runner.ts';
import { sessionUnder } from './session-under.ts';
import { Sessions } from './sessions.ts';
import { TransportErrors } from './transport-errors.ts';

export class Conversation {
  readonly time: ServerTime;
  readonly keyring: Keyring;
  readonly line: Line;
  /** Makes keys, and says which are void. */
  readonly keys: KeySupply;
  readonly #settings: ConversationSettings;
  readonly #listener: ConversationListener;
  readonly #plain: PlainDesk;
  readonly #sessions: Sessions;
  readonly #losses = new KeyLosses();
  readonly #late = new LateRefusals();
  readonly #retry: Retry;
  readonly #errors: TransportErrors;
  #preparing: Promise<void> | undefined;

  constructor(settings: ConversationSettings, listener: ConversationListener) {
    const { env, dial, reconnect, hold, timeout, bender, pfs } = settings;
    this.#settings = settings;
    this.#listener = listener;
    this.time = new ServerTime(env);
    this.keyring = new Keyring(env, this.time, pfs);
    const events = {
      event: (event: TransportEvent) => this.#event(event),
      lost: (reason: RemoteError) => this.#lost(reason),
    };
    this.line = new Line(env, dial, reconnect, events, () => (listener.isListening ? hold() : () => {}));
    this.#plain = new PlainDesk(env, timeout, bender, (payload) => this.line.send(payload));
    this.#sessions = new Sessions(listener);
    const mayRetry = (): boolean => listener.isListening && !this.line.isClosed;
    this.#retry = new Retry({ env, policy: reconnect, hold, mayRetry, retry: () => this.prepare() });
    const { line, keyring } = this;
    this.keys = new KeySupply({
      env,
      line,
      keyring,
      sessions: this.#sessions,
      losses: this.#losses,
      config: settings.handshake,
      handshake: async (config) => {
        this.#plain.begin();
        const key = await makeAuthKey(env, config, bender, (query) => this.#plain.ask(query));
        line.forgive();
        return key;
      },
      runnerOf: (key) => this.#runnerOf(key),
      bind: (...binding) => listener.bind(...binding),
      renew: () => {
        if (listener.isNeeded) this.prepare();
      },
      // What the server pushed to the session that is over does not come again.
      replaced: () => listener.effect({ kind: 'gap' }),
    });
    this.#errors = new TransportErrors({
      ...{ line, listener, keys: this.keys, plain: this.#plain, losses: this.#losses, late: this.#late },
      hasSession: () => this.active !== undefined,
      prepare: () => this.prepare(),
    });
  }

  /** The session that queries go to; undefined without a key. */
  get active(): SessionRunner | undefined {
    return this.#sessions.active;
  }

  /** Sends a query when that is possible. */
  dispatch(request: Request): void {
    const { active } = this;
    if (active !== undefined && this.line.isOpen && this.#preparing === undefined && !this.keyring.isShort) {
      active.session.use();
      active.session.add(request);
      active.kick();
      return;
    }
    this.#sessions.hold(request);
    this.prepare();
  }

  /** Somebody listens to updates: the server is to know to which connection they go. */
  listen(): void {
    const { active } = this;
    active?.session.use();
    if (
      this.line.isOpen &&
      (active === undefined ? this.keyring.permanent === undefined : active.session.hasHeard)
    )
      active?.work();
    else this.prepare();
  }

  /** A listener went: the process is held for the last one no longer. */
  letGo(): void {
    if (this.#listener.isListening) return;
    this.#retry.cancel();
    this.line.letGo();
  }

  /** Nobody waits for the answer any more. */
  cancel(request: Request): void {
    this.#sessions.letGo(request);
    for (const runner of this.#runners()) {
      runner.session.cancel(request);
      runner.kick();
    }
  }

  /** Makes an auth key, for what waits too. @throws as makeAuthKey */
  async makeKey(): Promise<void> {
    try {
      await this.keys.makeKey();
    } finally {
      if (this.#sessions.isShort) this.prepare();
    }
  }

  /** The permanent key is void: another one is made for what waits. */
  losePermanent(): void {
    this.keys.losePermanent();
    if (this.#sessions.isShort) this.prepare();
  }

  /** Gets a connection and a key, then sends what is held. What cannot be had is told to everyone who waits. */
  prepare(): void {
    if (this.#preparing !== undefined || this.line.isClosed) return;
    this.#retry.cancel();
    this.#preparing = this.keys
      .getReady()
      .catch((error: unknown) => {
        this.line.forgive();
        this.#listener.allFailed(error);
        this.#retry.start();
      })
      .then(() => {
        this.#preparing = undefined;
        if (this.line.isOpen && this.active !== undefined) this.#sessions.release();
        else if (this.#sessions.isShort) this.prepare();
      });
  }

  /** Resolves when nothing is left that could still act. */
  async close(error: RemoteError): Promise<void> {
    const closing = this.line.close();
    for (const runner of this.#runners()) runner.disconnect();
    this.#sessions.letAllGo();
    this.#plain.fail(error);
    this.#listener.disturbed(error);
    this.#listener.allFailed(error);
    this.keys.close(error);
    this.#retry.cancel();
    await closing;
    await this.#preparing;
  }

  #runners(): SessionRunner[] {
    return [this.active, this.keys.temporary.candidate].filter((runner) => runner !== undefined);
  }

  #runnerOf(key: HeldKey): SessionRunner {
    const session = sessionUnder(key, this.#settings, this.time);
    return new SessionRunner(this.#settings.env, session, {
      send: (payload) => {
        this.line.send(payload);
        this.#late.sent();
      },
      apply: (effect, runner) => this.#apply(effect, runner),
      heard: () => this.line.forgive(),
      failed: (error) => {
        this.#listener.disturbed(error);
        this.#listener.allFailed(error);
      },
    });
  }

  // From the wire.

  #event(event: TransportEvent): void {
    try {
      if (event.kind === 'error') this.#errors.take(event.errorCode);
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
    this.#late.heard();
    const id = payload.subarray(0, 8);
    const runners = this.#runners();
    const runner = runners.find(({ session }) => equalBytes(session.authKey.id, id));
    const late = this.#sessions.lateUnder(id);
    // An encrypted message while there is no key cannot be ours; one under an unknown key is refused.
    if (runner === undefined && late !== undefined) this.#takeLate(late, payload);
    else (runner ?? runners[0])?.receive(payload);
  }

  /** An answer under a key that was replaced: the query is not to be done under the next one too. */
  #takeLate(late: LateAnswers, payload: Uint8Array): void {
    for (const answer of late.take(payload)) {
      if (!this.#listener.isWanted(answer.request)) continue;
      this.#listener.effect(answer);
      this.cancel(answer.request);
    }
  }

  #lost(reason: RemoteError): void {
    this.#late.clear();
    for (const runner of this.#runners()) runner.disconnect();
    this.#plain.fail(reason);
    this.keys.temporary.abort(reason);
    this.#listener.disturbed(reason);
    if (this.#listener.isNeeded) this.prepare();
  }

  // From a session.

  #apply(effect: Effect, runner: SessionRunner): void {
    if (effect.kind === 'answer' && runner === this.active) this.#losses.work();
    if (effect.kind === 'dead') this.line.drop(ended('the server answers no ping'));
    else if (effect.kind === 'unbound') this.#bindAgain(effect, runner);
    else if (effect.kind === 'refused') this.#refused(effect.error, effect.close);
    else this.#listener.effect(effect);
    if (runner === this.active && runner.session.requests.size === 0) this.keys.temporary.drained();
  }

  /** The server says that the key is not bound: to every query that was under way, and that is one loss. */
  #bindAgain({ request, error }: Extract<Effect, { kind: 'unbound' }>, runner: SessionRunner): void {
    const isLost = runner === this.active;
    const isBinding = runner === this.keys.temporary.candidate;
    if (this.keyring.pfs === undefined || isBinding || (isLost && !this.#losses.lose())) {
      this.#listener.failed(request, error);
      return;
    }
    this.#sessions.hold(request);
    if (isLost) this.keys.loseActive();
    this.prepare();
  }

  /** The message had no effect; whoever tampers with messages does not get the connection either. */
  #refused(error: HarnessError, close: boolean): void {
    this.#listener.disturbed(error);
    if (close && this.#listener.isNeeded) this.line.drop(ended(error.message, error));
  }
}

function ended(message: string, cause?: unknown): RemoteError {
  return new RemoteError('CONNECTION_CLOSED', message, {}, cause);
}
