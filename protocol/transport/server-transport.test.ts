// What a server makes of the first bytes and of the frames behind them. Client streams are written by hand or
// taken from other implementations; ciphers are node:crypto's.
// https://core.telegram.org/mtproto/mtproto-transports

import { createCipheriv, createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  concatBytes,
  fromHex,
  type MalformedError,
  toHex,
  UnsupportedError,
  UsageError,
} from '../bytes/index.ts';
import { defaultEngine, seededEnv } from '../crypto/index.ts';
import {
  createServerTransport,
  type Framing,
  type MtproxySecret,
  parseMtproxySecret,
  type ServerTransportOptions,
  type Transport,
  type TransportEvent,
} from './index.ts';

const SECRET = '8a96ef6e42a18c21837580cd1c91c5a8';
const OTHER = '00112233445566778899aabbccddeeff';
/** An encrypted message: auth_key_id, msg_key, one block */
const MESSAGE = 'a5'.repeat(40);

function server(options: Partial<ServerTransportOptions> = {}): Transport {
  return createServerTransport({ engine: defaultEngine, env: seededEnv({ seed: 1 }), ...options });
}

function receive(transport: Transport, hex: string): TransportEvent[] {
  return transport.receive(fromHex(hex));
}

function payload(hex: string, quickAck = false): TransportEvent {
  return { kind: 'payload', payload: fromHex(hex), quickAck };
}

/** The error of a single `failed` event. */
function failureOf(events: readonly TransportEvent[]): MalformedError | UnsupportedError {
  expect(events.map(({ kind }) => kind)).toEqual(['failed']);
  const [event] = events;
  if (event?.kind !== 'failed') throw new Error('not failed');
  return event.error;
}

/** Header and frames of a client that obfuscates, by node:crypto. */
function obfuscate(tag: string, frames: string, secret?: string, dc = '0200'): string {
  const init = Buffer.from(`${'5a'.repeat(7)}${'37'.repeat(49)}${tag}${dc}cce6`, 'hex');
  const raw = init.subarray(8, 40);
  const key =
    secret === undefined ? raw : createHash('sha256').update(raw).update(Buffer.from(secret, 'hex')).digest();
  const cipher = createCipheriv('aes-256-ctr', key, init.subarray(40, 56));
  const encrypted = cipher.update(init).toString('hex').slice(112);
  return init.toString('hex').slice(0, 112) + encrypted + cipher.update(frames, 'hex', 'hex');
}

const FRAMES: readonly (readonly [Framing, string, string])[] = [
  ['abridged', 'ef', `0a${MESSAGE}`],
  ['intermediate', 'eeeeeeee', `28000000${MESSAGE}`],
  ['padded', 'dddddddd', `2b000000${MESSAGE}112233`],
];
/** CRC32 by zlib */
const FULL = `3400000000000000${MESSAGE}2009627c`;

describe('a plain connection', () => {
  it.each([...FRAMES, ['full', '', FULL] as const])('is recognised: %s', (framing, tag, frame) => {
    const transport = server();
    expect(transport.description).toBeUndefined();
    expect(receive(transport, tag + frame)).toEqual([payload(MESSAGE)]);
    expect(transport.description).toEqual({ framing, obfuscated: false });
  });

  it.each([...FRAMES, ['full', '', FULL] as const])(
    'is recognised byte by byte: %s',
    (_framing, tag, frame) => {
      const transport = server();
      const events = (tag + frame).match(/../g)?.flatMap((byte) => receive(transport, byte));
      expect(events).toEqual([payload(MESSAGE)]);
    },
  );

  it.each(['GET /', 'POST /apiw1 HTTP/1.1', 'HEAD /', 'OPTIONS *'])(
    '%s: HTTP is named and refused',
    (text) => {
      const failure = failureOf(server().receive(new TextEncoder().encode(text)));
      expect(failure).toBeInstanceOf(UnsupportedError);
      expect(failure.details).toEqual({ reason: 'foreign-protocol', protocol: 'http' });
    },
  );

  it('TLS is named and refused', () => {
    const failure = failureOf(receive(server(), '1603010200010001fc0303'));
    expect(failure.details).toEqual({ reason: 'foreign-protocol', protocol: 'tls' });
  });

  it('a transport may be refused; its description is known', () => {
    const transport = server({ allowed: ({ obfuscated }) => obfuscated });
    const failure = failureOf(receive(transport, `ef0a${MESSAGE}`));
    expect(failure).toBeInstanceOf(UnsupportedError);
    expect(failure.details).toMatchObject({ reason: 'not-allowed' });
    expect(transport.description?.framing).toBe('abridged');
  });
});

describe('an obfuscated connection', () => {
  it.each(FRAMES)('%s: header and first frame in one chunk', (framing, tag, frame) => {
    const transport = server();
    const stream = obfuscate(tag.repeat(8 / tag.length), frame + frame);
    expect(receive(transport, stream)).toEqual([payload(MESSAGE), payload(MESSAGE)]);
    expect(transport.description).toEqual({ framing, obfuscated: true, dc: 2 });
  });

  it.each(FRAMES)('%s: byte by byte', (_framing, tag, frame) => {
    const transport = server();
    const stream = obfuscate(tag.repeat(8 / tag.length), frame);
    expect(stream.match(/../g)?.flatMap((byte) => receive(transport, byte))).toEqual([payload(MESSAGE)]);
  });

  it("answers with the client's keys reversed, from position 0", () => {
    // gotd: mtproxy/obfuscated2/obfuscated2_test.go; the frame in place of its four bytes by node:crypto
    const transport = server({ secrets: [parseMtproxySecret(SECRET)] });
    const header =
      'f5768f50b731260a46be1027c2eeaa39350624f0b6da59eba56c81fe4510c2e0b61d3dd323ee02388633e3837a0c1c24fa6f29ccd724be6fbea2dde16dc59dd2';
    expect(receive(transport, header)).toEqual([]);
    expect(transport.description).toEqual({ framing: 'padded', obfuscated: true, secret: SECRET, dc: 2 });
    const cipher = createCipheriv(
      'aes-256-ctr',
      fromHex('b2046c5af17d0e09b8a4c74ae4afdc6ea67ef1583be1fa8d89ecdb889e6df105'),
      fromHex('eb59dab6f024063539aaeec22710be46'),
    );
    const plain = cipher.update(transport.send(fromHex(MESSAGE)));
    const padding = plain.readUInt32LE(0) - 40;
    expect(padding).toBeGreaterThanOrEqual(0);
    expect(padding).toBeLessThanOrEqual(15);
    expect(plain.length).toBe(44 + padding);
    expect(plain.toString('hex', 4, 44)).toBe(MESSAGE);
    const ack = cipher.update(transport.sendQuickAck(2543324666));
    expect(ack.toString('hex', 4, 12)).toBe('fffffffffa0d9897');
  });

  it('64 bytes that hold no tag are refused', () => {
    const failure = failureOf(receive(server(), '55'.repeat(64)));
    expect(failure).toMatchObject({ code: 'BAD_TAG', offset: 56 });
  });

  it('63 bytes are waited for', () => {
    expect(receive(server(), '55'.repeat(63))).toEqual([]);
  });
});

describe('MTProxy secrets', () => {
  const secrets: readonly MtproxySecret[] = [OTHER, SECRET].map(parseMtproxySecret);

  it.each([SECRET, OTHER])('the one whose tag decodes wins: %s', (secret) => {
    const transport = server({ secrets });
    expect(receive(transport, obfuscate('efefefef', `0a${MESSAGE}`, secret, '1127'))).toEqual([
      payload(MESSAGE),
    ]);
    expect(transport.description).toEqual({ framing: 'abridged', obfuscated: true, secret, dc: 10001 });
  });

  it('without one, a connection is accepted', () => {
    const transport = server({ secrets });
    expect(receive(transport, obfuscate('efefefef', `0a${MESSAGE}`))).toEqual([payload(MESSAGE)]);
    expect(transport.description?.secret).toBeUndefined();
  });

  it.each([
    ['plain', `ef0a${MESSAGE}`],
    ['obfuscated', obfuscate('efefefef', `0a${MESSAGE}`)],
  ])('unless one is required: %s', (_kind, stream) => {
    const failure = failureOf(receive(server({ secrets, requireSecret: true }), stream));
    expect(failure.details).toMatchObject({ reason: 'secret-required' });
  });

  it('an unknown one is refused', () => {
    const stream = obfuscate('efefefef', '', '99'.repeat(16));
    expect(failureOf(receive(server({ secrets }), stream)).code).toBe('BAD_TAG');
  });

  it('a dd secret demands the padded framing', () => {
    const options = { secrets: [parseMtproxySecret(`dd${SECRET}`)] };
    const failure = failureOf(receive(server(options), obfuscate('eeeeeeee', '', SECRET)));
    expect(failure).toBeInstanceOf(UnsupportedError);
    expect(failure.details).toMatchObject({ reason: 'secret-needs-padded' });
    expect(receive(server(options), obfuscate('dddddddd', `28000000${MESSAGE}`, SECRET))).toEqual([
      payload(MESSAGE),
    ]);
  });

  it('unless the same key is a simple secret as well', () => {
    const both = [`dd${SECRET}`, SECRET].map(parseMtproxySecret);
    const stream = obfuscate('eeeeeeee', `28000000${MESSAGE}`, SECRET);
    expect(receive(server({ secrets: both }), stream)).toEqual([payload(MESSAGE)]);
  });

  it('the key of a fake-TLS secret opens nothing without TLS', () => {
    const options = { secrets: [parseMtproxySecret(`ee${SECRET}6578616d706c65`)] };
    expect(failureOf(receive(server(options), obfuscate('dddddddd', '', SECRET))).code).toBe('BAD_TAG');
  });
});

describe('a stream that cannot be read', () => {
  it('still gives the frames before the fault, and nothing after it', () => {
    const transport = server();
    const events = receive(transport, `ef0a${MESSAGE}000a${MESSAGE}`);
    expect(events.map(({ kind }) => kind)).toEqual(['payload', 'failed']);
    expect(events[1]).toMatchObject({ error: { code: 'BAD_LENGTH', offset: 42 } });
    expect(receive(transport, `0a${MESSAGE}`)).toEqual([]);
  });

  it('counts the offset from the first byte of the connection, obfuscated or not', () => {
    const [event] = receive(server(), obfuscate('efefefef', '00'));
    expect(event).toMatchObject({ kind: 'failed', error: { code: 'BAD_LENGTH', offset: 64 } });
  });

  it('can still be answered with a transport error', () => {
    const transport = server();
    receive(transport, 'eeeeeeee05000000');
    expect(toHex(transport.sendError(-404))).toBe('040000006cfeffff');
  });

  it('limits are options', () => {
    const limits = { maxFrame: 64, minFrame: 4 };
    expect(failureOf(receive(server({ limits }), 'ef11')).code).toBe('TOO_LARGE');
    expect(receive(server({ limits }), 'ef0111223344')).toEqual([payload('11223344')]);
  });
});

describe('a server sends', () => {
  it('frames as it was spoken to', () => {
    const answers = [...FRAMES, ['full', '', FULL] as const].map(([, tag, frame]) => {
      const transport = server();
      receive(transport, tag + frame);
      return [
        transport.send(fromHex(MESSAGE)),
        transport.send(fromHex(MESSAGE)),
        transport.sendError(-429),
      ].map(toHex);
    });
    expect(answers[0]).toEqual([`0a${MESSAGE}`, `0a${MESSAGE}`, '0153feffff']);
    expect(answers[1]).toEqual([`28000000${MESSAGE}`, `28000000${MESSAGE}`, '0400000053feffff']);
    expect(answers[2]?.map((frame) => frame.slice(8, 16))).toEqual(['a5a5a5a5', 'a5a5a5a5', '53feffff']);
    expect(answers[3]?.[0]).toBe(FULL);
    expect(answers[3]?.map((frame) => frame.slice(8, 16))).toEqual(['00000000', '01000000', '02000000']);
  });

  it('padding of 0 to 15 bytes after messages, and so little after the rest that it stays below 16 bytes', () => {
    const transport = server();
    receive(transport, 'dddddddd');
    const lengths = (send: () => Uint8Array): number[] =>
      [...new Set(Array.from({ length: 400 }, () => send().length - 4))].sort((a, b) => a - b);
    expect(lengths(() => transport.send(fromHex(MESSAGE)))).toEqual(
      Array.from({ length: 16 }, (_, i) => 40 + i),
    );
    expect(lengths(() => transport.sendError(-404))).toEqual(Array.from({ length: 12 }, (_, i) => 4 + i));
    expect(lengths(() => transport.sendQuickAck(0x80000000))).toEqual(
      Array.from({ length: 8 }, (_, i) => 8 + i),
    );
  });

  it('nothing in full for a quick ack, and nothing before the framing is known', () => {
    const transport = server();
    expect(transport.open()).toEqual(new Uint8Array(0));
    expect(transport.sendQuickAck(0x80000000)).toEqual(new Uint8Array(0));
    expect(transport.sendError(-404)).toEqual(new Uint8Array(0));
    expect(() => transport.send(fromHex(MESSAGE))).toThrow(UsageError);
    receive(transport, FULL);
    expect(transport.sendQuickAck(0x80000000)).toEqual(new Uint8Array(0));
  });

  it('no requests for quick acks, and no errors that are not negative', () => {
    const transport = server();
    receive(transport, 'ef');
    expect(() => transport.send(fromHex(MESSAGE), { quickAck: true })).toThrow(UsageError);
    expect(() => transport.sendError(404)).toThrow(UsageError);
  });

  it('the same bytes for the same seed', () => {
    const answers = [1, 1, 2].map((seed) => {
      const transport = server({ env: seededEnv({ seed }) });
      receive(transport, 'dddddddd');
      return toHex(concatBytes(...Array.from({ length: 8 }, () => transport.send(fromHex(MESSAGE)))));
    });
    expect(answers[0]).toBe(answers[1]);
    expect(answers[0]).not.toBe(answers[2]);
  });
});
