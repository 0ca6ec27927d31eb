// The table at the end of a test: what it tells, and what it may overlook.

import { describe, expect, it } from 'vitest';
import { HarnessError } from '../protocol/bytes/index.ts';
import { rules } from '../protocol/rules/index.ts';
import { assertClean, type CleanOptions } from './assert-clean.ts';
import { rpc } from './rpc/index.ts';
import { type BentClient, bentClient, memoryDc } from './test-kit/index.ts';

const PING = { _: 'ping', ping_id: 5n } as const;

describe('assertClean', () => {
  it('says nothing of a clean journal', () => {
    const { dc } = pinged();
    expect(() => assertClean(dc.journal)).not.toThrow();
  });

  it('tells each broken rule once: severity, sentence, link, and the first places of many', () => {
    const client = pinged();
    for (let sent = 0; sent < 5; sent++) client.send({ body: PING, seqno: 1 });
    client.send({ body: { _: 'get_future_salts', num: 65 } });
    const { details, message } = failure(client);
    expect(details.rules).toEqual(['MT-MS-06', 'MT-SL-03']);
    for (const id of ['MT-MS-06', 'MT-SL-03'] as const)
      expect(message).toContain(`${id} ${rules[id].severity}  ${rules[id].sentence}\n    ${rules[id].link}`);
    expect(message.match(/msg_seqno is too low \(expected above 1, got 1\)/g)).toHaveLength(3);
    expect(message).toContain('... 5 in all');
    expect(message).toContain('connection 1, entry ');
  });

  it('shows what broke a rule: the frame, decoded, and its bytes', () => {
    const client = pinged();
    client.send({ body: PING, seqno: 1, msgId: 7712985260800543300n });
    const { message } = failure(client);
    const [broken] = client.dc.journal.violations();
    const { frame } = broken ?? {};
    expect(frame?.content).toMatchObject({ type: 'encrypted', seqno: 1, object: PING });
    expect(message).toContain(`      frame ${frame?.index}: {"type":"encrypted",`);
    expect(message).toContain('"seqno":1,');
    expect(message).toContain(`      ${frame?.bytes.length} bytes: ${client.key.name}`);
  });

  it('shows no frame of what is late', () => {
    const client = pinged();
    // Seen late once, and again.
    for (let seen = 0; seen < 2; seen++) {
      client.dc.clock.advance('121s');
      client.send({ body: PING });
    }
    expect(client.dc.broken()).toEqual(['MT-AK-01']);
    expect(client.dc.journal.violations()[0]?.frame).toBeUndefined();
    expect(failure(client).message).not.toContain('frame');
  });

  it('overlooks rules by name, and what is only recommended', () => {
    const client = pinged();
    client.send({ body: { _: 'msgs_ack', msg_ids: [5n] } });
    expect(failure(client).details.rules).toEqual(['MT-AK-02']);
    expect(() => assertClean(client.dc.journal, { severity: 'MUST' })).not.toThrow();
    expect(() => assertClean(client.dc.journal, { ignore: ['MT-AK-02'] })).not.toThrow();
    client.send({ body: PING, seqno: 0 });
    expect(failure(client, { severity: 'MUST' }).details.rules).toEqual(['MT-MS-06']);
  });

  it('overlooks no fault', () => {
    const handlers = [
      rpc('help.getNearestDc', () => {
        throw new TypeError('on purpose');
      }),
    ];
    const client = bentClient(memoryDc({ handlers }));
    client.call({ _: 'help.getNearestDc' });
    const { details, message } = failure(client, { severity: 'MUST', ignore: ['MT-IN-01'] });
    expect(details).toEqual({ rules: [], faults: 1 });
    expect(message).toContain('fault of the handler  help.getNearestDc: TypeError: on purpose');
  });

  it('shows the first three of many faults, and how many there are', () => {
    const handlers = [
      rpc('help.getNearestDc', () => {
        throw new TypeError('x'.repeat(5000));
      }),
    ];
    const client = bentClient(memoryDc({ handlers }));
    for (let call = 0; call < 100; call++) client.call({ _: 'help.getNearestDc' });
    const { message } = failure(client, { severity: 'MUST', ignore: ['MT-IN-01'] });
    expect(message.match(/fault of the handler/g)).toHaveLength(3);
    expect(message).toContain('... 100 faults in all');
    expect(message.length).toBeLessThan(10_000);
  });

  it('tells what a handler threw when the journal has dropped the entry', () => {
    const handlers = [
      rpc('help.getNearestDc', () => {
        throw new TypeError('on purpose');
      }),
    ];
    const client = bentClient(memoryDc({ handlers, limits: { maxJournalEntries: 4 } }));
    client.call({ _: 'help.getNearestDc' });
    for (let sent = 0; sent < 5; sent++) client.send({ body: PING });
    expect(client.dc.journal.entries({ kind: 'fault' })).toEqual([]);
    expect(failure(client, { severity: 'MUST', ignore: ['MT-IN-01'] }).message).toContain('on purpose');
  });

  it('shows what broke a rule when the journal has dropped the entries', () => {
    const client = bentClient(memoryDc({ limits: { maxJournalEntries: 4 } }));
    client.send({ body: { _: 'get_future_salts', num: 65 } });
    for (let sent = 0; sent < 5; sent++) client.send({ body: PING });
    expect(client.dc.journal.entries({ kind: 'violation' })).toEqual([]);
    const { details, message } = failure(client);
    expect(details.rules).toEqual(['MT-SL-03']);
    expect(message).toMatch(/connection 1, entry \d+: [\s\S]*get_future_salts/);
  });
});

function pinged(): BentClient {
  const client = bentClient(memoryDc());
  client.send({ body: PING });
  return client;
}

function failure({ dc }: BentClient, options: CleanOptions = {}): HarnessError {
  try {
    assertClean(dc.journal, options);
  } catch (error) {
    if (error instanceof HarnessError && error.code === 'VIOLATION') return error;
    throw error;
  }
  throw new Error('it found the journal clean');
}
