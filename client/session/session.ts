// One session under one auth key, from the client's side, without I/O: payloads and queries in, effects and payloads
// out. A session outlives its connections. https://core.telegram.org/mtproto/description#session
// What a message of the server means is one file a constructor: handle-*.ts.

import { MalformedError } from '../../protocol/bytes/index.ts';
import type { CryptoEnv } from '../../protocol/crypto/index.ts';
import type { AuthKey } from '../../protocol/message/index.ts';
import { ViolationError } from '../../protocol/rules/index.ts';
import type { MtprotoObject } from '../../protocol/tl/index.ts';
import { ClockWatch } from './clock-watch.ts';
import type { Effect } from './effect.ts';
import { Endings } from './endings.ts';
import { FormerSessions } from './former-sessions.ts';
import { InitConnection } from './init-connection.ts';
import { KeepAlive } from './keep-alive.ts';
import { LateAnswers } from './late-answers.ts';
import { LateFrames } from './late-frames.ts';
import { isTampering, openFrame } from './open-frame.ts';
import { OwnQueries } from './own-queries.ts';
import { PendingAcks } from './pending-acks.ts';
import { ReceivedIds } from './received-ids.ts';
import { Recovery } from './recovery.ts';
import type { Request } from './request.ts';
import { Requests } from './requests.ts';
import type { SaltStore } from './salt-store.ts';
import { Sender } from './sender.ts';
import { SentMessages } from './sent-messages.ts';
import type { ServerTime } from './server-time.ts';
import { SessionIds } from './session-ids.ts';
import type { SessionOptions } from './session-options.ts';
import { StateChecks } from './state-checks.ts';
import { takeLateMessages } from './take-late-messages.ts';
import { takeMessages } from './take-messages.ts';

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
  readonly formers: FormerSessions;
  readonly recovery: Recovery;
  readonly endings: Endings;
  readonly own: OwnQueries;
  /** unique_id of each time that the server opened the session. */
  readonly openings: Set<bigint> = new Set<bigint>();
  readonly #env: CryptoEnv;
  readonly #sender: Sender;
  readonly #ids: SessionIds;
  readonly #clock: ClockWatch;
  #effects: Effect[] = [];
  #isConnected = false;
  #isInUse = false;
  #hasHeard = false;

  constructor(options: SessionOptions) {
    const { env, authKey, salts, time, keepAlive, gzipAbove = DEFAULT_GZIP_ABOVE, hooks = {} } = options;
    this.#env = env;
    this.authKey = authKey;
    this.salts = salts;
    this.time = time;
    this.keepAlive = new KeepAlive(keepAlive);
    this.#ids = new SessionIds(env);
    this.#sender = new Sender(this, { env, gzipAbove, hooks });
    this.formers = new FormerSessions(this);
    this.recovery = new Recovery(this, this.#sender);
    this.endings = new Endings(this, this.#sender);
    this.own = new OwnQueries(this, env);
    const { acks, checks, requests } = this;
    const timed = [acks, this.keepAlive, checks, requests, this.#sender.outbox];
    this.#clock = new ClockWatch(() => this.now(), timed);
  }

  get id(): bigint {
    return this.#ids.id;
  }

  get isConnected(): boolean {
    return this.#isConnected;
  }

  /** Our own clock, ms since the epoch. */
  now(): number {
    return this.#env.now();
  }

  // What the owner does.

  /** A connection is there: what was on its way and may be lost is sent, or asked about, again. */
  connected(): void {
    this.endings.dropAbandoned();
    this.#hasHeard = false;
    this.#isConnected = true;
    if (this.#isInUse) this.keepAlive.start(this.now());
    this.recovery.reconnected();
  }

  disconnected(): void {
    this.#isConnected = false;
    this.keepAlive.stop();
    this.own.disconnected();
    this.#sender.outbox.forgetRepeats();
    this.#sender.outbox.remove(({ content }) => content.kind === 'service');
    this.checks.clear();
    this.formers.disconnected();
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
    this.endings.cancel(request);
    this.formers.tidy();
  }

  /** The session ends, with its key. `unanswered`: queries that somebody waits for, in their order. */
  retire(): { readonly unanswered: Request[]; readonly late: LateAnswers } {
    const { requests: unanswered, byId: requests } = this.endings.takeUnanswered();
    const { authKey, time } = this;
    const late = new LateAnswers({ engine: this.#env.crypto, authKey, ids: this.#ids, time, requests });
    return { unanswered, late };
  }

  /** Returns the ping_id, which the effect `pong` names. */
  ping(): bigint {
    return this.own.ping();
  }

  /** Queues bytes as a message. */
  addRaw(body: Uint8Array, contentRelated: boolean): void {
    this.#sender.add({ contentRelated, content: { kind: 'raw', body } });
  }

  receive(payload: Uint8Array): Effect[] {
    this.#clock.look();
    try {
      const frame = openFrame(this.#env.crypto, this.authKey, payload, this.#ids);
      if (frame.isLate) takeLateMessages(this, frame);
      else takeMessages(this, frame);
    } catch (error) {
      this.refuse(error);
    }
    return this.takeEffects();
  }

  /** When tick() is to be called, on our own clock; undefined when there is nothing to wait for. */
  get due(): number | undefined {
    if (!this.#isConnected) return undefined;
    const dues = [this.acks.due, this.#sender.due, this.keepAlive.due, this.checks.due];
    return dues.reduce((a, b) => (a === undefined || (b !== undefined && b < a) ? b : a), undefined);
  }

  /** Does what is due; frames may be to be sent afterwards. */
  tick(): Effect[] {
    this.#clock.look();
    const now = this.now();
    const alive = this.keepAlive.check(now);
    if (alive === 'dead') this.emit({ kind: 'dead' });
    else if (alive !== undefined) this.own.pingDelayDisconnect(alive.disconnectDelay);
    if (this.checks.isDue(now)) this.checks.ask(this);
    return this.takeEffects();
  }

  /** Whether there is something to send that does not wait for company. */
  get isUrgent(): boolean {
    return this.#isConnected && this.#sender.isUrgent;
  }

  /** Everything that there is to say, as payloads for a transport. What cannot be said is told by takeEffects(). */
  flush(): Uint8Array[] {
    if (!this.#isConnected) return [];
    this.#clock.look();
    if (this.#mayAskForSalts) this.own.askForSalts();
    const payloads = this.#sender.take();
    if (this.#isInUse && this.requests.size > 0) this.checks.start(this.now());
    return payloads;
  }

  /** What flush() has to tell; receive() and tick() give it themselves. */
  takeEffects(): Effect[] {
    this.formers.tidy();
    const effects = this.#effects;
    this.#effects = [];
    return effects;
  }

  /** Whether a message came on this connection that only the server can have sent, and not earlier. */
  get hasHeard(): boolean {
    return this.#hasHeard;
  }

  // What the handlers do.

  hear(): void {
    this.#hasHeard = true;
    this.keepAlive.hear();
  }

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

  /** Sets our clock by a message that is fresh. */
  correctTime(msgId: bigint): void {
    this.time.correctBy(msgId);
    this.#sender.lowerMsgIds();
  }

  /** Goes on under a new session_id, with everything that is not answered, and that the server does not have. */
  renew(errorCode: number): void {
    if (!this.recovery.mayRenew(errorCode)) return;
    this.#sender.leaveSession();
    this.#ids.renew();
    this.own.renewed();
    this.checks.renewed();
    for (const memory of this.#memories()) memory.clear();
    this.init.reset();
    this.recovery.renewed();
    this.emit({ kind: 'renewed', errorCode });
    // What the server pushed to the session that is over does not come again.
    this.emit({ kind: 'gap' });
  }

  // Below: what only the session itself does.

  /** All that means nothing in another session. */
  #memories(): { clear(): void }[] {
    const { received, late, acks, sent, openings } = this;
    return [received, late, acks, sent, openings];
  }

  /** Salts are asked for in company, once the server has opened the session. */
  get #mayAskForSalts(): boolean {
    return this.#isInUse && this.openings.size > 0 && !this.#sender.outbox.isEmpty;
  }
}
