// A client that is right in everything but what a test names. Each field of a message has its proper value unless
// it is given; what the DC sends is opened, unpacked and decoded. It acknowledges nothing by itself.
// It is a tool, not a client: it neither recovers nor checks what it gets.

import { int64FromBytes, UsageError } from '../../protocol/bytes/index.ts';
import { type CryptoEnv, seededEnv } from '../../protocol/crypto/index.ts';
import {
  type AuthKey,
  createMsgIdSource,
  createSeqNoSource,
  minimalPadding,
  openMessage,
  paddingV1,
  sealMessage,
  sealMessageV1,
  sealPlaintext,
} from '../../protocol/message/index.ts';
import { mtprotoName } from '../../protocol/session/index.ts';
import { type MtprotoObject, mtproto, type TlObject } from '../../protocol/tl/index.ts';
import type { KeyRecord } from '../auth-keys.ts';
import type { Session } from '../session/session.ts';
import { type BindingFields, bindingCall } from './binding.ts';
import { containerBody, type Member } from './container.ts';
import type { MemoryDc } from './memory-dc.ts';
import { initialised, queryBody } from './query.ts';
import { membersOf, type Received, receivedOf } from './received.ts';
import { openStream, type Stream, type StreamOptions } from './stream.ts';

export interface BentClientOptions extends StreamOptions {
  /** A new permanent key of the DC by default. */
  readonly key?: KeyRecord;
  readonly sessionId?: bigint;
  /** Layer of queries and answers; the newest by default. */
  readonly layer?: number;
  readonly seed?: number;
}

/** One message; every field that is left out is right. */
export interface Message {
  /** An object of the MTProto schema, or the bytes of any. */
  readonly body: MtprotoObject | Uint8Array;
  /** What the default seqno tells. By default: whatever is no container and no msgs_ack. */
  readonly contentRelated?: boolean;
  readonly msgId?: bigint;
  readonly seqno?: number;
}

/** A message and its envelope. */
export interface Sending extends Message {
  readonly salt?: bigint;
  readonly sessionId?: bigint;
  readonly authKey?: AuthKey;
  /** Its bytes, or their number. */
  readonly padding?: Uint8Array | number;
  /** Bends what is encrypted, header and padding included; msg_key is then made of that. */
  readonly plaintext?: (right: Uint8Array) => Uint8Array;
  /** Bends what is sent. */
  readonly payload?: (right: Uint8Array) => Uint8Array;
  /** Seals in MTProto 1.0. */
  readonly version1?: boolean;
  readonly quickAck?: boolean;
}

export interface Sealed {
  readonly msgId: bigint;
  readonly payload: Uint8Array;
  /** What was encrypted: quick-ack tokens are made of it. */
  readonly plaintext: Uint8Array;
}

/** @example bentClient(memoryDc()).send({ body: { _: 'ping', ping_id: 1n }, seqno: 2 }) */
export function bentClient(dc: MemoryDc, options: BentClientOptions = {}): BentClient {
  return new BentClient(dc, options);
}

export class BentClient {
  readonly dc: MemoryDc;
  readonly key: KeyRecord;
  readonly sessionId: bigint;
  readonly env: CryptoEnv;
  readonly layer: number;
  /** The connection that send() uses; reconnect() makes another one. */
  stream: Stream;
  /** The msg_ids of every new_session_created. */
  readonly greetings: bigint[] = [];
  readonly #options: BentClientOptions;
  readonly #msgIds;
  readonly #seqNos = createSeqNoSource();
  /** Result types of queries, by msg_id. */
  readonly #calls = new Map<bigint, TlObject>();
  readonly #unacknowledged = new Set<bigint>();
  #isInitialised = false;

  constructor(dc: MemoryDc, options: BentClientOptions) {
    this.dc = dc;
    this.key = options.key ?? dc.addKey();
    this.layer = options.layer ?? dc.host.rpc.layers.registry.newest;
    this.env = seededEnv({ seed: options.seed ?? 1, clock: dc.clock });
    this.sessionId = options.sessionId ?? int64FromBytes(this.env.random('session', 8));
    this.#options = options;
    this.#msgIds = createMsgIdSource(() => dc.clock.now());
    this.stream = openStream(dc, this.env, options);
  }

  /** Its session, as the DC has it. @throws UsageError before the first message */
  get session(): Session {
    const session = this.dc.host.sessions.find(this.key, this.sessionId);
    if (session === undefined) throw new UsageError('the DC has no such session');
    return session;
  }

  /** Opens another connection; the old one stays open unless it is closed. */
  reconnect(): Stream {
    this.stream = openStream(this.dc, this.env, this.#options);
    return this.stream;
  }

  /** Sends a message of its own; returns its msg_id. */
  send(sending: Sending): bigint {
    const { msgId, payload } = this.seal(sending);
    this.stream.send(payload, sending.quickAck);
    return msgId;
  }

  /** A sealed message, for what carries it otherwise. */
  seal(sending: Sending): Sealed {
    const { crypto } = this.env;
    const { authKey = this.key.authKey, sessionId = this.sessionId } = sending;
    const { salt = this.key.salts.current(this.dc.clock.now()) } = sending;
    const { msgId, seqno, body } = this.member(sending);
    const message = { salt, sessionId, msgId, seqno, body };
    const bend = sending.payload ?? ((right) => right);
    if (sending.version1) {
      const padding = this.env.random('padding', paddingV1(body.length));
      const payload = bend(sealMessageV1(crypto, authKey, 'client', message, padding));
      return { msgId, payload, plaintext: body };
    }
    const padding = this.#padding(sending.padding ?? minimalPadding(body.length));
    const right = sealMessage(crypto, authKey, 'client', message, padding);
    if (sending.plaintext === undefined)
      return { msgId, payload: bend(right.payload), plaintext: right.plaintext };
    const plaintext = sending.plaintext(right.plaintext.slice());
    return { msgId, payload: bend(sealPlaintext(crypto, authKey, 'client', plaintext)), plaintext };
  }

  /** The identifiers and bytes of a message: what stands in an envelope or in a container. */
  member({ body, contentRelated, msgId, seqno }: Message): Member {
    const bytes = body instanceof Uint8Array ? body : mtproto.encode(body);
    const isContent = contentRelated ?? !NOT_CONTENT.has(mtprotoName(bytes) ?? '');
    return {
      msgId: msgId ?? this.#msgIds.next('client'),
      seqno: seqno ?? this.#seqNos.next(isContent),
      body: bytes,
    };
  }

  /** Sends messages in one container; `bend` names what is wrong with the container itself. */
  sendTogether(messages: readonly Message[], bend: Partial<Sending> = {}): { id: bigint; members: bigint[] } {
    const { msgId, payload, members } = this.sealTogether(messages, bend);
    this.stream.send(payload, bend.quickAck);
    return { id: msgId, members };
  }

  sealTogether(messages: readonly Message[], bend: Partial<Sending> = {}): Sealed & { members: bigint[] } {
    const members = messages.map((message) => this.member(message));
    const sealed = this.seal({ body: containerBody(members), ...bend });
    return { ...sealed, members: members.map(({ msgId }) => msgId) };
  }

  /** Calls a method of the API, wrapped in invokeWithLayer and initConnection the first time; gives its msg_id. */
  call(call: TlObject, bend: Partial<Sending> = {}): bigint {
    const msgId = this.send({ body: this.query(call), ...bend });
    this.#calls.set(msgId, call);
    return msgId;
  }

  /** The bytes of a query, wrapped when it is the first one. */
  query(call: TlObject): Uint8Array {
    const bytes = queryBody(this.dc, this.layer, call);
    if (this.#isInitialised) return bytes;
    this.#isInitialised = true;
    return initialised(this.dc, this.layer, bytes);
  }

  /** So that a query sent by hand has its answer decoded. */
  expect(msgId: bigint, call: TlObject): void {
    this.#calls.set(msgId, call);
  }

  /** Binds the temporary key of this client to a permanent one; gives the msg_id of the query. */
  bind(permanent: KeyRecord, bend: Partial<BindingFields> = {}): bigint {
    const msgId = bend.msgId ?? this.#msgIds.next('client');
    const call = bindingCall(this, permanent, { ...bend, msgId });
    const id = this.send({ body: queryBody(this.dc, this.layer, call), msgId });
    this.expect(id, call);
    return id;
  }

  /** What the DC has sent since the last time, containers and packed objects taken apart. */
  take(): Received[] {
    return this.stream.takePayloads().flatMap((payload) => this.open(payload));
  }

  /** What take() gives, by constructor only. */
  takeNames(): string[] {
    return this.take().map(({ object }) => object._);
  }

  /** The answer to a query, out of what has come since the last time. @throws UsageError when there is none */
  takeAnswer(query: bigint): TlObject {
    const answer = this.take().find(({ object }) => object._ === 'rpc_result' && object.req_msg_id === query);
    if (answer === undefined) throw new UsageError(`no answer to ${query}`);
    return answer.object.result as TlObject;
  }

  /** Opens a payload of the DC. */
  open(payload: Uint8Array): Received[] {
    const { msgId, seqno, body } = openMessage(this.env.crypto, this.key.authKey, 'server', payload);
    const members = membersOf({ msgId, seqno, body });
    for (const member of members) if ((member.seqno & 1) === 1) this.#unacknowledged.add(member.msgId);
    const received = members.map((member) =>
      receivedOf(this.dc.host.rpc.layers, this.layer, member, (query) => this.#calls.get(query)),
    );
    for (const { msgId: id, object } of received)
      if (object._ === 'new_session_created') this.greetings.push(id);
    return received;
  }

  /** Acknowledges everything that came and needs it. */
  acknowledge(bend: Partial<Sending> = {}): void {
    this.take();
    if (this.#unacknowledged.size === 0) return;
    this.send({ body: { _: 'msgs_ack', msg_ids: [...this.#unacknowledged] }, ...bend });
    this.#unacknowledged.clear();
  }

  #padding(padding: Uint8Array | number): Uint8Array {
    return typeof padding === 'number' ? this.env.random('padding', padding) : padding;
  }
}

const NOT_CONTENT: ReadonlySet<string> = new Set(['msg_container', 'msg_copy', 'msgs_ack']);
