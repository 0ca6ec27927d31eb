// Encrypted messages of one connection: finds the key, opens the envelope, hands the message to its session.
// https://core.telegram.org/mtproto/description#encrypted-message

import { type Timer, toHex } from '../protocol/bytes/index.ts';
import type { CryptoEnv } from '../protocol/crypto/index.ts';
import {
  OpenAhead,
  type OpenedMessage,
  openMessage,
  openMessageV1,
  secondsOfMsgId,
  type Upcoming,
} from '../protocol/message/index.ts';
import { type Violation, ViolationError } from '../protocol/rules/index.ts';
import type { KeyRecord } from './auth-keys.ts';
import type { Outlet } from './desks.ts';
import type { FrameContent, FrameReader, JournalNote } from './journal-entry.ts';
import type { Carrier, OpenResponse } from './session/carrier.ts';
import type { Session } from './session/session.ts';
import type { Shared } from './shared.ts';

export class EncryptedDesk implements Carrier {
  readonly number: number;
  readonly kind: Carrier['kind'];
  readonly env: CryptoEnv;
  readonly #shared: Shared;
  readonly #outlet: Outlet;
  /** Sessions that speak through this connection: no more of them than the DC keeps. */
  readonly #sessions = new Set<Session>();
  /** Sessions that spoke through it, and speak through another one now. */
  #remembered: Set<Session> | undefined;
  /** Sessions that began on this connection: their randomness is its own, whatever others do meanwhile. */
  #opened = 0;
  readonly #openEnv = (): CryptoEnv => this.env.scoped(`session/${++this.#opened}`);
  readonly coalesces: boolean;
  readonly #opener: OpenAhead;
  /** Sessions with something to say at the end of the chunk. */
  #touched: Session[] = NONE;
  #latest: Session | undefined;
  #disconnect: Timer | undefined;

  constructor(shared: Shared, env: CryptoEnv, outlet: Outlet) {
    this.#shared = shared;
    this.#outlet = outlet;
    this.env = env;
    this.number = outlet.number;
    this.kind = outlet.kind;
    this.#opener = new OpenAhead(env.crypto, 'client');
    this.coalesces = outlet.kind === 'stream' && !shared.settings.isSeeded;
  }

  /** What a chunk brought, before the payloads in it are taken one by one. */
  expect(upcoming: readonly Upcoming[]): void {
    this.#opener.expect(upcoming);
  }

  take(payload: Uint8Array, quickAck: boolean): void {
    const { host } = this.#shared;
    const now = this.env.now();
    const key = host.authKeys.find(payload, now);
    if (key === undefined) {
      this.#refuse(payload, this.#wasOnItsWay(payload) ? undefined : noSuchKey(payload));
      return;
    }
    const message = this.#open(key, payload);
    if (message === undefined) return;
    const session = this.#sessionOf(key, message.sessionId);
    this.recordFrame('in', payload, session.frames);
    session.receive(this, message, now, quickAck);
    if (!this.coalesces) return;
    if (this.#touched.length === 0) this.#touched = [session];
    else if (!this.#touched.includes(session)) this.#touched.push(session);
  }

  #sessionOf(key: KeyRecord, id: bigint): Session {
    const { host } = this.#shared;
    if (this.#latest?.id === id && host.sessions.find(key, id) === this.#latest) return this.#latest;
    const session = host.sessions.obtain(host, key, id, this.#openEnv);
    this.#latest = session;
    return session;
  }

  join(session: Session): void {
    this.#remembered?.delete(session);
    this.#sessions.add(session);
  }

  leave(session: Session): void {
    this.#remembered?.delete(session);
    this.#sessions.delete(session);
  }

  remember(session: Session): void {
    this.#remembered ??= new Set();
    this.#remembered.add(session);
  }

  get isAlone(): boolean {
    return this.#shared.silentStreams === 0;
  }

  isLatest(session: Session): boolean {
    return this.#latest === session;
  }

  /** How many sessions speak through this connection. */
  get sessions(): number {
    return this.#sessions.size;
  }

  /** How many spoke through it, and speak through another one now. */
  get remembered(): number {
    return this.#remembered?.size ?? 0;
  }

  get response(): OpenResponse | undefined {
    return this.#outlet.response;
  }

  /** The chunk is done: says what its messages led to. */
  flush(): void {
    if (this.#touched.length === 0) return;
    const touched = this.#touched;
    this.#touched = NONE;
    for (const session of touched) session.flush();
  }

  /** The connection is gone: nothing of it may fire any more. */
  closed(): void {
    this.#disconnect?.cancel();
    for (const session of this.#sessions) session.disconnect();
    for (const session of this.#remembered ?? []) session.lose(this);
    this.#remembered = undefined;
  }

  send(payload: Uint8Array): void {
    this.#outlet.send(payload);
  }

  sendError(errorCode: number): void {
    this.#outlet.sendError(errorCode);
  }

  sendQuickAck(token: number): void {
    this.#outlet.sendQuickAck(token);
  }

  end(reason: string): void {
    this.#outlet.end(reason);
  }

  record(note: JournalNote): void {
    this.#outlet.record(note);
  }

  recordFrame(direction: 'in' | 'out', bytes: Uint8Array, meaning: FrameContent | FrameReader): void {
    this.#outlet.recordFrame(direction, bytes, meaning);
  }

  endAfter(seconds: number | undefined): void {
    this.#disconnect?.cancel();
    if (seconds === undefined) return;
    this.#disconnect = this.env.setTimer(seconds * 1000, () => this.end('ping_delay_disconnect ran out'));
  }

  #open(key: KeyRecord, payload: Uint8Array): OpenedMessage | undefined {
    try {
      return this.#opener.open(key.authKey, payload);
    } catch (error) {
      if (!(error instanceof ViolationError)) throw error;
      this.#refuse(payload, this.#isV1(key, payload) ? V1 : error.violation);
      return undefined;
    }
  }

  /** A message of MTProto 1.0 has a wrong msg_key in 2.0; its author wants to know which of the two it is. */
  #isV1(key: KeyRecord, payload: Uint8Array): boolean {
    try {
      openMessageV1(this.env.crypto, key.authKey, 'client', payload);
      return true;
    } catch {
      return false;
    }
  }

  /**
   * Whether a message was sent before its sender could know that the key had ended: the DC forgot it, or another
   * connection was faster and bound another one. The answer to this one tells.
   */
  #wasOnItsWay(payload: Uint8Array): boolean {
    const ended = this.#shared.host.authKeys.findEnded(payload);
    if (ended === undefined) return false;
    try {
      const { msgId } = openMessage(this.env.crypto, ended.record.authKey, 'client', payload);
      ended.toldAt ??= this.env.now();
      return secondsOfMsgId(msgId) * 1000 <= ended.toldAt + ENDED_GRACE_MS;
    } catch (error) {
      if (!(error instanceof ViolationError)) throw error;
      return false;
    }
  }

  /** @param violation undefined when it is nobody's mistake */
  #refuse(payload: Uint8Array, violation: Violation | undefined): void {
    this.recordFrame('in', payload, { type: 'opaque' });
    if (violation !== undefined) this.record({ kind: 'violation', violation });
    for (const session of this.#sessions) session.missed();
    this.sendError(-404);
  }
}

/** Never added to. An array that is made with its first element takes a third of the memory of one that grows. */
const NONE: Session[] = [];

/** What tells travels, and the client's clock may be as much ahead. */
const ENDED_GRACE_MS = 30_000;

function noSuchKey(payload: Uint8Array): Violation {
  return { rule: 'MT-EN-02', detail: 'no such key', actual: toHex(payload.subarray(0, 8)) };
}

const V1: Violation = { rule: 'MT-EN-10', detail: 'a message of MTProto 1.0' };
