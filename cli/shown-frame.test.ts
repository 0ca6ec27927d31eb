import { expect, it } from 'vitest';
import { type FrameContent, Journal, jsonOf } from '../server-mock/index.ts';
import { ShownFrames } from './shown-frame.ts';

function journalOf(bytes: Uint8Array, content: FrameContent): Journal {
  const journal = new Journal({ maxEntries: 10, maxBytes: 1 << 20 }, () => 0);
  journal.addFrame(1, 'in', bytes, content);
  return journal;
}

it('shows a small frame as a whole', () => {
  const bytes = Uint8Array.of(1, 2, 3);
  const content = { type: 'plain', msgId: 4n, object: { _: 'ping', ping_id: 5n } } as const;
  expect(new ShownFrames(journalOf(bytes, content)).show(0)).toEqual({ length: 3, bytes, content });
});

it('shows the beginning of a large one, and the name of what it holds', () => {
  const msgIds = new Array<bigint>(5000).fill(2n ** 62n);
  const content = { type: 'plain', msgId: 4n, object: { _: 'msgs_ack', msg_ids: msgIds } } as const;
  const shown = new ShownFrames(journalOf(new Uint8Array(40_000).fill(7), content)).show(0);
  expect(shown).toEqual({
    length: 40_000,
    bytes: new Uint8Array(4096).fill(7),
    content: { type: 'plain', msgId: 4n, object: { _: 'msgs_ack' } },
  });
  expect(jsonOf(shown).length).toBeLessThan(10_000);
});

it('shows a frame that breaks many rules without decoding it anew', () => {
  const frames = new ShownFrames(journalOf(Uint8Array.of(1), { type: 'opaque' }));
  expect(frames.show(0)).toBe(frames.show(0));
  expect([frames.show(undefined), frames.show(1)]).toEqual([undefined, undefined]);
});
