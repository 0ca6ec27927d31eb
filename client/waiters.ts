// Those who wait for the server: calls, pings, listeners to updates, the ends of sessions and keys.

import { type HarnessError, MalformedError } from '../protocol/bytes/index.ts';
import { ViolationError } from '../protocol/rules/index.ts';
import type { TlObject } from '../protocol/tl/index.ts';
import type { ClientSettings } from './client-settings.ts';
import type { ConversationListener } from './conversation-listener.ts';
import { Ends } from './ends.ts';
import type { HeldKey } from './keyring.ts';
import { bindRequest } from './pfs/index.ts';
import { Pings } from './pings.ts';
import { Api, Calls } from './rpc/index.ts';
import type { Effect, Request } from './session/index.ts';
import type { SessionRunner } from './session-runner.ts';
import { UpdateFeed } from './updates/index.ts';

/** Refusals that are kept for whoever asks. */
const KEPT_REFUSALS = 100;

export class Waiters implements ConversationListener {
  readonly pings: Pings;
  readonly calls: Calls;
  readonly updates: UpdateFeed = new UpdateFeed();
  /** Of sessions, by their ids: whether there was one. */
  readonly sessionEnds: Ends<bigint, boolean>;
  /** Of the key: what the server says to destroy_auth_key. */
  readonly keyEnds: Ends<'key', 'ok' | 'none' | 'fail'>;
  readonly #settings: ClientSettings;
  readonly #refusals: HarnessError[] = [];
  #api: Api | undefined;

  /** @param cancelled told of calls that were taken back, took too long, or failed with all others */
  constructor(settings: ClientSettings, cancelled: (request: Request) => void) {
    const { env, timeout, hold } = settings;
    this.#settings = settings;
    this.pings = new Pings(env, timeout);
    this.sessionEnds = new Ends(env, timeout);
    this.keyEnds = new Ends(env, timeout);
    this.calls = new Calls(env, () => this.#theApi(), cancelled, hold);
  }

  /** What the server sent and the client refused, the latest last. */
  get refusals(): readonly HarnessError[] {
    return this.#refusals;
  }

  get isNeeded(): boolean {
    return this.calls.size > 0 || this.isListening;
  }

  get isListening(): boolean {
    return this.updates.isWanted;
  }

  isWanted(request: Request): boolean {
    return this.calls.isWaiting(request);
  }

  effect(effect: Effect): void {
    if (effect.kind === 'answer') this.calls.answer(effect.request, effect.body);
    if (effect.kind === 'failed') this.calls.fail(effect.request, effect.error);
    if (effect.kind === 'unsent') this.#unsent(effect);
    if (effect.kind === 'update') this.#update(effect.body);
    if (effect.kind === 'pong') this.pings.pong(effect.pingId, effect.msgId, effect.isFor);
    if (effect.kind === 'gap') this.updates.tellGap();
    if (effect.kind === 'key-destroyed') this.keyEnds.came('key', effect.outcome);
    if (effect.kind === 'session-destroyed') this.sessionEnds.came(effect.sessionId, effect.existed);
  }

  failed(request: Request, error: unknown): void {
    this.calls.fail(request, error);
  }

  allFailed(error: unknown): void {
    this.calls.failAll(error);
  }

  disturbed(error: unknown): void {
    if (error instanceof ViolationError || error instanceof MalformedError) {
      this.#refusals.push(error);
      if (this.#refusals.length > KEPT_REFUSALS) this.#refusals.shift();
    }
    this.pings.failAll(error);
    this.sessionEnds.failAll(error);
    this.keyEnds.failAll(error);
  }

  async bind(
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
    const { env, timeout } = this.#settings;
    const request = bindRequest(env, binding, (call) => api.encode(call));
    const answer = this.calls.wait(request, 'auth.bindTempAuthKey', 'Bool', { timeout, signal });
    try {
      runner.session.add(request);
      runner.flush();
    } catch (error) {
      // There is no connection any more: the answer is waited for no longer.
      this.calls.fail(request, error);
    }
    await answer;
  }

  #unsent({ request, error }: Extract<Effect, { kind: 'unsent' }>): void {
    if (request === undefined) this.disturbed(error);
    else this.calls.fail(request, error);
  }

  #update(body: Uint8Array): void {
    if (!this.updates.isWanted) return;
    let updates: TlObject;
    try {
      updates = this.#theApi().decode('Updates', body) as TlObject;
    } catch (error) {
      this.disturbed(error);
      return;
    }
    this.updates.deliver(updates);
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
