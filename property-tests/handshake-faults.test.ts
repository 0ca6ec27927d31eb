// Faults on the wire: each is injected between the stairs, stands in the journal, and is named by the other end.
// Which rule a fault breaks is judged without a wire in server-mock/faults and client/faults.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ClientFaultId, clientFaults, connect } from '../client/index.ts';
import { HarnessError } from '../protocol/bytes/index.ts';
import { seededEnv } from '../protocol/crypto/index.ts';
import { rules, ViolationError } from '../protocol/rules/index.ts';
import {
  type FakeDc,
  type FaultId,
  handshakeFaults,
  type JournalEntry,
  startFakeDc,
} from '../server-mock/index.ts';

/** One handshake: `a key`, the rule that the client named, or the error code. */
async function outcome(dc: FakeDc, faults: readonly ClientFaultId[] = []): Promise<string> {
  const env = seededEnv({ seed: faults.join() });
  await using client = await connect({ ...dc, dc: dc.dc, env, faults });
  try {
    await client.createAuthKey();
    return 'a key';
  } catch (error) {
    if (error instanceof ViolationError) return error.rule;
    if (error instanceof HarnessError) return `${error.code} ${String(error.details.errorCode ?? '')}`.trim();
    throw error;
  }
}

function injected(entries: readonly JournalEntry[]): FaultId[] {
  return entries.flatMap((entry) => (entry.kind === 'fault-injected' ? [entry.fault] : []));
}

describe('a client over TCP names the rule of', () => {
  it.each(handshakeFaults())('$id', async ({ id, rule }) => {
    await using dc = await startFakeDc({ seed: id, faults: [id] });
    expect(await outcome(dc)).toBe(rule);
    expect(injected(dc.journal.entries())).toEqual([id]);
    expect(dc.journal.violations()).toEqual([]);
    const [entry] = dc.journal.entries({ kind: 'fault-injected' });
    expect(entry).toMatchObject({ kind: 'fault-injected', fault: id, rule });
  });

  it('nothing, when there is no fault', async () => {
    await using dc = await startFakeDc({ seed: 1 });
    expect(await outcome(dc)).toBe('a key');
    expect(injected(dc.journal.entries())).toEqual([]);
    dc.assertClean();
  });

  it('a fault that occurs once, and succeeds afterwards', async () => {
    await using dc = await startFakeDc({ seed: 1, faults: [{ id: 'dh_gen-wrong-hash', times: 1 }] });
    expect(await outcome(dc)).toBe('MT-HS-71');
    expect(await outcome(dc)).toBe('a key');
  });

  it('a fault that does not exist', async () => {
    await expect(startFakeDc({ faults: ['nonsense' as FaultId] })).rejects.toMatchObject({ code: 'USAGE' });
  });
});

describe('a DC writes down the rule of', () => {
  let dc: FakeDc;
  beforeAll(async () => {
    dc = await startFakeDc({ seed: 2 });
  });
  afterAll(async () => {
    await dc.close();
  });

  it.each(clientFaults().filter(({ step }) => step !== 'retry'))('$id', async ({ id, rule }) => {
    const { length } = dc.journal.violations();
    const met = await outcome(dc, [id]);
    // A broken envelope costs the message; a msg_id that looks like a server's is only noted.
    const written = dc.journal.violations().slice(length);
    expect(new Set(written.map((violation) => violation.rule))).toEqual(new Set([rule]));
    const refused = rules[rule].severity === 'MUST' && rule !== 'MT-EN-08';
    expect(met).toBe(refused ? `TRANSPORT_ERROR ${rule === 'MT-HS-12' ? -444 : -404}` : 'a key');
  });

  it.each(clientFaults().filter(({ step }) => step === 'retry'))('$id', async ({ id, rule }) => {
    const verdicts = ['retry', 'ok'] as const;
    let next = 0;
    await using other = await startFakeDc({
      seed: 3,
      handshake: { decide: () => verdicts[next++] ?? 'ok' },
    });
    expect(await outcome(other, [id])).toBe('TRANSPORT_ERROR -404');
    expect(other.journal.violations().map((violation) => violation.rule)).toEqual([rule]);
  });

  it('a fault that does not exist', async () => {
    await expect(outcome(dc, ['nonsense' as ClientFaultId])).rejects.toMatchObject({ code: 'USAGE' });
  });
});
