// Transports under arbitrary splitting and joining, each end against a naive other one.
// https://core.telegram.org/mtproto/mtproto-transports

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toHex } from '../protocol/bytes/index.ts';
import { type CryptoEngine, defaultEngine } from '../protocol/crypto/index.ts';
import { decodeFrames, type Framing } from '../protocol/transport/index.ts';
import { clientEnd, print, printUnit, type Reader, readAsServer, serverEnd } from './transport-ends.ts';
import {
  anySizes,
  anyUnits,
  anyWire,
  cut,
  naiveCiphers,
  naiveFrame,
  naiveOpening,
  naiveParse,
  naiveStream,
  noise,
  SECRET_KEY,
  TAGS,
  type Unit,
  u32,
  type Wire,
} from './transport-oracle.ts';

/** However the stream of a client is split and joined, the reader reads exactly what was sent. */
function readsWhatWasSent(read: Reader): fc.IPropertyWithHooks<[Wire, Unit[], number[], number]> {
  return fc.property(anyWire, anyUnits, anySizes, fc.nat(), (wire, units, sizes, seed) => {
    const events = read(cut(naiveStream(wire, units, seed), sizes));
    expect(events).toEqual(units.map((unit) => printUnit(wire.framing, unit)));
  });
}

describe('however the bytes are split and joined', () => {
  it('a server reads what a client sent', () => {
    fc.assert(readsWhatWasSent(readAsServer), { numRuns: 500 });
  });

  it('and knows the transport', () => {
    fc.assert(
      fc.property(anyWire, anySizes, fc.nat(), ({ framing, around }, sizes, seed) => {
        const transport = serverEnd();
        const first = { payload: noise(40, 1), quickAck: false, padding: Buffer.alloc(0) };
        for (const chunk of cut(naiveStream({ framing, around }, [first], seed), sizes))
          transport.receive(chunk);
        expect(transport.description).toMatchObject({ framing, obfuscated: around !== 'nothing' });
        expect(transport.description?.secret).toBe(around === 'secret' ? toHex(SECRET_KEY) : undefined);
      }),
    );
  });

  it('a client reads payloads, quick acks and errors of a server', () => {
    const token = fc.integer({ min: 0x80000000, max: 0xffffffff });
    const errorCode = fc.integer({ min: -0x80000000, max: -2 });
    const anything = fc.oneof(
      anyUnits.filter((units) => units.length > 0),
      token,
      errorCode,
    );
    fc.assert(
      fc.property(anyWire, fc.array(anything, { maxLength: 5 }), anySizes, (wire, items, sizes) => {
        const { framing, around } = wire;
        const transport = clientEnd(wire);
        const down =
          around === 'nothing' ? Buffer.from : naiveCiphers(Buffer.from(transport.open()), around).down;
        const expected: string[] = [];
        const frames: Buffer[] = [];
        let seqno = 0;
        const none = { quickAck: false, padding: noise(items.length, 3) };
        for (const item of items) {
          if (typeof item !== 'number') {
            for (const { payload, padding } of item) {
              frames.push(naiveFrame(framing, { payload, padding, quickAck: false }, seqno++));
              expected.push(`payload ${payload.toString('hex')} false`);
            }
          } else if (item < 0) {
            frames.push(naiveFrame(framing, { payload: u32(item), ...none }, seqno++));
            expected.push(JSON.stringify({ kind: 'error', errorCode: item }));
          } else if (framing !== 'full') {
            if (framing === 'abridged') frames.push(u32(item).reverse());
            else if (framing === 'intermediate') frames.push(u32(item));
            else
              frames.push(naiveFrame(framing, { payload: Buffer.concat([u32(-1), u32(item)]), ...none }, 0));
            expected.push(JSON.stringify({ kind: 'quick-ack', token: item }));
          }
        }
        const stream = down(Buffer.concat(frames));
        expect(cut(stream, sizes).flatMap((chunk) => transport.receive(chunk).map(print))).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });
});

describe('what is sent', () => {
  it('by our client, a naive server reads', () => {
    fc.assert(
      fc.property(anyWire, anyUnits, fc.nat(), (wire, units, seed) => {
        const { framing, around } = wire;
        const transport = clientEnd(wire, seed);
        const opening = Buffer.from(transport.open());
        const frames = units.map(({ payload, quickAck }) =>
          transport.send(payload, { quickAck: quickAck && framing !== 'full' }),
        );
        if (around === 'nothing') expect(opening.toString('hex')).toBe(TAGS[framing]);
        const ciphers = around === 'nothing' ? undefined : naiveCiphers(opening, around);
        if (ciphers)
          expect(ciphers.all.subarray(56, 60)).toEqual(Buffer.alloc(4, Buffer.from(TAGS[framing], 'hex')));
        const bodies = naiveParse(framing, ciphers?.up(Buffer.concat(frames)) ?? Buffer.concat(frames));
        checkBodies(framing, bodies, units);
      }),
    );
  });

  it('by our server, a naive client reads', () => {
    fc.assert(
      fc.property(anyWire, anyUnits, fc.nat(), (wire, units, seed) => {
        const transport = serverEnd();
        const { opening, down } = naiveOpening(wire, seed);
        transport.receive(opening);
        // Full has no tag: its first frame says it.
        if (wire.framing === 'full')
          transport.receive(
            naiveFrame('full', { payload: noise(40, 1), quickAck: false, padding: u32(0) }, 0),
          );
        const frames = Buffer.concat(units.map(({ payload }) => transport.send(payload)));
        checkBodies(wire.framing, naiveParse(wire.framing, down(frames)), units);
      }),
    );
  });
});

/** The payloads, and up to 15 bytes more where the framing pads. */
function checkBodies(framing: Framing, bodies: readonly Buffer[], units: readonly Unit[]): void {
  expect(bodies.map((body, i) => body.toString('hex', 0, units[i]?.payload.length))).toEqual(
    units.map(({ payload }) => payload.toString('hex')),
  );
  const surplus = bodies.map((body, i) => body.length - (units[i]?.payload.length ?? 0));
  expect(surplus.every((bytes) => bytes >= 0 && bytes <= (framing === 'padded' ? 15 : 0))).toBe(true);
}

describe('negative control: the law catches', () => {
  function counterexample(read: Reader): unknown {
    const run = fc.check(readsWhatWasSent(read), { numRuns: 500, endOnFailure: true });
    return run.failed ? run.counterexample : undefined;
  }

  it('a reader that loses the rest of a chunk after its first frame', () => {
    const read: Reader = (chunks) => {
      const transport = serverEnd();
      return chunks.flatMap((chunk) => transport.receive(chunk).slice(0, 1).map(print));
    };
    expect(counterexample(read)).toBeDefined();
  });

  it('a reader that loses what is left over at the end of a chunk', () => {
    const read: Reader = (chunks) =>
      chunks.flatMap((chunk, i) => readAsServer(i === 0 ? [chunk] : [...chunks.slice(0, 1), chunk]));
    expect(counterexample(read)).toBeDefined();
  });

  it('a cipher that starts anew with each chunk', () => {
    const restarting: CryptoEngine = {
      ...defaultEngine,
      aesCtr: (key, iv) => ({ process: (data) => defaultEngine.aesCtr(key, iv).process(data) }),
    };
    const read: Reader = (chunks) => {
      const transport = serverEnd(restarting);
      return chunks.flatMap((chunk) => transport.receive(chunk).map(print));
    };
    expect(counterexample(read)).toBeDefined();
  });

  it('a reader that leaves the padding', () => {
    const read: Reader = (chunks) => {
      const stream = Buffer.concat(chunks);
      if (stream.readUInt32LE(0) !== 0xdddddddd) return readAsServer(chunks);
      return decodeFrames('padded', [stream.subarray(4)]).map(print);
    };
    expect(
      counterexample((chunks) => (Buffer.concat(chunks).length < 4 ? readAsServer(chunks) : read(chunks))),
    ).toBeDefined();
  });

  it('and nothing in the real one', () => {
    expect(counterexample(readAsServer)).toBeUndefined();
  });
});
