// One session under one auth key, from the client's side, without I/O: payloads and queries in, effects and payloads
// out. A session outlives its connections. https://core.telegram.org/mtproto/description#session
// What a message of the server means is one file a constructor: handle-*.ts.

import { int64FromBytes, MalformedError, type RemoteError } from '../../protocol/bytes/index.ts';
import type { CryptoEnv } from '../../protocol/crypto/index.ts';
import type { AuthKey } from '../../protocol/message/index.ts';
import { ViolationError } from '../../protocol/rules/index.ts';
import type { MtprotoObject } from '../../protocol/tl/index.ts';
import type { Effect } from './effect.ts';
import type { ClientHooks } from './hooks.ts';
import { InitConnection } from './init-connection.ts';
import { KeepAlive, type KeepAliveOptions } from './keep-alive.ts';
import { LateFrames } from './late-frames.ts';
import { isTampering, openFrame } from './open-frame.ts';
import { PendingAcks } from './pending-acks.ts';
import { ReceivedIds } from './received-ids.ts';
import { Recovery } from './recovery.ts';
import type { Request } from './request.ts';
import { type RequestState, Requests } from './requests.ts';
import type { SaltStore } from './salt-store.ts';
import { Sender } from './sender.ts';
import { SentMessages } from './sent-messages.ts';
import type { ServerTime } from './server-time.ts';
import { StateChecks } from './state-checks.ts';
import { takeMessages } from './take-messages.ts';

export interface SessionOptions {
  readonly env: CryptoEnv;
  readonly authKey: AuthKey;
  /** Shared by all sessions of the key. */
  readonly salts: SaltStore;
  /** Shared by all sessions with the DC. */
  readonly time: ServerTime;
  /** Undefined: no pings of its own. */
  readonly keepAlive?: KeepAliveOptions | undefined;
  /** Queries above so many bytes are packed, where that makes them smaller. Default 255. */
  readonly gzipAbove?: number;
  readonly hooks?: ClientHooks;
}

const DEFAULT_GZIP_ABOVE = 255;

export class Session {
  readonly authKey: AuthKey;
  readonly salts: SaltStore;
  readonly time: ServerTime;
  readonly received: ReceivedIds = new ReceivedIds();
  readonly late: LateFrames = new LateFrames();
  readonly acks: PendingAcks = new PendingAcks();
  readonly sent: SentMessages = new SentMessages();
  readonly requests: Requests = new Requests();
  readonly init: InitConnection = new InitConnection();
  readonly keepAlive: KeepAlive;
  readonly checks: StateChecks = new StateChecks();
  readonly recovery: Recovery;
  /** The msg_id of the latest get_future_salts, until it is answered. */
  readonly saltQueries: Set<bigint> = new Set<bigint>();
  /** The msg_id of each ping that is not answered, by its ping_id; 0 before it is sent. */
  readonly pings: Map<bigint, bigint> = new Map<bigint, bigint>();
  /** unique_id of each time that the server opened the session. */
  readonly openings: Set<bigint> = new Set<bigint>();
  readonly #env: CryptoEnv;
  readonly #sender: Sender;
  readonly #former = new Set<bigint>();
  #id: bigint;
  #effects: Effect[] = [];
  #lastNow = Number.NEGATIVE_INFINITY;
  #isConnected = false;
  #isInUse = false;

  constructor(options: SessionOptions) {
    const { env, authKey, salts, time, keepAlive, gzipAbove = DEFAULT_GZIP_ABOVE, hooks = {} } = options;
    this.#env = env;
    this.authKey = authKey;
    this.salts = salts;
    this.time = time;
    this.keepAlive = new KeepAlive(keepAlive);
    this.#id = this.#drawId();
    this.#sender = new Sender(this, { env, gzipAbove, hooks });
    this.recovery = new Recovery(this, this.#sender);
  }

  get id(): bigint {
    return this.#id;
  }

  /** Our own clock, ms since the epoch. */
  now(): number {
    return this.#env.now();
  }

  // What the owner does.

  /** A connection is there: what was on its way and may be lost is sent, or asked about, again. */
  connected(): void {
    this.#isConnected = true;
    if (this.#isInUse) this.keepAlive.start(this.now());
    this.recovery.reconnected();
  }

  disconnected(): void {
    this.#isConnected = false;
    this.keepAlive.stop();
    this.pings.clear();
    this.saltQueries.clear();
    this.#sender.outbox.forgetRepeats();
    this.#sender.outbox.remove(({ content }) => content.kind === 'service');
    this.checks.clear();
  }

  /** From now on the session pings, asks for salts, and looks after queries that are not answered. */
  use(): void {
    if (this.#isInUse) return;
    this.#isInUse = true;
    if (this.#isConnected) this.keepAlive.start(this.now());
  }

  add(request: Request): void {
    this.recovery.start(request);
  }

  /** Nobody wants the answer any more. */
  cancel(request: Request): void {
    const state = this.requests.get(request);
    if (state === undefined) return;
    const msgId = state.msgIds.at(-1);
    if (msgId !== undefined)
      this.queue({ _: 'rpc_drop_answer', req_msg_id: msgId }, { contentRelated: true });
    // The query that carries initConnection must arrive, or those after it are not understood.
    if (this.init.isCarriedBy(request)) {
      state.isAbandoned = true;
      return;
    }
    this.#sender.outbox.remove(({ content }) => content.kind === 'request' && content.request === request);
    if (msgId !== undefined) this.#sender.outbox.forgetRepeat(msgId);
    // Whether the server took it is not known: its msg_id stays remembered.
    this.requests.remove(state);
  }

  /** Queries without an answer that somebody waits for, in their order; they are taken out. */
  takeUnanswered(): Request[] {
    const states = this.requests.all().filter(({ isAbandoned }) => !isAbandoned);
    for (const state of this.requests.all()) this.requests.remove(state);
    return states.sort((a, b) => a.order - b.order).map(({ request }) => request);
  }

  /** Returns the ping_id, which the effect `pong` names. */
  ping(): bigint {
    const pingId = int64FromBytes(this.#env.random('session/ping_id', 8));
    this.queue({ _: 'ping', ping_id: pingId }, { contentRelated: true });
    return pingId;
  }

  /** Queues bytes as a message. */
  addRaw(body: Uint8Array, contentRelated: boolean): void {
    this.#sender.add({ contentRelated, content: { kind: 'raw', body } });
  }

  receive(payload: Uint8Array): Effect[] {
    this.#watchClock();
    try {
      const frame = openFrame(this.#env.crypto, this.authKey, payload, {
        id: this.#id,
        former: this.#former,
      });
      if (frame !== undefined) takeMessages(this, frame);
    } catch (error) {
      this.refuse(error);
    }
    return this.#takeEffects();
  }

  /** When tick() is to be called, on our own clock; undefined when there is nothing to wait for. */
  get due(): number | undefined {
    if (!this.#isConnected) return undefined;
    const dues = [this.acks.due, this.#sender.due, this.keepAlive.due, this.checks.due];
    return dues.reduce((a, b) => (a === undefined || (b !== undefined && b < a) ? b : a), undefined);
  }

  /** Does what is due; frames may be to be sent afterwards. */
  tick(): Effect[] {
    this.#watchClock();
    const now = this.now();
    const alive = this.keepAlive.check(now);
    if (alive === 'dead') this.emit({ kind: 'dead' });
    else if (alive !== undefined) this.#pingDelayDisconnect(alive.disconnectDelay);
    if (this.checks.isDue(now)) this.checks.ask(this);
    return this.#takeEffects();
  }

  /** Whether there is something to send that does not wait for company. */
  get isUrgent(): boolean {
    return this.#isConnected && this.#sender.isUrgent;
  }

  /** Everything that there is to say, as payloads for a transport. */
  flush(): Uint8Array[] {
    if (!this.#isConnected) return [];
    this.#watchClock();
    this.#askForSalts();
    const payloads = this.#sender.take();
    if (this.#isInUse && this.requests.size > 0) this.checks.start(this.now());
    return payloads;
  }

  // What the handlers do.

  emit(effect: Effect): void {
    this.#effects.push(effect);
  }

  /** A message that breaks a rule or does not parse has no effect. */
  refuse(error: unknown): void {
    if (!(error instanceof ViolationError || error instanceof MalformedError)) throw error;
    this.emit({ kind: 'refused', error, close: error instanceof ViolationError && isTampering(error) });
  }

  /** Queues a service message. Lazy ones wait a little for company. */
  queue(object: MtprotoObject, how: { contentRelated?: boolean; lazy?: boolean } = {}): void {
    this.#sender.addService(object, how);
  }

  /** The query has its answer. */
  settle(state: RequestState): void {
    this.requests.remove(state);
    for (const msgId of state.msgIds) this.sent.settle(msgId);
  }

  fail(state: RequestState, error: RemoteError | MalformedError): void {
    this.requests.remove(state);
    this.init.lose(state.request);
    if (!state.isAbandoned) this.emit({ kind: 'failed', request: state.request, error });
  }

  /** Sets our clock by a message that is fresh. */
  correctTime(msgId: bigint): void {
    this.time.correctBy(msgId);
    this.#sender.lowerMsgIds();
  }

  /** A byte of msgs_state_info: what we know of a message of the server. */
  stateOf(msgId: bigint): number {
    const state = this.received.state(msgId);
    return state === RECEIVED && !this.acks.has(msgId) ? RECEIVED + ACKNOWLEDGED : state;
  }

  /** Goes on under a new session_id, with everything that is not answered. */
  renew(errorCode: number): void {
    if (!this.recovery.mayRenew(errorCode)) return;
    const former = this.#id;
    this.#sender.sayFarewell();
    this.#former.add(former);
    this.#id = this.#drawId();
    for (const memory of this.#memories()) memory.clear();
    this.init.reset();
    this.recovery.renewed();
    this.queue({ _: 'destroy_session', session_id: former }, { contentRelated: true });
    this.emit({ kind: 'renewed', errorCode });
  }

  // Below: what only the session itself does.

  /** A clock that was set back must not put off what is due. */
  #watchClock(): void {
    const now = this.now();
    const by = now - this.#lastNow;
    this.#lastNow = now;
    if (by >= 0) return;
    const { acks, keepAlive, checks, requests } = this;
    for (const one of [acks, keepAlive, checks, requests, this.#sender.outbox]) one.shift(by);
  }

  /** All that means nothing in another session. */
  #memories(): { clear(): void }[] {
    const { received, late, acks, sent, saltQueries, openings, checks } = this;
    return [received, late, acks, sent, saltQueries, openings, checks];
  }

  #takeEffects(): Effect[] {
    const effects = this.#effects;
    this.#effects = [];
    return effects;
  }

  #pingDelayDisconnect(disconnect_delay: number): void {
    const ping_id = int64FromBytes(this.#env.random('session/ping_id', 8));
    this.queue({ _: 'ping_delay_disconnect', ping_id, disconnect_delay }, { contentRelated: true });
  }

  #askForSalts(): void {
    if (!this.#isInUse || this.saltQueries.size > 0 || this.openings.size === 0) return;
    if (this.#sender.outbox.isEmpty) return;
    if (this.salts.isShort(this.time.now()))
      this.queue({ _: 'get_future_salts', num: 64 }, { contentRelated: true, lazy: true });
  }

  #drawId(): bigint {
    for (;;) {
      const id = int64FromBytes(this.#env.random('session/id', 8));
      if (id !== 0n && !this.#former.has(id)) return id;
    }
  }
}

const RECEIVED = 4;
const ACKNOWLEDGED = 8;
