// Byte streams that cannot go on, rule by rule: each ends its connection, in either strictness.
// https://core.telegram.org/mtproto/mtproto-transports

import { describe, expect, it } from 'vitest';
import { concatBytes, crc32, fromHex, toHex } from '../protocol/bytes/index.ts';
import { seededEnv } from '../protocol/crypto/index.ts';
import { encodePlainMessage } from '../protocol/message/index.ts';
import { type RuleId, rules } from '../protocol/rules/index.ts';
import { createClientTransport, type Framing, parseMtproxySecret } from '../protocol/transport/index.ts';
import type { FakeDcOptions } from './index.ts';
import { memoryDc } from './test-kit/index.ts';

const SECRET = '0123456789abcdef0123456789abcdef';

interface Breach {
  readonly rule: RuleId;
  readonly how: string;
  readonly bytes: () => Uint8Array;
  readonly dc?: FakeDcOptions;
}

const breaches: readonly Breach[] = [
  {
    rule: 'MT-TP-01',
    how: 'HTTP on a stream',
    bytes: () => new TextEncoder().encode('GET / HTTP/1.1\r\n\r\n'),
  },
  { rule: 'MT-TP-01', how: 'a TLS handshake', bytes: () => fromHex('1603010200010001fc0303') },
  { rule: 'MT-TP-02', how: 'an abridged frame of nothing', bytes: () => fromHex('ef00') },
  { rule: 'MT-TP-02', how: 'an intermediate frame of three bytes', bytes: () => fromHex('eeeeeeee03000000') },
  {
    rule: 'MT-TP-03',
    how: 'a frame above the limit',
    bytes: () => fromHex('eeeeeeee04040000'),
    dc: { limits: { maxFrame: 1024 } },
  },
  {
    rule: 'MT-TP-04',
    how: 'a full frame with a wrong sum',
    bytes: () => full(0).map((byte, index) => (index === 20 ? byte ^ 1 : byte)),
  },
  { rule: 'MT-TP-05', how: 'full frames that come twice', bytes: () => concatBytes(full(0), full(0)) },
  { rule: 'MT-TP-05', how: 'full frames that skip a number', bytes: () => concatBytes(full(0), full(2)) },
  { rule: 'MT-TP-06', how: 'an obfuscated header without a tag', bytes: () => new Uint8Array(64).fill(0x5a) },
  {
    rule: 'MT-TP-07',
    how: 'intermediate framing with a dd secret',
    bytes: () => proxied(SECRET, 'intermediate'),
    dc: { transports: { secrets: [`dd${SECRET}`] } },
  },
  {
    rule: 'MT-TP-08',
    how: 'a framing that is not served',
    bytes: () => fromHex('ef01'),
    dc: { transports: { framings: ['full'] } },
  },
  {
    rule: 'MT-TP-08',
    how: 'no secret where one is required',
    bytes: () => fromHex('eeeeeeee'),
    dc: { transports: { secrets: [SECRET], requireSecret: true } },
  },
];

describe.each(breaches)('$rule: $how', ({ rule, bytes, dc: options }) => {
  it.each(['enforce', 'report'] as const)(`${rules[rule].sentence} (%s)`, (strictness) => {
    const dc = memoryDc({ ...options, strictness });
    let ends = 0;
    const connection = dc.openStream({
      write: () => undefined,
      end: () => {
        ends++;
      },
    });
    connection.receive(bytes());
    expect(dc.broken()).toEqual([rule]);
    const [violation] = dc.journal.violations();
    expect(violation).toMatchObject({ actual: toHex(bytes().subarray(0, 64)), frame: undefined });
    expect(ends).toBe(1);
    expect(dc.journal.entries({ kind: 'closed' })).toHaveLength(1);
    // Whatever else comes is not heard.
    connection.receive(bytes());
    expect(dc.broken()).toEqual([rule]);
  });
});

/** A full frame with a req_pq_multi, which is answered. */
function full(seqno: number): Uint8Array {
  const query = encodePlainMessage({ msgId: 0n, body: fromHex('f18e7ebe406709f612fadfbec3f0289d0aa67eef') });
  const frame = new Uint8Array(query.length + 12);
  const view = new DataView(frame.buffer);
  view.setUint32(0, frame.length, true);
  view.setUint32(4, seqno, true);
  frame.set(query, 8);
  view.setUint32(frame.length - 4, crc32(frame.subarray(0, -4)), true);
  return frame;
}

/** The header of a client that uses the key of a secret with a framing that it likes. */
function proxied(key: string, framing: Framing): Uint8Array {
  const env = seededEnv({ seed: 1 });
  return createClientTransport({
    framing,
    secret: parseMtproxySecret(key),
    engine: env.crypto,
    env,
  }).open();
}
