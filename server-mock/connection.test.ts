// A connection without a socket: bytes go in by hand, and what comes out is read by a client's transport.

import { describe, expect, it } from 'vitest';
import { fromHex, int64FromBytes, toHex } from '../protocol/bytes/index.ts';
import { type CryptoEnv, quickAckToken, type RsaPrivateKey, seededEnv } from '../protocol/crypto/index.ts';
import { type AgreedKey, startClientHandshake, stepClientHandshake } from '../protocol/handshake/index.ts';
import {
  createMsgIdSource,
  decodePlainMessage,
  encodePlainMessage,
  minimalPadding,
  openMessage,
  sealMessage,
} from '../protocol/message/index.ts';
import { type MtprotoObject, mtproto } from '../protocol/tl/index.ts';
import {
  createClientTransport,
  type Framing,
  type Transport,
  type TransportEvent,
} from '../protocol/transport/index.ts';
import { Connection } from './connection.ts';
import type { FakeDcOptions, Journal } from './index.ts';
import { settle } from './options.ts';
import { createShared } from './shared.ts';

/** A connection of a DC that has no port, and the client's end of it. */
class Line {
  readonly journal: Journal;
  readonly connection: Connection;
  readonly env: CryptoEnv = seededEnv({ seed: 1 });
  readonly transport: Transport;
  readonly keys: readonly RsaPrivateKey[];
  /** What the DC sent, as the client reads it. */
  readonly events: TransportEvent[] = [];
  writes = 0;
  sealedCount = 0;
  ends = 0;

  constructor(framing: Framing = 'intermediate', options: FakeDcOptions = {}) {
    const settings = settle({ seed: 7, ...options });
    const shared = createShared(options, settings);
    this.journal = shared.journal;
    this.transport = createClientTransport({ framing, engine: this.env.crypto, env: this.env });
    this.connection = new Connection(1, shared, {
      write: (bytes) => {
        this.writes++;
        this.events.push(...this.transport.receive(bytes));
      },
      end: () => void this.ends++,
    });
    this.keys = settings.keys;
  }

  get rules(): string[] {
    return this.journal.violations().map(({ rule }) => rule);
  }

  kinds(): string[] {
    return this.journal.entries().map(({ kind }) => kind);
  }

  /** The next thing that the DC sent. */
  next(): TransportEvent {
    const event = this.events.shift();
    if (event === undefined) throw new Error('the DC has sent nothing');
    return event;
  }

  nextPayload(): Uint8Array {
    const event = this.next();
    if (event.kind !== 'payload') throw new Error(`not a payload: ${event.kind}`);
    return event.payload;
  }

  send(payload: Uint8Array, quickAck = false): void {
    this.connection.receive(this.transport.send(payload, { quickAck }));
  }

  handshake(): AgreedKey {
    const msgIds = createMsgIdSource(() => this.env.now());
    const config = { keys: this.keys, dc: 2 };
    this.connection.receive(this.transport.open());
    let step: ReturnType<typeof stepClientHandshake> = startClientHandshake(config, this.env);
    while ('send' in step) {
      this.send(encodePlainMessage({ msgId: msgIds.next('client'), body: step.send }));
      const { body } = decodePlainMessage(this.nextPayload());
      step = stepClientHandshake(config, step.state, body, this.env);
    }
    return step.result;
  }

  sealed(
    key: AgreedKey,
    object: MtprotoObject,
    msgId: bigint,
  ): { payload: Uint8Array; plaintext: Uint8Array } {
    const body = mtproto.encode(object);
    const message = {
      salt: int64FromBytes(key.salt),
      sessionId: 5n,
      msgId,
      seqno: 2 * this.sealedCount++ + 1,
      body,
    };
    const padding = new Uint8Array(minimalPadding(body.length));
    return sealMessage(this.env.crypto, key.authKey, 'client', message, padding);
  }

  /** What an encrypted answer holds, containers opened. */
  opened(key: AgreedKey, payload: Uint8Array): MtprotoObject[] {
    const object = mtproto.decode(openMessage(this.env.crypto, key.authKey, 'server', payload).body);
    if (object._ !== 'msg_container') return [object];
    return object.messages.map(({ body }) => mtproto.decode(body.bytes));
  }
}

const MSG_ID = (1_735_689_600n << 32n) + 400n;

describe('a connection', () => {
  it.each<Framing>(['abridged', 'intermediate', 'padded', 'full'])(
    'makes a key and answers a ping: %s',
    (framing) => {
      const line = new Line(framing);
      const key = line.handshake();
      line.send(line.sealed(key, { _: 'ping', ping_id: 77n }, MSG_ID).payload);
      expect(line.opened(key, line.nextPayload())).toContainEqual({
        _: 'pong',
        msg_id: MSG_ID,
        ping_id: 77n,
      });
      expect(line.rules).toEqual([]);
      expect(line.journal.entries({ kind: 'transport' })).toMatchObject([{ transport: { framing } }]);
    },
  );

  it('takes a whole handshake byte by byte', () => {
    const line = new Line();
    const whole = line.connection.receive.bind(line.connection);
    line.connection.receive = (chunk) => {
      for (const byte of chunk) whole(Uint8Array.of(byte));
    };
    const key = line.handshake();
    line.send(line.sealed(key, { _: 'ping', ping_id: 1n }, MSG_ID).payload);
    expect(line.opened(key, line.nextPayload()).map(({ _ }) => _)).toContain('pong');
    expect(line.rules).toEqual([]);
  });

  it('answers several frames of one chunk in their order', () => {
    const line = new Line();
    const key = line.handshake();
    const frames = [1n, 2n, 3n].map((id) =>
      line.transport.send(line.sealed(key, { _: 'ping', ping_id: id }, MSG_ID + 4n * id).payload),
    );
    line.connection.receive(new Uint8Array(Buffer.concat(frames)));
    const pongs = line.events
      .flatMap((event) => (event.kind === 'payload' ? line.opened(key, event.payload) : []))
      .flatMap((object) => (object._ === 'pong' ? [object.ping_id] : []));
    expect(pongs).toEqual([1n, 2n, 3n]);
  });

  it('sends a quick ack when it is asked for one, before the answer', () => {
    const line = new Line();
    const key = line.handshake();
    const { payload, plaintext } = line.sealed(key, { _: 'ping', ping_id: 1n }, MSG_ID);
    line.send(payload, true);
    const token = quickAckToken(line.env.crypto, key.authKey.bytes, plaintext);
    expect(line.next()).toEqual({ kind: 'quick-ack', token });
    expect(line.opened(key, line.nextPayload()).map(({ _ }) => _)).toContain('pong');
  });
});

describe('what is answered with -404, and leaves the connection open', () => {
  it.each([
    ['MT-EN-02', 'an unknown auth_key_id', `0102030405060708${'00'.repeat(64)}`],
    ['MT-EN-02', 'an auth_key_id and nothing else', '0102030405060708'],
    ['MT-EN-01', 'a plain message that is cut off', `${'00'.repeat(16)}ff000000deadbeef`],
    ['MT-HS-01', 'a plain message that is no query', `${'00'.repeat(16)}04000000deadbeef`],
  ])('%s: %s', (rule, _what, payload) => {
    const line = new Line();
    line.connection.receive(line.transport.open());
    line.send(fromHex(payload));
    expect(line.next()).toEqual({ kind: 'error', errorCode: -404 });
    expect(line.rules).toEqual([rule]);
    expect(line.ends).toBe(0);
    line.events.length = 0;
    line.send(fromHex(payload));
    expect(line.next()).toEqual({ kind: 'error', errorCode: -404 });
  });

  it.each([
    ['MT-EN-03', 'a message that is too short', (payload: Uint8Array) => payload.subarray(0, 56)],
    [
      'MT-EN-04',
      'a flipped bit',
      (payload: Uint8Array) => payload.map((byte, i) => (i === 30 ? byte ^ 1 : byte)),
    ],
  ])('%s: %s under a known key', (rule, _what, bend) => {
    const line = new Line();
    const key = line.handshake();
    line.send(bend(line.sealed(key, { _: 'ping', ping_id: 1n }, MSG_ID).payload));
    expect(line.next()).toEqual({ kind: 'error', errorCode: -404 });
    expect(line.rules).toEqual([rule]);
    line.send(line.sealed(key, { _: 'ping', ping_id: 2n }, MSG_ID).payload);
    expect(line.opened(key, line.nextPayload()).map(({ _ }) => _)).toContain('pong');
  });
});

describe('what ends the connection', () => {
  it.each([
    ['MT-TP-01', 'TLS', '1603010200010001fc0303'],
    ['MT-TP-06', '64 bytes of noise', '5a'.repeat(64)],
    ['MT-TP-02', 'a frame of no bytes', 'eeeeeeee00000000'],
    ['MT-TP-03', 'a frame that is too large', 'eeeeeeee00000040'],
    ['MT-TP-04', 'a full frame with a wrong sum', `14000000${'00'.repeat(60)}`],
  ])('%s: %s', (rule, _what, bytes) => {
    const line = new Line();
    line.connection.receive(fromHex(bytes));
    expect(line.rules).toEqual([rule]);
    expect(line.ends).toBe(1);
    expect(line.kinds().at(-1)).toBe('closed');
    const { writes } = line;
    // Afterwards nothing is heard and nothing is said.
    line.connection.receive(fromHex('eeeeeeee'));
    line.connection.sendError(-404);
    line.connection.send(new Uint8Array(24));
    line.connection.end('again');
    line.connection.closed('again');
    expect([line.writes, line.ends, line.kinds().filter((kind) => kind === 'closed')]).toEqual([
      writes,
      1,
      ['closed'],
    ]);
  });

  it('is told after what came before it in the same chunk is answered', () => {
    const line = new Line();
    const query = startClientHandshake({ keys: line.keys, dc: 2 }, line.env).send;
    const good = line.transport.send(encodePlainMessage({ msgId: MSG_ID, body: query }));
    line.connection.receive(
      new Uint8Array(Buffer.concat([line.transport.open(), good, fromHex('00000000ffffffff')])),
    );
    expect(mtproto.decode(decodePlainMessage(line.nextPayload()).body)._).toBe('resPQ');
    expect(line.rules).toEqual(['MT-TP-02']);
    expect(line.ends).toBe(1);
  });
});

describe('a fault of our own', () => {
  it('is written down, and ends this connection only', () => {
    const line = new Line('intermediate', {
      handshake: {
        decide: () => {
          throw new TypeError('on purpose');
        },
      },
    });
    expect(() => line.handshake()).toThrow('the DC has sent nothing');
    expect(line.journal.entries({ kind: 'fault' })).toHaveLength(1);
    expect(line.ends).toBe(1);
    expect(line.rules).toEqual([]);
  });
});

describe('msg_ids of plain messages', () => {
  const query = fromHex('f18e7ebe406709f612fadfbec3f0289d0aa67eef');

  it.each([
    [0n, []],
    [1n, []],
    [MSG_ID, []],
    [MSG_ID + 1n, ['MT-EN-08']],
    [MSG_ID + 2n, ['MT-EN-08']],
    [2n, ['MT-EN-08']],
  ])('%s breaks %j, and is answered', (msgId, rules) => {
    const line = new Line();
    line.connection.receive(line.transport.open());
    line.send(encodePlainMessage({ msgId, body: query }));
    expect(line.rules).toEqual(rules);
    const answer = decodePlainMessage(line.nextPayload());
    expect(answer.msgId & 3n).toBe(1n);
    expect(toHex(answer.body.subarray(0, 4))).toBe('63241605'); // resPQ#05162463
  });
});
