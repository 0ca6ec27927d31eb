// A server that misbehaves after the handshake, on purpose: the client names the rule, takes nothing of it, and goes
// on. Which rules a fault breaks is judged in property-tests, by what shares nothing with the client.

import { afterEach, describe, expect, it } from 'vitest';
import { VirtualClock } from '../protocol/bytes/index.ts';
import { SEEDED_START, seededEnv } from '../protocol/crypto/index.ts';
import { type RuleId, ViolationError } from '../protocol/rules/index.ts';
import { encryptedFaults, type FakeDc, type FaultOption, rpc, startFakeDc } from '../server-mock/index.ts';
import { type Client, type ConnectOptions, connect } from './index.ts';
import { MemoryLinks } from './test-kit/memory-link.ts';

const NEAREST = { _: 'nearestDc', country: 'NL', this_dc: 2, nearest_dc: 2 } as const;

/** Whoever could break these stands in the middle: https://core.telegram.org/mtproto/security_guidelines */
const CLOSING: ReadonlySet<RuleId> = new Set<RuleId>([
  'MT-EN-03',
  'MT-EN-04',
  'MT-EN-05',
  'MT-EN-06',
  'MT-EN-10',
]);

interface Pair {
  readonly dc: FakeDc;
  readonly client: Client;
  readonly links: MemoryLinks;
  readonly clock: VirtualClock;
  /** How often the method was called. */
  calls(): number;
}

const open: Pair[] = [];
afterEach(async () => {
  for (const { dc, client } of open.splice(0)) {
    await client.close();
    await dc.close();
  }
});

/** A DC with such faults, and a client on the same clock. */
async function unkeyed(faults: readonly FaultOption[], options: Partial<ConnectOptions> = {}): Promise<Pair> {
  const clock = new VirtualClock(SEEDED_START);
  let calls = 0;
  const nearest = rpc('help.getNearestDc', () => {
    calls++;
    return NEAREST;
  });
  const dc = await startFakeDc({ seed: 7, clock, faults, handlers: [nearest] });
  const links = new MemoryLinks((wire) => dc.openStream(wire));
  const { host, port, publicKeys } = dc;
  const env = seededEnv({ seed: 3, clock });
  const client = await connect({ host, port, publicKeys, dc: dc.dc, env, dial: links.dial, ...options });
  const made: Pair = { dc, client, links, clock, calls: () => calls };
  open.push(made);
  return made;
}

/** The same, with a key. */
async function pair(faults: readonly FaultOption[], options?: Partial<ConnectOptions>): Promise<Pair> {
  const made = await unkeyed(faults, options);
  await made.client.createAuthKey();
  return made;
}

function rulesOf({ refusals }: Client): (string | undefined)[] {
  return refusals.map((error) => (error instanceof ViolationError ? error.rule : error.code));
}

function injected(dc: FakeDc): string[] {
  return dc.journal
    .entries()
    .flatMap((entry) => (entry.kind === 'fault-injected' ? [`${entry.fault} ${entry.rule}`] : []));
}

/** Time goes by, a second at a time, until the promise is settled. */
async function settle<Value>(clock: VirtualClock, promise: Promise<Value>): Promise<Value> {
  let isSettled = false;
  const done = () => {
    isSettled = true;
  };
  promise.then(done, done);
  for (let second = 0; second < 60 && !isSettled; second++) {
    for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
    if (!isSettled) clock.advance(1000);
  }
  return await promise;
}

describe('a client names the rule of', () => {
  it.each(encryptedFaults())('$id, and its next call succeeds', async ({ id, rule }) => {
    const { dc, client } = await pair([{ id, times: 1 }]);
    await expect(client.ping()).rejects.toMatchObject({ code: 'VIOLATION', details: { rule } });
    expect(rulesOf(client)).toEqual([rule]);
    expect(injected(dc)).toEqual([`${id} ${rule}`]);
    await expect(client.call('help.getNearestDc')).resolves.toEqual(NEAREST);
    expect(rulesOf(client)).toEqual([rule]);
    expect(dc.journal.violations()).toEqual([]);
  });

  it.each(encryptedFaults())('$id, however often it occurs', async ({ id, rule }) => {
    const { client } = await pair([id]);
    for (let n = 0; n < 3; n++) await expect(client.ping()).rejects.toMatchObject({ details: { rule } });
    expect(rulesOf(client)).toEqual([rule, rule, rule]);
  });

  it('MT-EN-04 where the padding of the transport hides that a message is not aligned', async () => {
    const { client } = await pair(['message-unaligned'], { framing: 'padded' });
    await expect(client.ping()).rejects.toMatchObject({ details: { rule: 'MT-EN-04' } });
  });

  it('nothing, when there is no fault', async () => {
    const { dc, client } = await pair([]);
    await client.ping();
    await expect(client.call('help.getNearestDc')).resolves.toEqual(NEAREST);
    expect(client.refusals).toEqual([]);
    expect(injected(dc)).toEqual([]);
    dc.assertClean();
  });
});

describe('a call whose answer was bent once', () => {
  it.each(encryptedFaults())('is answered all the same, and runs once: $id', async ({ id, rule }) => {
    const { dc, client, links, clock, calls } = await pair([{ id, times: 1 }]);
    expect(await settle(clock, client.call('help.getNearestDc'))).toEqual(NEAREST);
    expect(rulesOf(client)).toEqual([rule]);
    expect(calls()).toBe(1);
    // Whoever tampers does not get the connection either.
    expect(links.opened).toBe(CLOSING.has(rule) ? 2 : 1);
    expect(dc.journal.violations().map((violation) => violation.rule)).toEqual([]);
  });
});

describe('a temporary key whose binding was answered with a bent message', () => {
  it.each(encryptedFaults())('is bound in the end: $id', async ({ id, rule }) => {
    const { client, clock } = await unkeyed([{ id, times: 1 }], { pfs: true });
    const call = settle(clock, client.call('help.getNearestDc'));
    // On a connection that stays nobody asks again for the answer: binding it takes too long, and is begun anew.
    if (CLOSING.has(rule)) expect(await call).toEqual(NEAREST);
    else await expect(call).rejects.toMatchObject({ code: 'TIMEOUT' });
    expect(await settle(clock, client.call('help.getNearestDc'))).toEqual(NEAREST);
    expect(rulesOf(client)).toEqual([rule]);
  });
});

describe('faults of all kinds', () => {
  it('may be ordered together', async () => {
    const { dc, client } = await unkeyed([
      { id: 'resPQ-wrong-nonce', times: 1 },
      { id: 'plain-length-zero', times: 2 },
      { id: 'message-wrong-session_id', times: 1 },
    ]);
    const rule = async (done: Promise<unknown>): Promise<unknown> =>
      done.then(
        () => 'done',
        (error: unknown) => (error instanceof ViolationError ? error.rule : error),
      );
    const named = [
      await rule(client.createAuthKey()),
      await rule(client.createAuthKey()),
      await rule(client.createAuthKey()),
      await rule(client.ping()),
      await rule(client.ping()),
    ];
    expect(named).toEqual(['MT-EN-01', 'MT-EN-01', 'done', 'MT-EN-07', 'done']);
    expect(injected(dc)).toEqual([
      'resPQ-wrong-nonce MT-HS-52',
      'plain-length-zero MT-EN-01',
      'plain-length-zero MT-EN-01',
      'message-wrong-session_id MT-EN-07',
    ]);
  });
});
