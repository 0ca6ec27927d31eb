// What a client sends first, and what it reads.
// https://core.telegram.org/mtproto/mtproto-transports

import { createDecipheriv } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex, UnsupportedError, UsageError } from '../bytes/index.ts';
import { defaultEngine, seededEnv } from '../crypto/index.ts';
import {
  type ClientTransportOptions,
  createClientTransport,
  type Framing,
  parseMtproxySecret,
  type Transport,
  tryOpenObfuscatedHeader,
} from './index.ts';

const SECRET = '8a96ef6e42a18c21837580cd1c91c5a8';
const MESSAGE = 'a5'.repeat(40);

function client(framing: Framing, options: Partial<ClientTransportOptions> = {}): Transport {
  return createClientTransport({ framing, engine: defaultEngine, env: seededEnv({ seed: 1 }), ...options });
}

describe('a plain client', () => {
  it.each([
    ['abridged', 'ef'],
    ['intermediate', 'eeeeeeee'],
    ['padded', 'dddddddd'],
    ['full', ''],
  ] as const)('%s: opens with %j', (framing, tag) => {
    const transport = client(framing);
    expect(toHex(transport.open())).toBe(tag);
    expect(toHex(transport.open())).toBe(tag);
    expect(transport.description).toEqual({ framing, obfuscated: false });
  });

  it('asks for quick acks', () => {
    expect(toHex(client('abridged').send(fromHex(MESSAGE), { quickAck: true }))).toBe(`8a${MESSAGE}`);
    expect(toHex(client('intermediate').send(fromHex(MESSAGE), { quickAck: true }))).toBe(
      `28000080${MESSAGE}`,
    );
    expect(() => client('full').send(fromHex(MESSAGE), { quickAck: true })).toThrow(UsageError);
  });

  it('reads payloads without padding, quick acks and errors', () => {
    const events = client('padded').receive(
      fromHex(`2b000000${MESSAGE}1122330a000000fffffffffa0d98977788060000006cfeffff0000`),
    );
    expect(events).toEqual([
      { kind: 'payload', payload: fromHex(MESSAGE), quickAck: false },
      { kind: 'quick-ack', token: 2543324666 },
      { kind: 'error', errorCode: -404 },
    ]);
  });

  it('ends with a failure, and ignores the rest', () => {
    const transport = client('full');
    expect(transport.receive(fromHex('0000000f'))).toMatchObject([
      { kind: 'failed', error: { code: 'TOO_LARGE' } },
    ]);
    expect(transport.receive(fromHex('00'))).toEqual([]);
  });

  it('sends no answers of a server', () => {
    expect(() => client('abridged').sendQuickAck(0x80000000)).toThrow(UsageError);
    expect(() => client('abridged').sendError(-404)).toThrow(UsageError);
  });
});

describe('an obfuscated client', () => {
  it.each(['abridged', 'intermediate', 'padded'] as const)(
    '%s: names its framing and DC in the header',
    (framing) => {
      const transport = client(framing, { secret: parseMtproxySecret(SECRET), dc: -10004 });
      const opened = tryOpenObfuscatedHeader(defaultEngine, transport.open(), fromHex(SECRET));
      expect(opened).toMatchObject({ framing, dc: -10004 });
      expect(transport.description).toEqual({ framing, obfuscated: true, secret: SECRET, dc: -10004 });
    },
  );

  it('encrypts on behind the header, by node:crypto', () => {
    const transport = client('abridged', { obfuscated: true });
    const header = Buffer.from(transport.open());
    const decipher = createDecipheriv('aes-256-ctr', header.subarray(8, 40), header.subarray(40, 56));
    expect(decipher.update(header).toString('hex', 56, 60)).toBe('efefefef');
    const frames = [1, 15, 16, 17].map((words) => transport.send(new Uint8Array(4 * words).fill(words)));
    expect(frames.map((frame) => decipher.update(frame).toString('hex'))).toEqual(
      [1, 15, 16, 17].map((words) => toHex(Uint8Array.of(words)).repeat(4 * words + 1)),
    );
  });

  it('draws a new header for each connection', () => {
    const env = seededEnv({ seed: 1 });
    const headers = Array.from({ length: 50 }, () =>
      toHex(client('padded', { obfuscated: true, env }).open()),
    );
    expect(new Set(headers.map((header) => header.slice(16, 112))).size).toBe(50);
  });
});

describe('options that contradict each other', () => {
  const padded = parseMtproxySecret(`dd${SECRET}`);
  it.each([
    ['full, obfuscated', 'full', { obfuscated: true }],
    ['full through a secret', 'full', { secret: parseMtproxySecret(SECRET) }],
    ['a secret, not obfuscated', 'padded', { secret: padded, obfuscated: false }],
    ['a dd secret with another framing than padded', 'intermediate', { secret: padded }],
    ['a DC beyond 16 bits', 'padded', { obfuscated: true, dc: 40000 }],
  ] as const)('%s', (_what, framing, options) => {
    expect(() => client(framing, options)).toThrow(UsageError);
  });

  it('fake TLS is not supported', () => {
    const secret = parseMtproxySecret(`ee${SECRET}6578616d706c65`);
    expect(() => client('padded', { secret })).toThrow(UnsupportedError);
  });
});
