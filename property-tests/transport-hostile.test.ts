// Streams that no honest peer sends: damaged, cut off, oversized, random.
// https://core.telegram.org/mtproto/mtproto-transports

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeFrames, encodeFrameHeader } from '../protocol/transport/index.ts';
import { printUnit, type Reader, readAsClient, readAsServer } from './transport-ends.ts';
import {
  anySizes,
  anyUnits,
  anyWire,
  cut,
  FRAMINGS,
  naiveFrame,
  naiveStream,
  noise,
  TAGS,
} from './transport-oracle.ts';

describe('a hostile stream', () => {
  /** A good stream with a few bits flipped, bytes lost or bytes added; or nothing but noise. */
  const damagedStream: fc.Arbitrary<Uint8Array> = fc.oneof(
    fc
      .tuple(
        anyWire,
        anyUnits,
        fc.nat(),
        fc.array(fc.tuple(fc.constantFrom('flip', 'lose', 'add'), fc.nat(), fc.nat(7))),
      )
      .map(([wire, units, seed, damages]) => {
        let stream = naiveStream(wire, units, seed);
        for (const [damage, where, bit] of damages) {
          const at = where % Math.max(1, stream.length);
          const [before, after] = [stream.subarray(0, at), stream.subarray(at)];
          if (damage === 'flip')
            stream = Buffer.concat([before, after.map((byte, i) => (i > 0 ? byte : byte ^ (1 << bit)))]);
          else if (damage === 'lose') stream = Buffer.concat([before, after.subarray(1 + bit)]);
          else stream = Buffer.concat([before, noise(1 + bit, where), after]);
        }
        return stream;
      }),
    fc
      .tuple(fc.constantFrom(...Object.values(TAGS)), fc.uint8Array({ maxLength: 300 }))
      .map(([tag, bytes]) => Buffer.concat([Buffer.from(tag, 'hex'), bytes])),
  );

  /** No exception; a failure is the last event; no event without a byte of its own; splitting changes nothing. */
  function checkHostile(reader: () => Reader, stream: Uint8Array, sizes: readonly number[]): void {
    const events = reader()([stream]);
    expect(reader()(cut(stream, sizes))).toEqual(events);
    expect(events.slice(0, -1).some((event) => event.startsWith('failed'))).toBe(false);
    expect(events.length).toBeLessThanOrEqual(stream.length);
  }

  it('never makes a server throw, hang or depend on how it is split', () => {
    fc.assert(
      fc.property(damagedStream, anySizes, (stream, sizes) => {
        checkHostile(() => readAsServer, stream, sizes);
      }),
      { numRuns: 1000 },
    );
  });

  it('never makes a client throw, hang or depend on how it is split', () => {
    fc.assert(
      fc.property(anyWire, damagedStream, anySizes, (wire, stream, sizes) => {
        checkHostile(() => readAsClient(wire), stream, sizes);
      }),
      { numRuns: 1000 },
    );
  });

  it('that ends early has given a prefix of its frames, and no failure', () => {
    fc.assert(
      fc.property(anyWire, anyUnits, fc.nat(), fc.nat(), (wire, units, seed, end) => {
        const stream = naiveStream(wire, units, seed);
        const events = readAsServer([stream.subarray(0, end % (stream.length + 1))]);
        expect(events).toEqual(units.slice(0, events.length).map((unit) => printUnit(wire.framing, unit)));
      }),
    );
  });

  it('with one flipped bit in full frames gives no frame that was not sent: the CRC32 tells', () => {
    fc.assert(
      fc.property(anyUnits, fc.nat(), anySizes, (units, where, sizes) => {
        const stream = naiveStream({ framing: 'full', around: 'nothing' }, units, 0);
        fc.pre(stream.length > 8);
        // Not in the first 8 bytes: they say that it is full.
        const bit = where % (8 * (stream.length - 8));
        const at = 8 + (bit >> 3);
        stream[at] = (stream[at] ?? 0) ^ (1 << (bit & 7));
        const events = readAsServer(cut(stream, sizes));
        const good = events.at(-1)?.startsWith('failed') ? events.slice(0, -1) : events;
        expect(good).toEqual(units.slice(0, good.length).map((unit) => printUnit('full', unit)));
        expect(good.length).toBeLessThan(units.length);
      }),
      { numRuns: 300 },
    );
  });

  it('with one wrong number in full frames is refused there', () => {
    fc.assert(
      fc.property(anyUnits, fc.nat(), fc.integer({ min: 1, max: 0xffffffff }), (units, where, by) => {
        fc.pre(units.length > 1);
        const wrong = 1 + (where % (units.length - 1));
        const frames = units.map((unit, seqno) =>
          naiveFrame('full', unit, seqno === wrong ? seqno + by : seqno),
        );
        const offset = Buffer.concat(frames.slice(0, wrong)).length;
        expect(readAsServer(frames)).toEqual([
          ...units.slice(0, wrong).map((unit) => printUnit('full', unit)),
          `failed BAD_SEQNO ${offset}`,
        ]);
      }),
    );
  });

  it('that announces more than the limit is refused with its header', () => {
    const framing = fc.constantFrom(...FRAMINGS);
    fc.assert(
      fc.property(framing, fc.nat(4096), fc.integer({ min: 4, max: 1 << 22 }), (each, words, more) => {
        const maxFrame = 4 * words;
        const decode = (length: number): unknown =>
          decodeFrames(each, [encodeFrameHeader(each, 4 * Math.floor(length / 4))], { maxFrame });
        expect(decode(maxFrame)).toEqual(maxFrame === 0 && each !== 'full' ? expect.any(Array) : []);
        expect(() => decode(maxFrame + 16 + more)).toThrow(expect.objectContaining({ code: 'TOO_LARGE' }));
      }),
    );
  });
});
