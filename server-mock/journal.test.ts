import { describe, expect, it } from 'vitest';
import { Journal, type JournalEntry, type JournalEvent, jsonOf } from './index.ts';

const ROOMY = { maxEntries: 1000, maxBytes: 1_000_000 };

function frame(length: number, direction: 'in' | 'out' = 'in'): JournalEvent {
  return { kind: 'frame', direction, bytes: new Uint8Array(length).fill(0xab), content: { type: 'opaque' } };
}

function violation(rule: 'MT-EN-02' | 'MT-EN-03' | 'MT-TP-03'): JournalEvent {
  return { kind: 'violation', violation: { rule, detail: 'a detail' } };
}

describe('an entry', () => {
  it('is numbered from 0, has its instant and its connection', () => {
    let now = 1000;
    const journal = new Journal(ROOMY, () => now);
    journal.add(7, { kind: 'opened' });
    now = 2000.5;
    journal.add(8, { kind: 'closed', reason: 'why' });
    expect(journal.entries()).toEqual([
      { index: 0, at: 1000, connection: 7, kind: 'opened' },
      { index: 1, at: 2000.5, connection: 8, kind: 'closed', reason: 'why' },
    ]);
  });
});

describe('the bounds', () => {
  it('keep the newest entries, and count what was dropped', () => {
    const journal = new Journal({ ...ROOMY, maxEntries: 10 }, () => 0);
    for (let i = 0; i < 25; i++) {
      journal.add(i, { kind: 'opened' });
      expect(journal.length).toBe(Math.min(10, i + 1));
      expect(journal.dropped).toBe(Math.max(0, i - 9));
    }
    expect(journal.entries().map(({ index }) => index)).toEqual([15, 16, 17, 18, 19, 20, 21, 22, 23, 24]);
  });

  it('keep within the bytes of frames', () => {
    const journal = new Journal({ ...ROOMY, maxBytes: 100 }, () => 0);
    for (const length of [40, 40, 20]) journal.add(1, frame(length));
    expect([journal.length, journal.dropped]).toEqual([3, 0]);
    journal.add(1, frame(1));
    expect([journal.length, journal.dropped]).toEqual([3, 1]);
    journal.add(1, frame(100));
    expect([journal.length, journal.dropped]).toEqual([1, 4]);
  });

  it('keep the newest entry even when it alone is too large', () => {
    const journal = new Journal({ ...ROOMY, maxBytes: 100 }, () => 0);
    journal.add(1, frame(50));
    journal.add(2, frame(5000));
    expect(journal.entries().map(({ connection }) => connection)).toEqual([2]);
    journal.add(3, frame(50));
    expect(journal.entries().map(({ connection }) => connection)).toEqual([3]);
  });

  it('hold over a hundred thousand entries', () => {
    const journal = new Journal({ maxEntries: 1500, maxBytes: 60_000 }, () => 0);
    for (let i = 0; i < 100_000; i++) journal.add(i, i % 2 === 0 ? frame(i % 200) : { kind: 'opened' });
    const kept = journal.entries();
    const bytes = kept.reduce((sum, entry) => sum + (entry.kind === 'frame' ? entry.bytes.length : 0), 0);
    expect(bytes).toBeLessThanOrEqual(60_000);
    expect(kept).toHaveLength(journal.length);
    expect(journal.dropped + journal.length).toBe(100_000);
    expect(kept.map(({ index }) => index)).toEqual(kept.map((_, i) => 100_000 - kept.length + i));
    // One more of the dropped would not have fitted.
    expect(bytes + 200).toBeGreaterThan(60_000 - 200);
  });
});

describe('a query', () => {
  const journal = new Journal(ROOMY, () => 0);
  journal.add(1, { kind: 'opened' });
  journal.add(1, frame(4, 'in'));
  journal.add(2, frame(5, 'out'));
  journal.add(1, violation('MT-EN-02'));
  journal.add(2, violation('MT-TP-03'));
  const indexes = (query: Parameters<Journal['entries']>[0]): number[] =>
    journal.entries(query).map(({ index }) => index);

  it.each([
    [{}, [0, 1, 2, 3, 4]],
    [{ kind: 'frame' }, [1, 2]],
    [{ connection: 1 }, [0, 1, 3]],
    [{ direction: 'out' }, [2]],
    [{ rule: 'MT-EN-02' }, [3]],
    [{ rule: 'MT-EN-99' }, []],
    [{ kind: 'frame', connection: 1, direction: 'in' }, [1]],
    [{ kind: 'opened', direction: 'in' }, []],
    [{ kind: 'violation', connection: 1, rule: 'MT-TP-03' }, []],
  ] as const)('%j finds %j', (query, found) => {
    expect(indexes(query)).toEqual(found);
  });

  it('gives an array that the asker may change', () => {
    journal.entries().pop();
    expect(journal.entries()).toHaveLength(5);
  });

  it('of violations tells whose they are', () => {
    expect(journal.violations()).toMatchObject([
      { rule: 'MT-EN-02', detail: 'a detail', connection: 1, index: 3 },
      { rule: 'MT-TP-03', detail: 'a detail', connection: 2, index: 4 },
    ]);
  });
});

describe('the frame of a violation', () => {
  it('is the one that its connection was taking', () => {
    const journal = new Journal(ROOMY, () => 0);
    journal.add(1, frame(4, 'in'));
    journal.add(1, frame(8, 'out'));
    journal.add(1, violation('MT-EN-02'));
    journal.add(2, violation('MT-EN-02'));
    journal.endFrame();
    journal.add(1, violation('MT-EN-02'));
    const [first, ofAnother, afterwards] = journal.violations();
    expect(first?.frame).toEqual(journal.entries()[0]);
    expect(first?.frame?.bytes).toEqual(new Uint8Array(4).fill(0xab));
    expect([ofAnother?.frame, afterwards?.frame]).toEqual([undefined, undefined]);
    const [entry] = journal.entries({ kind: 'violation' });
    expect(entry?.kind === 'violation' && entry.frame).toBe(0);
  });

  it('is one for all that it breaks, copied and decoded once', () => {
    const journal = new Journal(ROOMY, () => 0);
    for (let frames = 0; frames < 2; frames++) {
      journal.add(1, frame(4, 'in'));
      for (let broken = 0; broken < 2; broken++) journal.add(1, violation('MT-EN-02'));
    }
    const [first, second, third] = journal.violations();
    expect(second?.frame).toBe(first?.frame);
    expect([first?.frame?.index, third?.frame?.index]).toEqual([0, 3]);
  });

  it('is none for what is late, whatever frame comes meanwhile', () => {
    const journal = new Journal(ROOMY, () => 0);
    journal.add(1, frame(4, 'in'));
    journal.add(1, { ...violation('MT-EN-02'), frame: undefined } as JournalEvent);
    expect(journal.violations()[0]?.frame).toBeUndefined();
  });

  it('is kept with it when their entries are forgotten, of the first violations of each rule', () => {
    const journal = new Journal({ ...ROOMY, maxEntries: 2 }, () => 0);
    journal.add(1, frame(4, 'in'));
    journal.add(1, violation('MT-EN-02'));
    expect(journal.violations()).toMatchObject([{ index: 1, frame: { index: 0 } }]);
    journal.endFrame();
    for (let others = 0; others < 3; others++) journal.add(1, { kind: 'opened' });
    expect(journal.violations()).toMatchObject([
      { index: 1, rule: 'MT-EN-02', connection: 1, frame: { index: 0, direction: 'in' } },
    ]);
    expect(journal.entries({ kind: 'violation' })).toEqual([]);
    expect(journal.frame(0)?.bytes).toHaveLength(4);
    expect([journal.frame(2), journal.frame(-1), journal.frame(9)]).toEqual(new Array<undefined>(3));

    for (let broken = 0; broken < 20; broken++) journal.add(1, violation('MT-EN-02'));
    journal.add(1, violation('MT-EN-03'));
    for (let others = 0; others < 2; others++) journal.add(1, { kind: 'opened' });
    const kept = journal.violations();
    expect(kept.filter(({ rule }) => rule === 'MT-EN-02')).toHaveLength(16);
    expect(kept.at(-1)).toMatchObject({ rule: 'MT-EN-03', index: 25 });
    expect(journal.brokenRules.get('MT-EN-02')).toBe(21);
  });

  it('is forgotten when the frames of violations are too large together', () => {
    const journal = new Journal({ maxEntries: 2, maxBytes: 40 }, () => 0);
    for (let broken = 0; broken < 3; broken++) {
      journal.add(1, frame(6, 'in'));
      journal.add(1, violation('MT-EN-02'));
      journal.endFrame();
    }
    for (let others = 0; others < 2; others++) journal.add(1, { kind: 'opened' });
    expect(journal.violations().map((one) => one.frame?.index)).toEqual([0, undefined, undefined]);
  });
});

describe('a listener', () => {
  it('hears every entry from then on, dropped ones too, until it is told to stop', () => {
    const journal = new Journal({ ...ROOMY, maxEntries: 2 }, () => 0);
    const heard: number[] = [];
    journal.add(1, { kind: 'opened' });
    const stop = journal.subscribe(({ index }) => void heard.push(index));
    for (let i = 0; i < 5; i++) journal.add(1, { kind: 'opened' });
    stop();
    stop();
    journal.add(1, { kind: 'opened' });
    expect(heard).toEqual([1, 2, 3, 4, 5]);
  });

  it('that stops itself does not keep others from hearing', () => {
    const journal = new Journal(ROOMY, () => 0);
    const heard: string[] = [];
    const stop = journal.subscribe(() => {
      heard.push('once');
      stop();
    });
    journal.subscribe(() => void heard.push('always'));
    journal.add(1, { kind: 'opened' });
    journal.add(1, { kind: 'opened' });
    expect(heard).toEqual(['once', 'always', 'always']);
  });

  it.each<[string, unknown]>([
    ['an error', new Error('on purpose')],
    ['what has no text', Object.create(null)],
  ])('that throws %s is not called again, and the journal says so', (_what, thrown) => {
    const journal = new Journal(ROOMY, () => 0);
    let calls = 0;
    const heard: string[] = [];
    journal.subscribe(() => {
      calls++;
      throw thrown;
    });
    journal.subscribe(({ kind }) => void heard.push(kind));
    journal.add(3, { kind: 'opened' });
    journal.add(3, { kind: 'opened' });
    expect(calls).toBe(1);
    expect(heard.sort()).toEqual(['fault', 'opened', 'opened']);
    expect(journal.entries({ kind: 'fault' })).toMatchObject([{ connection: 3, index: 1 }]);
  });
});

describe('JSON', () => {
  it('writes bytes as hex and 64-bit integers as decimal strings', () => {
    expect(jsonOf({ a: Uint8Array.of(1, 255), b: -(2n ** 63n), c: [Buffer.from([16])], d: undefined })).toBe(
      '{"a":"01ff","b":"-9223372036854775808","c":["10"]}',
    );
  });

  it('is one line an entry, the same for the same events', () => {
    const [one, other] = [filled(), filled()];
    expect(one.toJsonLines()).toBe(other.toJsonLines());
    const lines = one.toJsonLines().split('\n');
    expect(lines.pop()).toBe('');
    const entries = lines.map((line) => JSON.parse(line) as JournalEntry);
    expect(entries.map(({ index, kind }) => [index, kind])).toEqual([
      [0, 'opened'],
      [1, 'frame'],
      [2, 'violation'],
      [3, 'frame'],
    ]);
    expect(entries[3]).toMatchObject({ content: { sessionId: '-1', msgId: '5' }, bytes: 'abab' });
    expect(one.toJsonLines({ kind: 'violation' })).toBe(`${lines[2]}\n`);
    expect(new Journal(ROOMY, () => 0).toJsonLines()).toBe('');
  });

  function filled(): Journal {
    const journal = new Journal(ROOMY, () => 5);
    journal.add(1, { kind: 'opened' });
    journal.add(1, frame(3));
    journal.add(1, violation('MT-EN-02'));
    const content = { authKeyId: '00', sessionId: -1n, salt: 2n, msgId: 5n, seqno: 1, object: undefined };
    journal.add(1, {
      kind: 'frame',
      direction: 'out',
      bytes: Buffer.from([0xab, 0xab]),
      content: { type: 'encrypted', ...content },
    });
    return journal;
  }
});
