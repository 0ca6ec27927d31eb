// Connecting, losing, and connecting again, with links that are made of nothing, on a clock that is told to move.

import { describe, expect, it } from 'vitest';
import { RemoteError } from '../protocol/bytes/index.ts';
import { type SeededEnv, seededEnv } from '../protocol/crypto/index.ts';
import { backoffDelay, DEFAULT_RECONNECT, type ReconnectOptions } from './backoff.ts';
import { CLOSE_TIMEOUT_MS, Line } from './line.ts';
import type { Link, LinkHandler } from './link.ts';

interface FakeLink {
  readonly handler: LinkHandler;
  isClosed: boolean;
}

class World {
  readonly env: SeededEnv = seededEnv({ seed: 1 });
  readonly line: Line;
  readonly links: FakeLink[] = [];
  readonly lost: RemoteError[] = [];
  /** When each attempt was made, ms from the start. */
  readonly attempts: number[] = [];
  isReachable = true;
  /** How often the process is held now. */
  held = 0;

  constructor(policy: Partial<ReconnectOptions> = {}) {
    const start = this.env.now();
    const dial = async (handler: LinkHandler) => {
      this.attempts.push(this.env.now() - start);
      if (!this.isReachable) throw new RemoteError('CONNECTION_CLOSED', 'unreachable');
      const link = { handler, isClosed: false };
      this.links.push(link);
      return {
        send: () => {},
        close: async () => {
          link.isClosed = true;
        },
      };
    };
    this.line = new Line(
      this.env,
      dial,
      { ...DEFAULT_RECONNECT, ...policy },
      { event: () => {}, lost: (reason) => void this.lost.push(reason) },
      () => {
        this.held++;
        return () => this.held--;
      },
    );
  }

  cut(): void {
    this.links.at(-1)?.handler.closed(new RemoteError('CONNECTION_CLOSED', 'cut'));
  }

  receive(): void {
    this.links.at(-1)?.handler.event({ kind: 'payload', payload: new Uint8Array(8), quickAck: false });
  }

  /** Lets time go by, with turns for promises in between. */
  async wait(seconds: number): Promise<void> {
    for (let n = 0; n < seconds * 2; n++) {
      this.env.clock.advance(500);
      await turn();
    }
  }
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

describe('a line whose server is away', () => {
  it('is tried again after growing delays, and not more than four times a minute in the end', async () => {
    const world = new World({ attempts: 1000 });
    await world.line.open();
    world.isReachable = false;
    world.cut();
    void world.line.reopen().catch(() => {});
    await world.wait(600);
    const gaps = world.attempts.slice(2).map((at, i) => at - (world.attempts[i + 1] ?? 0));
    expect(world.attempts[1]).toBe(0);
    expect(gaps.slice(0, 3).every((gap, i) => gap >= 500 * 2 ** i && gap <= 1500 * 2 ** i)).toBe(true);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(60_500);
    const lastMinutes = world.attempts.filter((at) => at > 300_000).length;
    expect(lastMinutes).toBeLessThanOrEqual(5 * 4);
    await world.line.close();
    expect(world.env.clock.pending).toBe(0);
  });

  it('holds the process from one attempt to the next, and no longer', async () => {
    const world = new World({ attempts: 3 });
    await world.line.open();
    world.isReachable = false;
    world.cut();
    expect(world.held).toBe(0);
    const reopening = world.line.reopen();
    await turn();
    expect(world.held).toBe(1);
    world.isReachable = true;
    await world.wait(2);
    await reopening;
    expect(world.held).toBe(0);
  });

  it('holds the process no longer once it is let go, and is tried all the same', async () => {
    const world = new World({ attempts: 3 });
    await world.line.open();
    world.isReachable = false;
    world.cut();
    const reopening = world.line.reopen();
    await turn();
    world.line.letGo();
    expect(world.held).toBe(0);
    world.isReachable = true;
    await world.wait(2);
    await reopening;
    expect(world.held).toBe(0);
  });

  it('is given up after so many attempts', async () => {
    const world = new World({ attempts: 3 });
    world.isReachable = false;
    const failed = expect(world.line.reopen()).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
    await world.wait(10);
    await failed;
    expect(world.attempts).toHaveLength(3);
    expect(world.line.mayTry).toBe(false);
    await expect(world.line.reopen()).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
    world.line.forgive();
    world.isReachable = true;
    await world.line.reopen();
    expect(world.line.isOpen).toBe(true);
  });

  it('is not tried when that is not wanted', async () => {
    const world = new World({ attempts: 0 });
    await world.line.open();
    world.cut();
    await expect(world.line.reopen()).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
    expect(world.attempts).toHaveLength(1);
  });
});

describe('a line that is cut', () => {
  it('ten times in a row is there again each time, at once as long as each leads to something', async () => {
    const world = new World();
    await world.line.open();
    for (let round = 1; round <= 10; round++) {
      world.line.forgive();
      await world.wait(1);
      world.cut();
      expect(world.lost).toHaveLength(round);
      await world.line.reopen();
      expect(world.line.isOpen).toBe(true);
    }
    expect(world.attempts).toEqual(Array.from({ length: 11 }, (_, n) => n * 1000));
  });

  it('as soon as it led to something is tried at once a few times, then more and more slowly', async () => {
    const world = new World();
    await world.line.open();
    for (let step = 0; step < 1200; step++) {
      while (world.line.isOpen) {
        world.line.forgive();
        world.cut();
        void world.line.reopen().catch(() => {});
        await turn();
        if (world.attempts.length > 1000) throw new Error('it is tried without end');
      }
      await world.wait(0.5);
    }
    expect(world.attempts.filter((at) => at === 0)).toHaveLength(4);
    const late = world.attempts.filter((at) => at > 300_000);
    expect(late.length).toBeGreaterThan(3);
    expect(late.length).toBeLessThanOrEqual(5 * 4);
    await world.line.close();
  });

  it.each([true, false])(
    'before it led to anything is tried more and more slowly (bytes came: %s)',
    async (came) => {
      const world = new World({ attempts: 4 });
      await world.line.open();
      const ends: unknown[] = [];
      for (let round = 0; round < 6; round++) {
        if (came) world.receive();
        world.cut();
        const reopening = world.line.reopen().catch((error: unknown) => ends.push(error));
        await world.wait(60);
        await reopening;
      }
      expect(world.attempts).toHaveLength(5);
      expect(ends).toHaveLength(2);
    },
  );

  it('tells what ended it, once', async () => {
    const world = new World();
    await world.line.open();
    const [link] = world.links;
    world.cut();
    link?.handler.event({ kind: 'error', errorCode: -404 });
    expect(world.lost).toMatchObject([{ message: 'cut' }]);
    expect(() => world.line.checkOpen()).toThrow(expect.objectContaining({ code: 'CONNECTION_CLOSED' }));
    expect(() => world.line.send(new Uint8Array(8))).toThrow(
      expect.objectContaining({ code: 'CONNECTION_CLOSED' }),
    );
  });
});

describe('a line that is given up', () => {
  it('closes its link, and is lost', async () => {
    const world = new World();
    await world.line.open();
    world.line.drop(new RemoteError('TRANSPORT_ERROR', '-429', { errorCode: -429 }), 1);
    expect(world.lost).toMatchObject([{ code: 'TRANSPORT_ERROR' }]);
    expect(world.links[0]?.isClosed).toBe(true);
    const reopening = world.line.reopen();
    await turn();
    expect(world.line.isOpen).toBe(false);
    await world.wait(2);
    await reopening;
    expect(world.attempts[1]).toBeGreaterThanOrEqual(500);
  });
});

describe('close()', () => {
  it('while it waits ends the wait', async () => {
    const world = new World();
    world.isReachable = false;
    const failed = expect(world.line.reopen()).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
    await turn();
    expect(world.env.clock.pending).toBe(1);
    expect(world.held).toBe(1);
    await world.line.close();
    await failed;
    expect(world.env.clock.pending).toBe(0);
    expect(world.held).toBe(0);
    expect(world.attempts).toHaveLength(1);
  });

  it('while it connects closes the link that comes of it', async () => {
    const world = new World();
    const failed = expect(world.line.open()).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
    await world.line.close();
    await failed;
    expect(world.links[0]?.isClosed).toBe(true);
    expect(world.line.isOpen).toBe(false);
    expect(world.lost).toEqual([]);
  });

  it('does not wait for an attempt that never ends', async () => {
    const env = seededEnv({ seed: 1 });
    const never = () => new Promise<Link>(() => {});
    const line = new Line(env, never, DEFAULT_RECONNECT, { event: () => {}, lost: () => {} });
    const failed = expect(line.reopen()).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
    await line.close();
    await failed;
    expect(env.clock.pending).toBe(0);
  });

  it('does not wait for ever for a link that does not close', async () => {
    const env = seededEnv({ seed: 1 });
    const stuck = async (): Promise<Link> => ({ send: () => {}, close: () => new Promise<void>(() => {}) });
    const line = new Line(env, stuck, DEFAULT_RECONNECT, { event: () => {}, lost: () => {} });
    await line.open();
    const closing = line.close();
    expect(env.clock.pending).toBe(1);
    env.clock.advance(CLOSE_TIMEOUT_MS);
    await closing;
  });

  it('is the end', async () => {
    const world = new World();
    await world.line.open();
    await world.line.close();
    await expect(world.line.reopen()).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
    await world.line.close();
    expect(world.links).toMatchObject([{ isClosed: true }]);
  });
});

describe('the delay before an attempt', () => {
  it('is none, then half to all of a second, doubling up to a minute', () => {
    const env = seededEnv({ seed: 2 });
    for (let attempt = 0; attempt < 20; attempt++) {
      const full = attempt === 0 ? 0 : Math.min(60_000, 1000 * 2 ** (attempt - 1));
      const delay = backoffDelay(DEFAULT_RECONNECT, attempt, env);
      expect(delay).toBeGreaterThanOrEqual(full / 2);
      expect(delay).toBeLessThanOrEqual(full);
    }
  });

  it('differs from client to client', () => {
    const delays = [1, 2, 3, 4].map((seed) => backoffDelay(DEFAULT_RECONNECT, 5, seededEnv({ seed })));
    expect(new Set(delays).size).toBe(4);
  });
});
