// Puts together what stands behind the envelope: sessions, layers, handlers.

import { loadLayers } from '../schemas/index.ts';
import type { AuthKeys } from './auth-keys.ts';
import type { Journal } from './journal.ts';
import type { FakeDcOptions, Settings } from './options.ts';
import { ApiLayers, describeBody, Routes, RpcDesk } from './rpc/index.ts';
import type { SessionHost } from './session/session-host.ts';
import { Sessions } from './session/sessions.ts';

export interface Host extends SessionHost {
  readonly routes: Routes;
}

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
    routes,
    fault: (origin, error) => journal.add(0, { kind: 'fault', origin, error }),
    describe: (body, key) => describeBody(layers, body, key.client?.layer),
  };
}
