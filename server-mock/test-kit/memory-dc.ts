// A fake DC without a port: everything of server-mock but the listener, on a virtual clock, so that a test is
// function calls. Keys are put straight into it; the handshake has tests of its own.

import { UsageError, type VirtualClock } from '../../protocol/bytes/index.ts';
import { authKeyOf } from '../../protocol/message/index.ts';
import type { RuleId } from '../../protocol/rules/index.ts';
import { type KeyRecord, recordOf } from '../auth-keys.ts';
import { Connection, type Wire } from '../connection.ts';
import type { Host } from '../host.ts';
import { HttpConnection } from '../http-connection.ts';
import type { Journal } from '../journal.ts';
import { type FakeDcOptions, settle } from '../options.ts';
import { createShared, type Shared } from '../shared.ts';

export interface MemoryDc {
  readonly clock: VirtualClock;
  readonly journal: Journal;
  readonly host: Host;
  readonly shared: Shared;
  /** A new auth key that the DC holds; a temporary one with `expiresIn` seconds. */
  addKey(expiresIn?: number): KeyRecord;
  openStream(wire: Wire): Connection;
  openHttp(): HttpConnection;
  /** The ids of broken rules in the order in which they were broken. */
  broken(): RuleId[];
  /** Lets promises that are settled go on: an answer of an async handler is then sent. */
  settled(): Promise<void>;
}

/**
 * Seed 7 and its virtual clock unless told otherwise.
 * @param passing the DC takes its clock for one that passes by itself, as the system's does
 */
export function memoryDc(options: FakeDcOptions = {}, passing = false): MemoryDc {
  const settled = settle({ seed: 7, ...options });
  const { clock, env } = settled;
  const settings = passing ? { ...settled, clock: undefined } : settled;
  if (clock === undefined) throw new UsageError('a DC in memory has a virtual clock');
  const shared = createShared(options, settings);
  const { authKeys, host, journal } = shared;
  return {
    clock,
    journal,
    host,
    shared,
    addKey(expiresIn) {
      const record = recordOf(
        {
          authKey: authKeyOf(env.crypto, env.random('kit/auth_key', 256)),
          salt: env.random('kit/salt', 8),
          expiresIn,
          dc: settings.dc,
          inner: expiresIn === undefined ? 'p_q_inner_data_dc' : 'p_q_inner_data_temp_dc',
          rsaPadding: 'rsa-pad',
        },
        env,
      );
      authKeys.add(record);
      return record;
    },
    openStream: (wire) => new Connection(shared.nextConnection(), shared, wire),
    openHttp: () => new HttpConnection(shared.nextConnection(), shared),
    broken: () => journal.violations().map(({ rule }) => rule),
    settled: () => new Promise((resolve) => setImmediate(resolve)),
  };
}
