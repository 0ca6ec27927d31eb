// What all connections of one DC share, put together.

import type { ServerTransportOptions, TransportDescription } from '../protocol/transport/index.ts';
import { AuthKeys } from './auth-keys.ts';
import { createHost, type Host } from './host.ts';
import { Journal } from './journal.ts';
import type { FakeDcOptions, Settings } from './options.ts';
import { PendingHandshakes } from './pending-handshakes.ts';
import { UsedValues } from './used-values.ts';

export interface Shared {
  readonly settings: Settings;
  readonly authKeys: AuthKeys;
  readonly journal: Journal;
  /** Everything behind the envelope: sessions, queries; and the faults. */
  readonly host: Host;
  readonly handshakes: PendingHandshakes;
  /** What must not come again in another handshake. */
  readonly usedValues: UsedValues;
  /** What every byte stream may speak. */
  readonly transport: Omit<ServerTransportOptions, 'engine' | 'env'>;
  /** Streams that are open and have brought no encrypted message yet: what they will bring nobody knows. */
  silentStreams: number;
  /** The number of a new connection: 1, 2, ... whatever carries it. */
  nextConnection(): number;
}

/**
 * @param settings what `options` settle to, or a variant of that
 * @throws UsageError for faults that cannot be
 */
export function createShared(options: FakeDcOptions, settings: Settings): Shared {
  const { env, limits } = settings;
  const journal = new Journal(
    { maxEntries: limits.maxJournalEntries, maxBytes: limits.maxJournalBytes },
    () => env.now(),
  );
  // No session outlives its key.
  const authKeys = new AuthKeys(limits.maxAuthKeys, (key) => host.sessions.destroyAll(key));
  const host: Host = createHost(options, settings, authKeys, journal);
  let connections = 0;
  return {
    settings,
    journal,
    authKeys,
    host,
    handshakes: new PendingHandshakes(),
    usedValues: new UsedValues(env.crypto),
    transport: transportOf(settings),
    silentStreams: 0,
    nextConnection: () => ++connections,
  };
}

function transportOf({
  secrets,
  requireSecret,
  framings,
  limits: { maxFrame },
}: Settings): Shared['transport'] {
  const allowed = framings && (({ framing }: TransportDescription): boolean => framings.includes(framing));
  return { secrets, requireSecret, limits: { maxFrame }, ...(allowed && { allowed }) };
}
