// Tests of rules, one a breach: a client that is right in everything else breaks the rule, and the journal holds
// that violation and no other. Then the same client does the like without a fault, and breaks none.

import { describe, expect, it } from 'vitest';
import { type RuleId, rules } from '../../protocol/rules/index.ts';
import type { FakeDcOptions } from '../options.ts';
import { type BentClient, type BentClientOptions, bentClient } from './bent-client.ts';
import { type MemoryDc, memoryDc } from './memory-dc.ts';

export interface Breach {
  readonly rule: RuleId;
  /** How it is broken, in a few words. */
  readonly how: string;
  readonly dc?: FakeDcOptions;
  readonly client?: (dc: MemoryDc) => BentClientOptions;
  /** What must have happened before; a ping by default. */
  readonly before?: (client: BentClient) => void;
  /** Breaks the rule, once. */
  readonly bent: (client: BentClient) => void;
  /** The same, right. */
  readonly right: (client: BentClient) => void;
  /** What the DC then says, as answersOf() tells it, in either strictness. */
  readonly enforce: readonly string[];
  readonly report: readonly string[];
  /** What must happen before the next message. */
  readonly after?: (client: BentClient) => void;
}

export function judges(breaches: readonly Breach[]): void {
  for (const breach of breaches)
    describe(`${breach.rule} ${rules[breach.rule].sentence} Broken by ${breach.how}`, () => {
      it(`is answered, when enforced, with ${shown(breach.enforce)}`, () => {
        expectBreach(breach, 'enforce');
      });

      it(`is written down, to report, and answered with ${shown(breach.report)}`, () => {
        expectBreach(breach, 'report');
      });

      it('is kept by the right client', () => {
        const client = prepared(breach, 'enforce');
        breach.right(client);
        goOn(client);
        expect(client.dc.broken()).toEqual([]);
        expect(client.dc.journal.faults).toBe(0);
      });
    });
}

function shown(answers: readonly string[]): string {
  const [first = 'nothing'] = answers;
  return answers.length > 3 ? `${answers.length} of ${first}` : answers.join(', ') || first;
}

/**
 * What came since the last time, in a few words each: constructors with what tells them apart, transport errors,
 * the end of the connection. Acknowledgements and new_session_created, which come with anything, are left out.
 */
export function answersOf(client: BentClient): string[] {
  const messages = client.take().filter(({ object }) => !ACCOMPANYING.has(object._));
  return [
    ...messages.map(({ object }) => wordsFor(object as Readonly<Record<string, unknown>>)),
    ...client.stream.takeErrors().map(String),
    ...(client.stream.isEnded ? ['the end'] : []),
  ];
}

const ACCOMPANYING: ReadonlySet<string> = new Set(['msgs_ack', 'new_session_created']);

function expectBreach(breach: Breach, strictness: 'enforce' | 'report'): void {
  const client = prepared(breach, strictness);
  breach.bent(client);
  expect(answersOf(client)).toEqual(breach[strictness]);
  expect(client.dc.broken()).toEqual([breach.rule]);
  breach.after?.(client);
  goOn(client);
  expect(client.dc.broken()).toEqual([breach.rule]);
  expect(client.dc.journal.faults).toBe(0);
}

function prepared({ dc, client, before = ping }: Breach, strictness: 'enforce' | 'report'): BentClient {
  const made = memoryDc({ ...dc, strictness });
  const bent = bentClient(made, client?.(made));
  before(bent);
  answersOf(bent);
  expect(made.broken()).toEqual([]);
  return bent;
}

/** Whatever was refused, the session lives. */
function goOn(client: BentClient): void {
  client.take();
  client.send({ body: { _: 'ping', ping_id: 77n } });
  expect(client.takeNames()).toContain('pong');
}

function ping(client: BentClient): void {
  client.send({ body: { _: 'ping', ping_id: 1n } });
}

function wordsFor(object: Readonly<Record<string, unknown>>): string {
  const { _: name, result } = object;
  if (name === 'rpc_result') return wordsFor(typeof result === 'object' ? { ...result } : { _: `${result}` });
  const telling = ['error_code', 'error_message'].flatMap((key) => (key in object ? [`${object[key]}`] : []));
  return [name, ...telling].join(' ');
}
