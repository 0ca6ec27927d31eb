import { describe, expect, it } from 'vitest';
import { fromHex, int64FromBytes } from '../bytes/index.ts';
import { createMsgIdSource, type MsgIdKind, msgIdAt, secondsOfMsgId } from './index.ts';

const KINDS: readonly (readonly [MsgIdKind, bigint])[] = [
  ['client', 0n],
  ['server-response', 1n],
  ['server-other', 3n],
];

/** 2018-10-10T23:42:06.0000136Z, the instant of gotd/td:proto/message_id_test.go. */
const GOTD_INSTANT = Date.UTC(2018, 9, 10, 23, 42, 6) + 0.0136;

describe('msgIdAt', () => {
  it.each(KINDS)('says who wrote it: %s', (kind, bits) => {
    for (const instant of [0, 1, 999.999, GOTD_INSTANT, Date.UTC(2037, 11, 31)])
      expect(msgIdAt(instant, kind) & 3n).toBe(bits);
  });

  it('has the seconds of gotd, whose low half is nanoseconds', () => {
    expect(msgIdAt(GOTD_INSTANT, 'client') >> 32n).toBe(0x5bbe8e4en);
    expect(secondsOfMsgId(0x5bbe8e4e00003520n)).toBe(Math.floor(GOTD_INSTANT / 1000));
  });

  // msg_ids as they stood on the wire on 2015-09-27 (a recorded exchange with test DC 2), and the instants
  // that an independent program read out of them.
  it.each<[string, number, MsgIdKind]>([
    ['00dc799836fe0756', 1443364406595.609, 'client'],
    ['015cf64539fe0756', 1443364409273.29, 'server-response'],
    ['00403cee36fe0756', 1443364406930.607, 'client'],
    ['011c9a9f39fe0756', 1443364409623.445, 'server-response'],
    ['009c48d037fe0756', 1443364407813.608, 'client'],
  ])('is that of production, to the microsecond: %s', (wire, instant, kind) => {
    const recorded = int64FromBytes(fromHex(wire));
    const difference = msgIdAt(instant, kind) - recorded;
    // A microsecond is 2^32 / 10^6 = 4295 units.
    expect(difference > -4295n && difference < 4295n).toBe(true);
  });

  it('keeps the fraction below a second', () => {
    expect(secondsOfMsgId(msgIdAt(1999.9999999999998, 'server-other'))).toBe(1);
    expect(msgIdAt(1000, 'client')).toBe(1n << 32n);
    expect(msgIdAt(1500, 'client')).toBe((1n << 32n) | 0x80000000n);
    expect(msgIdAt(0, 'client')).toBe(0n);
  });

  it('is a signed number that keeps its seconds after 2038', () => {
    const id = msgIdAt(Date.UTC(2040, 0, 1), 'client');
    expect(id < 0n).toBe(true);
    expect(secondsOfMsgId(id)).toBe(Date.UTC(2040, 0, 1) / 1000);
  });
});

describe('createMsgIdSource', () => {
  const start = Date.UTC(2025, 0, 1);

  it.each<[string, (call: number) => number]>([
    ['runs', (call) => start + call],
    ['stands still', () => start],
    ['goes back', (call) => start - 1000 * call],
    ['jumps to and fro', (call) => start + (call % 2 === 0 ? 60_000 : -60_000)],
    ['stands at the epoch', () => 0],
    ['passes 2038', (call) => 2 ** 31 * 1000 - 50 + call],
    ['stands in 2040', () => Date.UTC(2040, 0, 1)],
  ])('grows strictly and keeps the kind when the clock %s', (_name, now) => {
    let calls = 0;
    const source = createMsgIdSource(() => now(calls++));
    let last = -1n;
    for (let i = 0; i < 300; i++) {
      const [kind, bits] = KINDS[i % 3] as (typeof KINDS)[number];
      const id = source.next(kind);
      expect(BigInt.asIntN(64, id)).toBe(id);
      expect(id & 3n).toBe(bits);
      expect(BigInt.asUintN(64, id) > last).toBe(true);
      last = BigInt.asUintN(64, id);
    }
  });

  it('takes the clock again when it has passed the last identifier', () => {
    let now = start;
    const source = createMsgIdSource(() => now);
    for (let i = 0; i < 10; i++) source.next('client');
    now += 1;
    expect(source.next('client')).toBe(msgIdAt(now, 'client'));
  });

  it('never leaves the lower half empty, at a full second either', () => {
    let now = start;
    const source = createMsgIdSource(() => now);
    for (let second = 0; second < 3; second++) {
      expect(source.next('client')).toBe(msgIdAt(now, 'client') + 4n);
      expect(source.next('client')).toBe(msgIdAt(now, 'client') + 8n);
      now += 1000;
    }
  });

  it('stays within the second while the clock stands still', () => {
    const source = createMsgIdSource(() => start);
    let id = 0n;
    for (let i = 0; i < 10_000; i++) id = source.next('server-response');
    expect(secondsOfMsgId(id)).toBe(start / 1000);
  });

  it('goes on after an identifier that was used elsewhere', () => {
    const used = msgIdAt(1_000_000, 'client');
    const source = createMsgIdSource(() => 999_000, used);
    expect(source.next('client')).toBe(used + 4n);
  });
});
