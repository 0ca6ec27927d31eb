import { describe, expect, it } from 'vitest';
import { UsageError, VirtualClock } from './index.ts';

const START = 1_735_689_600_000;

/** A clock and the list of what fired, as `name@ms after the start`. */
function recorded(): { clock: VirtualClock; fired: string[]; task: (name: string) => () => void } {
  const clock = new VirtualClock(START);
  const fired: string[] = [];
  return { clock, fired, task: (name) => () => void fired.push(`${name}@${clock.now() - START}`) };
}

describe('the order of timers', () => {
  it('is that of their due times, whatever the order in which they were set', () => {
    const { clock, fired, task } = recorded();
    for (const delay of [50, 10, 40, 30, 20]) clock.setTimer(delay, task(`t${delay}`));
    clock.advance(100);
    expect(fired).toEqual(['t10@10', 't20@20', 't30@30', 't40@40', 't50@50']);
    expect(clock.now()).toBe(START + 100);
  });

  it('is that in which they were set among equals', () => {
    const { clock, fired, task } = recorded();
    const names = Array.from({ length: 40 }, (_, i) => `n${i}`);
    for (const name of names) clock.setTimer(5, task(name));
    clock.advance(5);
    expect(fired).toEqual(names.map((name) => `${name}@5`));
  });

  it('counts a timer of an earlier instant with the same due time as the earlier one', () => {
    const { clock, fired, task } = recorded();
    clock.setTimer(10, task('first'));
    clock.advance(4);
    clock.setTimer(6, task('second'));
    clock.advance(6);
    expect(fired).toEqual(['first@10', 'second@10']);
  });

  it('fires what other timers set on the way, at its own time', () => {
    const { clock, fired, task } = recorded();
    clock.setTimer(10, () => {
      task('outer')();
      clock.setTimer(0, task('at once'));
      clock.setTimer(5, task('on the way'));
      clock.setTimer(500, task('too late'));
    });
    clock.setTimer(12, task('between'));
    clock.advance(20);
    expect(fired).toEqual(['outer@10', 'at once@10', 'between@12', 'on the way@15']);
    expect(clock.pending).toBe(1);
  });

  it('lets a timer set itself again and again', () => {
    const { clock, fired, task } = recorded();
    const tick = (): void => {
      task('tick')();
      clock.setTimer(10, tick);
    };
    clock.setTimer(10, tick);
    clock.advance(35);
    expect(fired).toEqual(['tick@10', 'tick@20', 'tick@30']);
    expect(clock.pending).toBe(1);
  });

  it('takes a negative delay for none', () => {
    const { clock, fired, task } = recorded();
    clock.setTimer(-1000, task('late'));
    clock.advance(0);
    expect(fired).toEqual(['late@0']);
  });
});

it('refuses a delay that is no number', () => {
  expect(() => new VirtualClock(START).setTimer(Number.NaN, () => {})).toThrow(UsageError);
});

describe('a timer', () => {
  it('does not fire before its time, and once only', () => {
    const { clock, fired, task } = recorded();
    clock.setTimer(10, task('t'));
    clock.advance(9.999);
    expect(fired).toEqual([]);
    clock.advance(0.001);
    clock.advance(1000);
    expect(fired).toHaveLength(1);
  });

  it('does not fire when it was cancelled, and is not counted any more', () => {
    const { clock, fired, task } = recorded();
    const timers = ['a', 'b', 'c'].map((name) => clock.setTimer(10, task(name)));
    timers[1]?.cancel();
    expect(clock.pending).toBe(2);
    clock.advance(10);
    expect(fired).toEqual(['a@10', 'c@10']);
    expect(clock.pending).toBe(0);
  });

  it('may be cancelled twice, after it fired, by itself and by another one of the same instant', () => {
    const { clock, fired, task } = recorded();
    const victim = { cancel: (): void => {} };
    const own = clock.setTimer(10, () => {
      own.cancel();
      victim.cancel();
      task('killer')();
    });
    victim.cancel = clock.setTimer(10, task('victim')).cancel;
    const later = clock.setTimer(20, task('later'));
    clock.advance(10);
    own.cancel();
    victim.cancel();
    expect(clock.pending).toBe(1);
    later.cancel();
    later.cancel();
    clock.advance(100);
    expect(fired).toEqual(['killer@10']);
  });
});

describe('a task', () => {
  it('that throws stops the clock at its time; the others still wait', () => {
    const { clock, fired, task } = recorded();
    clock.setTimer(10, () => {
      throw new Error('on purpose');
    });
    clock.setTimer(20, task('next'));
    expect(() => clock.advance(30)).toThrow('on purpose');
    expect(clock.now()).toBe(START + 10);
    clock.advance(20);
    expect(fired).toEqual(['next@20']);
  });

  it('that advances the clock beyond the end does not make it go back', () => {
    const { clock, fired, task } = recorded();
    clock.setTimer(10, () => clock.advance(1000));
    clock.setTimer(500, task('swept along'));
    clock.advance(20);
    expect(fired).toEqual(['swept along@500']);
    expect(clock.now()).toBe(START + 1010);
  });
});

describe('a duration', () => {
  it.each([
    [0, 0],
    [1.5, 1.5],
    ['250ms', 250],
    ['90s', 90_000],
    ['30m', 1_800_000],
    ['3h', 10_800_000],
    ['2d', 172_800_000],
    ['0.5s', 500],
    ['0h', 0],
  ])('%j is %d ms', (by, milliseconds) => {
    const clock = new VirtualClock(START);
    clock.advance(by);
    expect(clock.now() - START).toBe(milliseconds);
  });

  it.each([
    '',
    '3',
    'h',
    '3 h',
    ' 3h',
    '3h ',
    '3H',
    '3w',
    '-3h',
    '+3h',
    '1h30m',
    '.5s',
    '1.s',
    '1e3s',
    '3toString',
    `${'9'.repeat(400)}s`,
    -1,
    Number.NaN,
    Number.POSITIVE_INFINITY,
  ])('%j is none, and the clock stands still', (by) => {
    const clock = new VirtualClock(START);
    clock.setTimer(1, () => {
      throw new Error('must not fire');
    });
    expect(() => clock.advance(by)).toThrow(UsageError);
    expect(clock.now()).toBe(START);
  });
});

describe('thousands of timers', () => {
  // Delays that jump about: 7919 is a prime, so that every residue comes once.
  const COUNT = 100_003;
  const delays = Array.from({ length: COUNT }, (_, i) => (i * 7919) % COUNT);

  it('fire in order, with a third of them cancelled', () => {
    const clock = new VirtualClock(START);
    const fired: number[] = [];
    const timers = delays.map((delay) => clock.setTimer(delay, () => void fired.push(delay)));
    timers.forEach((timer, i) => {
      if (i % 3 === 0) timer.cancel();
    });
    const kept = delays.filter((_, i) => i % 3 !== 0).sort((a, b) => a - b);
    expect(clock.pending).toBe(kept.length);
    clock.advance(COUNT);
    expect(fired).toEqual(kept);
  });

  it('leave nothing behind when they are set and cancelled on a clock that stands still', () => {
    const clock = new VirtualClock(START);
    clock.setTimer(1, () => {});
    for (const delay of delays) clock.setTimer(delay, () => {}).cancel();
    expect(clock.pending).toBe(1);
  });
});
