// The events of `fakedc serve`: JSON lines on stdout, or short lines for people on stderr.

import { rules } from '../protocol/rules/index.ts';
import { type Journal, type JournalEntry, jsonOf } from '../server-mock/index.ts';
import { ShownFrames } from './shown-frame.ts';

/** What a reader of the JSON lines gets: `event` names the kind. */
export interface ServeEvent {
  readonly event:
    | 'opened'
    | 'handshake'
    | 'auth-key'
    | 'bound'
    | 'unhandled'
    | 'violation'
    | 'fault-injected'
    | 'fault'
    | 'closed';
  readonly connection: number;
  readonly [detail: string]: unknown;
}

/** Prints every event from now on. Returns what ends that. */
export function printEvents(journal: Journal, json: boolean): () => void {
  const announced = new Set<number>();
  const frames = new ShownFrames(journal);
  return journal.subscribe((entry) => {
    for (const event of withOpened(frames, entry, announced))
      if (json) process.stdout.write(`${jsonOf(event)}\n`);
      else process.stderr.write(`${lineOf(event)}\n`);
  });
}

/**
 * A connection is `opened` once its transport is known, or when something is to be told of it before that
 * (transport null), so that it is always the first event of its connection.
 */
function withOpened(frames: ShownFrames, entry: JournalEntry, announced: Set<number>): ServeEvent[] {
  const { kind, connection } = entry;
  const events = eventsOf(frames, entry);
  // 0 is the DC itself.
  const first = connection > 0 && events.length > 0 && !announced.has(connection);
  if (events.length > 0) announced.add(connection);
  if (kind === 'closed') announced.delete(connection);
  return first && kind !== 'transport'
    ? [{ event: 'opened', connection, transport: null }, ...events]
    : events;
}

function eventsOf(frames: ShownFrames, entry: JournalEntry): ServeEvent[] {
  const { connection } = entry;
  switch (entry.kind) {
    case 'transport':
      return [{ event: 'opened', connection, transport: entry.transport }];
    case 'handshake':
      return [{ event: 'handshake', connection, query: entry.query, answer: entry.answer }];
    case 'auth-key': {
      const { authKeyId, inner, rsaPadding, dc, expiresIn, leadingZeros } = entry;
      return [{ event: 'auth-key', connection, authKeyId, inner, rsaPadding, dc, expiresIn, leadingZeros }];
    }
    case 'violation': {
      const { severity, sentence, link } = rules[entry.violation.rule];
      const frame = frames.show(entry.frame);
      return [{ event: 'violation', connection, ...entry.violation, severity, sentence, link, frame }];
    }
    case 'fault-injected':
      return [{ event: 'fault-injected', connection, fault: entry.fault, rule: entry.rule }];
    case 'fault':
      return [{ event: 'fault', connection, origin: entry.origin, error: entry.error }];
    case 'closed':
      return [{ event: 'closed', connection, reason: entry.reason }];
    case 'unhandled':
      return [{ event: 'unhandled', connection, method: entry.method, nearMisses: entry.nearMisses }];
    case 'bound':
      return [{ event: 'bound', connection, authKeyId: entry.authKeyId, permanent: entry.permanent }];
    default:
      return [];
  }
}

function lineOf({ event, connection, ...details }: ServeEvent): string {
  const text = Object.entries(details)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : jsonOf(value)}`);
  return `#${connection} ${event} ${text.join(' ')}`;
}
