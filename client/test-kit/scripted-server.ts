// For tests: one session, and a server that does exactly what the test says. It is made of protocol/message alone and
// judges nothing, so that a mistake that both real ends share does not pass.

import { ByteWriter, concatBytes, int64FromBytes } from '../../protocol/bytes/index.ts';
import { type CryptoEnv, type SeededEnv, seededEnv } from '../../protocol/crypto/index.ts';
import {
  type AuthKey,
  authKeyOf,
  type InnerMessage,
  minimalPadding,
  msgIdAt,
  type OpenedMessage,
  openMessage,
  type Sender,
  sealMessage,
} from '../../protocol/message/index.ts';
import { type MtprotoObject, mtproto, type TlRaw } from '../../protocol/tl/index.ts';
import type { Effect } from '../session/effect.ts';
import type { ClientHooks } from '../session/hooks.ts';
import type { KeepAliveOptions } from '../session/keep-alive.ts';
import type { Request } from '../session/request.ts';
import { SaltStore } from '../session/salt-store.ts';
import { ServerTime } from '../session/server-time.ts';
import { Session } from '../session/session.ts';

/** A message of the client, out of its frame and its container. */
export interface Heard {
  readonly msgId: bigint;
  readonly seqno: number;
  readonly body: Uint8Array;
  /** Undefined for a query of the API. */
  readonly object: MtprotoObject | undefined;
  /** The container that it stood in. */
  readonly container: bigint | undefined;
  readonly salt: bigint;
  readonly sessionId: bigint;
}

/** What a message of the server is made of; what is left out is right. */
export interface Said {
  readonly body: Uint8Array | MtprotoObject;
  readonly msgId?: bigint;
  readonly seqno?: number;
}

export const FIRST_SALT = 0x1122334455667788n;

export interface ScriptOptions {
  readonly keepAlive?: KeepAliveOptions;
  readonly hooks?: ClientHooks;
  readonly gzipAbove?: number;
  /** What the client's clock is ahead of the server's, in ms. */
  readonly ahead?: number;
  /** Whether the client knows the server's time from a handshake. Default: yes. */
  readonly isSynced?: boolean;
  readonly use?: boolean;
  /** Of the client's randomness. */
  readonly seed?: string;
}

export class ScriptedServer {
  readonly env: SeededEnv;
  /** Added to the clock of `env` to get the client's. */
  #setBy = 0;
  readonly key: AuthKey;
  readonly salts: SaltStore = new SaltStore(FIRST_SALT);
  readonly time: ServerTime;
  readonly session: Session;
  /** Every effect so far. */
  readonly effects: Effect[] = [];
  /** Added to our clock; the client's own is `env`. */
  #offset: number;
  #lastId = 0n;
  #contentRelated = 0;

  constructor(options: ScriptOptions = {}) {
    const { ahead = 0, isSynced = true, use = true, seed = 'scripted', ...rest } = options;
    this.env = seededEnv({ seed });
    this.key = authKeyOf(
      this.env.crypto,
      Uint8Array.from({ length: 256 }, (_, i) => (i * 7 + 3) & 0xff),
    );
    this.#offset = -ahead;
    this.time = new ServerTime({ now: () => this.clientNow() });
    this.time.set(isSynced ? 0 - ahead : 0, isSynced);
    const { key, salts, time } = this;
    const env: CryptoEnv = { ...this.env, crypto: this.env.crypto, now: () => this.clientNow() };
    this.session = new Session({ env, authKey: key, salts, time, ...rest });
    this.session.connected();
    if (use) this.session.use();
  }

  /** ms since the epoch, on the client's clock */
  clientNow(): number {
    return this.env.now() + this.#setBy;
  }

  /** The client's clock is set back; its timers go on. */
  setBack(milliseconds: number): void {
    this.#setBy -= milliseconds;
  }

  /** ms since the epoch, on the server's clock */
  now(): number {
    return this.env.now() + this.#offset;
  }

  /** The client's clock jumps, the server's does not. */
  jump(milliseconds: number): void {
    this.env.clock.advance(milliseconds);
    this.#offset -= milliseconds;
  }

  /** Time goes by for both; the session is woken when it is due, and what it says is heard. */
  wait(milliseconds: number): Heard[] {
    const end = this.env.now() + milliseconds;
    const heard: Heard[] = [];
    for (;;) {
      this.effects.push(...this.session.tick());
      if (this.session.isUrgent) heard.push(...this.hear());
      const { due } = this.session;
      const at = due === undefined ? end : this.env.now() + due - this.clientNow();
      if (due === undefined || at > end) break;
      this.env.clock.advance(Math.max(0, at - this.env.now()));
    }
    this.env.clock.advance(end - this.env.now());
    return heard;
  }

  /** Everything that the client says now. */
  hear(): Heard[] {
    return this.session.flush().flatMap((payload) => this.heardIn(payload));
  }

  /** As hear(), and nothing when the client has nothing urgent. */
  hearUrgent(): Heard[] {
    return this.session.isUrgent ? this.hear() : [];
  }

  /** The messages of a payload. */
  heardIn(payload: Uint8Array): Heard[] {
    return heardIn(this.open(payload));
  }

  open(payload: Uint8Array): OpenedMessage {
    return openMessage(this.env.crypto, this.key, 'client', payload);
  }

  /** The next msg_id: of an answer, or of anything else. */
  nextId(kind: 'server-response' | 'server-other' = 'server-response'): bigint {
    const fresh = msgIdAt(this.now(), kind);
    const low = kind === 'server-response' ? 1n : 3n;
    this.#lastId = fresh > this.#lastId ? fresh : ((this.#lastId | 3n) + 1n) | low;
    return this.#lastId;
  }

  nextSeqno(contentRelated: boolean): number {
    return contentRelated ? 2 * this.#contentRelated++ + 1 : 2 * this.#contentRelated;
  }

  /** Sends one message, in a frame of its own. Returns its effects. */
  say(said: Said | MtprotoObject, envelope: Partial<InnerMessage> = {}): Effect[] {
    const { msgId, seqno, body } = this.message(said);
    return this.receive(this.seal({ msgId, seqno, body, ...envelope }));
  }

  /** Sends a container. Its id is above its members', its seqno even. */
  sayAll(messages: readonly (Said | MtprotoObject)[], envelope: Partial<InnerMessage> = {}): Effect[] {
    const members = messages.map((one) => this.message(one));
    return this.receive(this.seal({ body: containerOf(members), seqno: this.nextSeqno(false), ...envelope }));
  }

  /** An update is content-related, and so is an answer; of the rest only new_session_created is. */
  message(said: Said | MtprotoObject): { msgId: bigint; seqno: number; body: Uint8Array } {
    const { body, ...rest }: Said = 'body' in said ? (said as Said) : { body: said as MtprotoObject };
    const contentRelated =
      body instanceof Uint8Array || body._ === 'rpc_result' || body._ === 'new_session_created';
    const msgId = rest.msgId ?? this.nextId();
    const seqno = rest.seqno ?? this.nextSeqno(contentRelated);
    return { msgId, seqno, body: body instanceof Uint8Array ? body : mtproto.encode(body) };
  }

  seal(
    fields: Partial<InnerMessage>,
    {
      sender = 'server',
      padding = -1,
      key = this.key,
    }: { sender?: Sender; padding?: number; key?: AuthKey } = {},
  ): Uint8Array {
    const body = fields.body ?? new Uint8Array(0);
    const message = {
      salt: this.salts.current(this.now()),
      sessionId: this.session.id,
      msgId: this.nextId(),
      seqno: 0,
      ...fields,
      body,
    };
    const length = padding < 0 ? minimalPadding(body.length) : padding;
    return sealMessage(this.env.crypto, key, sender, message, this.env.random('server/padding', length))
      .payload;
  }

  receive(payload: Uint8Array): Effect[] {
    const effects = this.session.receive(payload);
    this.effects.push(...effects);
    return effects;
  }

  /** A new query of the client; its body is `name`, so that it is known again. */
  ask(name: string, extra: Partial<Request> = {}): Request {
    const body = queryNamed(name);
    const request: Request = {
      build: ({ init }) => (init ? concatBytes(INIT, body) : body),
      ...extra,
    };
    this.session.add(request);
    return request;
  }

  /** An answer to a query: `body` of the result. */
  answer(to: Heard | bigint, body: Uint8Array | MtprotoObject = RESULT): MtprotoObject {
    const bytes = body instanceof Uint8Array ? body : mtproto.encode(body);
    const req_msg_id = typeof to === 'bigint' ? to : to.msgId;
    return { _: 'rpc_result', req_msg_id, result: { _: 'raw', bytes } };
  }

  /** The connection is lost, and another one is there. */
  reconnect(): void {
    this.session.disconnected();
    this.session.connected();
  }
}

/** Stands before a query that carries initConnection. */
const INIT = Uint8Array.of(0x11, 0x11, 0x11, 0x11);
/** An object of no schema here: boolTrue. */
export const RESULT: Uint8Array = Uint8Array.of(0xb5, 0x75, 0x72, 0x99);

export function queryNamed(name: string): Uint8Array {
  const text = new TextEncoder().encode(name.padEnd(Math.ceil(name.length / 4) * 4));
  return concatBytes(Uint8Array.of(0x22, 0x22, 0x22, 0x22), text);
}

/** What the client said, in words: constructors, and the names of queries, `init` before one that carries it. */
export function words(heard: readonly Heard[]): string[] {
  return heard.map(({ object, body }) => {
    if (object !== undefined) return object._;
    const isInit = body[0] === 0x11;
    const name = new TextDecoder().decode(body.subarray(isInit ? 8 : 4)).trimEnd();
    return isInit ? `init ${name}` : name;
  });
}

/** The one message that was heard. */
export function only(heard: readonly Heard[]): Heard {
  const [first] = heard;
  if (heard.length !== 1 || first === undefined) throw new Error(`heard ${words(heard).join(', ')}`);
  return first;
}

function heardIn(opened: OpenedMessage): Heard[] {
  const { salt, sessionId } = opened;
  const object = decoded(opened.body);
  if (object?._ !== 'msg_container') return [{ ...opened, object, container: undefined, salt, sessionId }];
  return object.messages.map(({ msg_id, seqno, body }) => ({
    msgId: msg_id,
    seqno,
    body: (body as TlRaw).bytes,
    object: decoded((body as TlRaw).bytes),
    container: opened.msgId,
    salt,
    sessionId,
  }));
}

/** Undefined for what is not of the MTProto schema. */
function decoded(body: Uint8Array): MtprotoObject | undefined {
  const id = body.length < 4 ? 0 : new DataView(body.buffer, body.byteOffset).getUint32(0, true);
  return mtproto.nameOf(id) === undefined ? undefined : mtproto.decode(body);
}

export function containerOf(
  members: readonly { msgId: bigint; seqno: number; body: Uint8Array; length?: number }[],
): Uint8Array {
  const writer = new ByteWriter().uint32(0x73f1f8dc).int32(members.length);
  for (const { msgId, seqno, body, length } of members)
    writer
      .int64(msgId)
      .int32(seqno)
      .int32(length ?? body.length)
      .put(body);
  return writer.finish();
}

/** The first effect of a kind. */
export function effectOf<Kind extends Effect['kind']>(
  effects: readonly Effect[],
  kind: Kind,
): Extract<Effect, { kind: Kind }> | undefined {
  return effects.find((effect): effect is Extract<Effect, { kind: Kind }> => effect.kind === kind);
}

export function kinds(effects: readonly Effect[]): string[] {
  return effects.map(({ kind }) => kind);
}

/** 8 bytes as a signed number. */
export function long(hex: string): bigint {
  return int64FromBytes(Uint8Array.from(hex.match(/../g) ?? [], (two) => Number.parseInt(two, 16)));
}
