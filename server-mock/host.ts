// Puts together what stands behind the envelope: sessions, layers, handlers.

import { ApiLayers } from '../protocol/invoking/index.ts';
import { loadLayers } from '../schemas/index.ts';
import type { AuthKeys } from './auth-keys.ts';
import { ByteStore } from './byte-store.ts';
import { FaultInjector } from './faults/index.ts';
import type { Journal } from './journal.ts';
import type { FakeDcOptions, Settings } from './options.ts';
import { describeBody, Routes, RpcDesk } from './rpc/index.ts';
import type { SessionHost } from './session/session-host.ts';
import { Sessions } from './session/sessions.ts';

/** A message that is never acknowledged keeps so many bytes, until newer ones take its place. */
const BODIES_PAGE_BYTES = 8192;

export interface Host extends SessionHost {
  readonly routes: Routes;
}

/** @throws UsageError for faults that cannot be */
export function createHost(
  options: FakeDcOptions,
  settings: Settings,
  authKeys: AuthKeys,
  journal: Journal,
): Host {
  const layers = new ApiLayers(options.layers ?? loadLayers());
  const routes = new Routes(options.handlers ?? []);
  const rpc = new RpcDesk({ layers, routes, unhandled: options.unhandled ?? 'error', env: settings.env });
  return {
    settings,
    authKeys,
    sessions: new Sessions(settings.limits.maxSessions),
    rpc,
    bodies: new ByteStore(BODIES_PAGE_BYTES),
    routes,
    faults: new FaultInjector(options.faults ?? []),
    fault: (origin, error) => journal.add(0, { kind: 'fault', origin, error }),
    describe: (body, key) => describeBody(layers, body, key.client?.layer),
  };
}
