// Faults of messages where they are injected: between a session and its connection. What goes out is what the journal
// shows, and nothing else is touched.

import { describe, expect, it } from 'vitest';
import { toHex } from '../../protocol/bytes/index.ts';
import { encryptedFaults, type FaultOption } from '../faults/index.ts';
import { type BentClient, bentClient, memoryDc } from '../test-kit/index.ts';

const PING = { _: 'ping', ping_id: 5n } as const;

/** A client of a DC with such faults, which has pinged so many times. */
function speaking(faults: readonly FaultOption[], before = 0): BentClient {
  const dc = memoryDc({ faults });
  const client = bentClient(dc);
  for (let n = 0; n < before; n++) client.send({ body: PING });
  client.stream.takePayloads();
  return client;
}

/** The next frame that the DC sends, as it comes. */
function nextFrame(client: BentClient): string {
  client.send({ body: PING });
  const [payload, ...more] = client.stream.takePayloads();
  if (payload === undefined || more.length > 0) throw new Error('not one frame');
  return toHex(payload);
}

/** What the journal says of what went out, in order: frames as hex, and faults. */
function wentOut({ dc }: BentClient): string[] {
  return dc.journal.entries().flatMap((entry) => {
    if (entry.kind === 'fault-injected') return [`${entry.fault} ${entry.rule} ${entry.connection}`];
    return entry.kind === 'frame' && entry.direction === 'out' ? [toHex(entry.bytes)] : [];
  });
}

describe('the journal notes', () => {
  it.each(encryptedFaults())('$id, its rule, and the frame that was sent', ({ id, rule }) => {
    const client = speaking([id]);
    const [greeting, pong] = [nextFrame(client), nextFrame(client)];
    expect(wentOut(client)).toEqual([`${id} ${rule} 1`, greeting, `${id} ${rule} 1`, pong]);
    const frames = client.dc.journal.entries({ kind: 'frame', direction: 'out' });
    const shown = frames.map((entry) => entry.kind === 'frame' && JSON.stringify(entry.content, withBigInts));
    expect(shown).toHaveLength(2);
    expect(client.dc.broken()).toEqual([]);
    expect(client.dc.journal.faults).toBe(0);
  });

  it('nothing when there is none', () => {
    const client = speaking(['resPQ-truncated']);
    const sent = [nextFrame(client), nextFrame(client)];
    expect(wentOut(client)).toEqual(sent);
  });

  it('the empty container of a long poll, bent like any frame', () => {
    const client = speaking([{ id: 'container-nested', times: 3 }], 2);
    const { carrier } = client.session;
    if (carrier !== undefined) client.session.sendNothing(carrier);
    expect(wentOut(client).at(-2)).toBe('container-nested MT-CT-02 1');
  });
});

describe('frames that are not bent', () => {
  it.each(encryptedFaults().filter(({ id }) => id.startsWith('message-')))(
    'are those of a DC without faults, after $id',
    ({ id }) => {
      const [bent, correct] = [speaking([{ id, times: 1 }], 1), speaking([], 1)];
      expect(wentOut(bent)[1]).not.toBe(wentOut(correct)[0]);
      // A filler may have taken a msg_id: those of the next millisecond begin anew.
      for (const { dc } of [bent, correct]) dc.clock.advance(1);
      expect(nextFrame(bent)).toBe(nextFrame(correct));
    },
  );

  it('come when the fault has occurred often enough, on whichever connection', () => {
    const client = speaking([{ id: 'message-empty', times: 2 }]);
    const lengths = [nextFrame(client).length];
    client.reconnect();
    lengths.push(nextFrame(client).length);
    expect(lengths).toEqual([48, 48]);
    client.send({ body: PING });
    expect(client.takeNames()).toEqual(['pong', 'msgs_ack']);
  });
});

function withBigInts(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? `${value}` : value;
}
