// Clients whose random source repeats itself, over several handshakes.

import { describe, expect, it } from 'vitest';
import { type Client, connect } from '../client/index.ts';
import { type CryptoEnv, defaultEngine, seededEnv } from '../protocol/crypto/index.ts';
import type { RuleId } from '../protocol/rules/index.ts';
import { type FakeDc, startFakeDc } from './index.ts';
import { UsedValues } from './used-values.ts';

describe('a client that draws again what it drew before breaks', () => {
  it.each<readonly [RuleId, string]>([
    ['MT-HS-28', 'handshake/nonce'],
    ['MT-HS-29', 'handshake/new_nonce'],
    ['MT-HS-30', 'handshake/rsa_pad/temp_key'],
    ['MT-HS-31', 'handshake/b'],
  ])('%s with %s, once a handshake, and has its key all the same', async (rule, label) => {
    await using dc = await startFakeDc({ seed: 7 });
    const keys: string[] = [];
    // Seeds with which RSA takes the same one of their temp_keys.
    for (const seed of [2, 3, 4]) {
      await using client = await connectTo(dc, repeating(seededEnv({ seed }), label));
      keys.push((await client.createAuthKey()).authKey);
    }
    expect(new Set(keys).size).toBe(3);
    expect(broken(dc)).toEqual([
      { rule, connection: 2 },
      { rule, connection: 3 },
    ]);
  });

  it('all of them, when it is started twice from one seed', async () => {
    await using dc = await startFakeDc({ seed: 7 });
    for (const seed of [1, 1]) {
      await using client = await connectTo(dc, seededEnv({ seed }));
      await client.createAuthKey();
    }
    const rules: readonly RuleId[] = ['MT-HS-28', 'MT-HS-29', 'MT-HS-30', 'MT-HS-31'];
    expect(broken(dc)).toEqual(rules.map((rule) => ({ rule, connection: 2 })));
  });
});

describe('a client breaks nothing', () => {
  it('that makes many keys, permanent and temporary, with retries', async () => {
    let keys = 0;
    const decide = (): 'ok' | 'retry' => (++keys % 2 === 0 ? 'ok' : 'retry');
    await using dc = await startFakeDc({ seed: 7, handshake: { decide } });
    for (let seed = 0; seed < 4; seed++) {
      await using client = await connectTo(dc, seededEnv({ seed }), seed % 2 === 0 ? {} : { expiresIn: 60 });
      await client.createAuthKey();
      await client.createAuthKey();
    }
    expect(keys).toBe(16);
    dc.assertClean();
  });

  it('that asks by the same req_pq again, through another connection, because the answer was lost', async () => {
    await using dc = await startFakeDc({ seed: 7 });
    const [first, second] = [1, 2].map((seed) => repeating(seededEnv({ seed }), 'handshake/nonce'));
    const lost = await connectTo(dc, first, { reconnect: false });
    const answered = new Promise<void>((resolve) => {
      dc.journal.subscribe((entry) => {
        if (entry.kind === 'handshake' && entry.query === 'req_pq_multi') resolve();
      });
    });
    const failed = lost.createAuthKey().catch((error: { code: string }) => error.code);
    await Promise.all([answered, lost.close()]);
    expect(await failed).toBe('CONNECTION_CLOSED');
    await using client = await connectTo(dc, second);
    await client.createAuthKey();
    const asked = dc.journal.entries({ kind: 'handshake' }).filter((entry) => 'query' in entry);
    expect(asked.map((entry) => ('query' in entry ? entry.query : ''))).toEqual([
      'req_pq_multi',
      'req_pq_multi',
      'req_DH_params',
      'set_client_DH_params',
    ]);
    dc.assertClean();
  });
});

describe('used values', () => {
  it('are known by kind, and the oldest of a kind is forgotten', () => {
    const used = new UsedValues(defaultEngine, 3);
    const value = (byte: number): Uint8Array => new Uint8Array(16).fill(byte);
    expect([1, 2, 3].map((byte) => used.remember('nonce', value(byte)))).toEqual([false, false, false]);
    expect(used.remember('new_nonce', value(1))).toBe(false);
    expect(used.remember('nonce', value(1))).toBe(true);
    expect(used.remember('nonce', value(4))).toBe(false);
    expect([3, 4, 1].map((byte) => used.remember('nonce', value(byte)))).toEqual([true, true, false]);
  });
});

function connectTo(
  dc: FakeDc,
  env: CryptoEnv | undefined,
  options: Partial<Parameters<typeof connect>[0]> = {},
): Promise<Client> {
  const { host, port, publicKeys } = dc;
  return connect({ host, port, publicKeys, dc: dc.dc, ...(env && { env }), ...options });
}

/** An Env whose draws for `label` are those of every other that this function makes. */
function repeating(env: CryptoEnv, label: string): CryptoEnv {
  const same = seededEnv({ seed: 'the same' });
  return {
    crypto: env.crypto,
    random: (name, length) => (name === label ? same : env).random(name, length),
    now: () => env.now(),
    setTimer: (delay, task) => env.setTimer(delay, task),
    scoped: (scope) => repeating(env.scoped(scope), label),
  };
}

function broken(dc: FakeDc): { rule: string; connection: number }[] {
  return dc.journal.violations().map(({ rule, connection }) => ({ rule, connection }));
}
