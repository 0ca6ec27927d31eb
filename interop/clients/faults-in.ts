// What is amiss in the journal of a DC when a foreign client has made its first call.

import type { FakeDc, FrameEntry } from '../../server-mock/index.ts';
import type { KnownFindings } from './foreign-client.ts';

/** In one line each; none when it is clean but for what is known of the client. */
export function faultsIn(dc: FakeDc, findings: KnownFindings, variant: string): string[] {
  return [...findingFaults(dc, findings), ...journalFaults(dc, findings, variant)];
}

function findingFaults(dc: FakeDc, { known, byChance = {} }: KnownFindings): string[] {
  const found = [...dc.journal.brokenRules.keys()];
  const isKnown = (rule: string): boolean => Object.hasOwn(known, rule) || Object.hasOwn(byChance, rule);
  const fresh = dc.journal.violations().filter(({ rule }) => !isKnown(rule));
  return [
    ...fresh.map(({ rule, detail, frame }) => `${rule} ${detail}, frame ${frame?.index ?? '-'}`),
    ...Object.keys(known)
      .filter((rule) => !found.some((one) => one === rule))
      .map((rule) => `${rule} is known of it, and was not broken: the exception is stale`),
  ];
}

/** What must stand in the journal of a client that made a key and a call. */
function journalFaults(dc: FakeDc, { dropsLeadingZeros }: KnownFindings, variant: string): string[] {
  const frames = dc.journal.entries({ kind: 'frame' }) as FrameEntry[];
  const keys = dc.journal
    .entries({ kind: 'auth-key' })
    .filter((key) => !(dropsLeadingZeros && key.kind === 'auth-key' && key.leadingZeros > 0));
  const seen = new Set(frames.flatMap(({ content }) => ('object' in content ? namesIn(content.object) : [])));
  const missing = ['msg_container', 'msgs_ack', 'invokeWithLayer', 'initConnection', 'rpc_result'].filter(
    (name) => !seen.has(name),
  );
  return [
    ...missing.map((name) => `no ${name} in the journal`),
    ...(frames.some(({ content }) => content.type === 'opaque') ? ['a frame could not be decoded'] : []),
    ...(keys.length === (variant === 'pfs' ? 2 : 1) ? [] : [`${keys.length} keys were made`]),
    ...(variant === 'pfs' && dc.journal.entries({ kind: 'bound' }).length !== 1 ? ['no key was bound'] : []),
    ...dc.journal
      .faultEntries()
      .map((entry) => `a fault of the DC: ${entry.kind === 'fault' && entry.error}`),
  ];
}

/** Names of the objects in a decoded value. */
function namesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(namesIn);
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return [];
  const own = '_' in value && typeof value._ === 'string' ? [value._] : [];
  return [...own, ...Object.values(value).flatMap(namesIn)];
}
