import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { HarnessError, VirtualClock } from '../protocol/bytes/index.ts';
import { SEEDED_START } from '../protocol/crypto/index.ts';
import { DEFAULT_LIMITS, type FakeDcOptions, startFakeDc, TEST_PRIVATE_KEY } from './index.ts';
import { settle } from './options.ts';

function rsaKey(
  modulusLength: number,
  type: 'pkcs1' | 'pkcs8' = 'pkcs1',
): { private: string; public: string } {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength });
  return {
    private: privateKey.export({ type, format: 'pem' }).toString(),
    public: publicKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
  };
}

describe('what is not said', () => {
  it('is loopback, a free port, DC 2, the test key, the clock and the randomness of the system', () => {
    const settings = settle({});
    expect(settings).toMatchObject({ host: '127.0.0.1', port: 0, dc: 2, test: false, requireSecret: false });
    expect(settings).toMatchObject({
      clock: undefined,
      framings: undefined,
      secrets: [],
      limits: DEFAULT_LIMITS,
    });
    expect(settings.keys).toHaveLength(1);
    expect(settings.env.random('a', 16)).not.toEqual(settings.env.random('a', 16));
  });

  it('keeps the other limits when one is given', () => {
    expect(settle({ limits: { maxFrame: 1024 } }).limits).toEqual({ ...DEFAULT_LIMITS, maxFrame: 1024 });
  });
});

describe('time', () => {
  it('is virtual with a seed, and stands at the same instant in every run', () => {
    const { env, clock } = settle({ seed: 7 });
    expect(env.now()).toBe(SEEDED_START);
    clock?.advance(5);
    expect(env.now()).toBe(SEEDED_START + 5);
  });

  it('is the system clock on demand', () => {
    const { env, clock } = settle({ seed: 7, clock: 'system' });
    expect(clock).toBeUndefined();
    expect(Math.abs(env.now() - Date.now())).toBeLessThan(60_000);
  });

  it.each([undefined, 7])('is that of a given clock, with the seed %s', (seed) => {
    const clock = new VirtualClock(123_000);
    const settings = settle({ clock, ...(seed === undefined ? {} : { seed }) });
    expect(settings.clock).toBe(clock);
    const scoped = settings.env.scoped('a').scoped('b');
    const fired: number[] = [];
    scoped.setTimer(10, () => void fired.push(scoped.now()));
    clock.advance(20);
    expect(fired).toEqual([123_010]);
    expect(scoped.now()).toBe(123_020);
  });
});

describe('randomness', () => {
  it('is a function of the seed; 7, 7n and "7" are one seed', () => {
    const drawn = ([7, 7n, '7', 8] as const).map((seed) => settle({ seed }).env.random('label', 32));
    expect(drawn[1]).toEqual(drawn[0]);
    expect(drawn[2]).toEqual(drawn[0]);
    expect(drawn[3]).not.toEqual(drawn[0]);
  });
});

describe('keys', () => {
  it('are taken as PKCS#1 and PKCS#8, in their order', () => {
    const [one, other] = [rsaKey(2048, 'pkcs1'), rsaKey(2048, 'pkcs8')];
    const { keys } = settle({ keys: [other.private, one.private, TEST_PRIVATE_KEY] });
    expect(keys).toHaveLength(3);
    expect(new Set(keys.map(({ n }) => n)).size).toBe(3);
    expect(settle({ keys: [one.private] }).keys[0]?.n).toBe(keys[1]?.n);
  });
});

describe('bad options', () => {
  // What TypeScript would refuse is tried too: users of JavaScript write it.
  const cases: readonly (readonly [string, string, () => Record<keyof never, unknown>])[] = [
    ['a negative port', 'USAGE', () => ({ port: -1 })],
    ['a port above 65535', 'USAGE', () => ({ port: 65_536 })],
    ['half a port', 'USAGE', () => ({ port: 80.5 })],
    ['a port as text', 'USAGE', () => ({ port: '80' })],
    ['an empty host, which would mean every interface', 'USAGE', () => ({ host: '' })],
    ['a host that is none', 'USAGE', () => ({ host: null })],
    ['DC 0', 'USAGE', () => ({ dc: 0 })],
    ['DC -2', 'USAGE', () => ({ dc: -2 })],
    ['DC 10002, which is what clients write', 'USAGE', () => ({ dc: 10_002 })],
    ['DC 1.5', 'USAGE', () => ({ dc: 1.5 })],
    ['no key', 'USAGE', () => ({ keys: [] })],
    ['a key of 1024 bits', 'USAGE', () => ({ keys: [rsaKey(1024).private] })],
    ['a key of 3072 bits', 'USAGE', () => ({ keys: [rsaKey(3072).private] })],
    ['a public key', 'BAD_PEM', () => ({ keys: [rsaKey(2048).public] })],
    ['text instead of a key', 'BAD_PEM', () => ({ keys: ['garbage'] })],
    ['an empty key', 'BAD_PEM', () => ({ keys: [''] })],
    ['a key that is cut off', 'BAD_DER', () => ({ keys: [cutOff(TEST_PRIVATE_KEY)] })],
    ['a second key that is bad', 'BAD_PEM', () => ({ keys: [TEST_PRIVATE_KEY, 'garbage'] })],
    ['half a seed', 'USAGE', () => ({ seed: 1.5 })],
    ['a seed that is not exact', 'USAGE', () => ({ seed: 2 ** 53 })],
    ['a clock by a wrong name', 'USAGE', () => ({ clock: 'virtual' })],
    ['a clock that only tells the time', 'USAGE', () => ({ clock: { now: () => 0 } })],
    ['an empty secret', 'BAD_SECRET', () => ({ transports: { secrets: [''] } })],
    ['a secret of 15 bytes', 'BAD_SECRET', () => ({ transports: { secrets: ['00'.repeat(15)] } })],
    [
      'a secret that is no text of bytes',
      'BAD_SECRET',
      () => ({ transports: { secrets: ['!'.repeat(32)] } }),
    ],
    ['a fake-TLS secret', 'UNSUPPORTED', () => ({ transports: { secrets: [`ee${'00'.repeat(16)}6162`] } })],
    ['requireSecret without a secret', 'USAGE', () => ({ transports: { requireSecret: true } })],
    ['an unknown framing', 'USAGE', () => ({ transports: { framings: ['abridge'] } })],
    ['a framing by a name of every object', 'USAGE', () => ({ transports: { framings: ['toString'] } })],
    ['no framing', 'USAGE', () => ({ transports: { framings: [] } })],
    ['an unknown limit', 'USAGE', () => ({ limits: { maxFrames: 1 } })],
    ['a limit of 0', 'USAGE', () => ({ limits: { maxFrame: 0 } })],
    ['a limit that is NaN', 'USAGE', () => ({ limits: { maxJournalBytes: Number.NaN } })],
    ['an infinite limit', 'USAGE', () => ({ limits: { maxUnsent: Number.POSITIVE_INFINITY } })],
    ['a limit as text', 'USAGE', () => ({ limits: { maxAuthKeys: '5' } })],
  ];

  it.each(cases)('%s: %s', async (_what, code, options) => {
    const error = await startFakeDc(options() as FakeDcOptions).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(HarnessError);
    expect(error).toMatchObject({ code });
  });
});

/** The first half of its base64, whole lines and a proper end. */
function cutOff(pem: string): string {
  const lines = pem.trim().split('\n');
  return [...lines.slice(0, 10), lines.at(-1)].join('\n');
}
