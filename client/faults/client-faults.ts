// The faults themselves: an id, its rule, and how it bends.

import { UsageError } from '../../protocol/bytes/index.ts';
import { clientDhInnerFaults } from './client-dh-inner-faults.ts';
import type { BentQuery, BentQueryEnvelope, ClientFault, QueryFault } from './fault.ts';
import { plainFaults } from './plain-faults.ts';
import { pqInnerFaults } from './pq-inner-faults.ts';
import { type ClientFaultId, clientFaultRules } from './registry.ts';
import { reqDhParamsFaults } from './req-dh-params-faults.ts';
import { reqPqFaults } from './req-pq-faults.ts';
import { retryFaults } from './retry-faults.ts';
import { setClientDhParamsFaults } from './set-client-dh-params-faults.ts';

/** Every fault, in the order of the registry. */
export function clientFaults(): ClientFault[] {
  return Object.keys(clientFaultRules).map(clientFaultOf);
}

/** @throws UsageError for an id that is none, with all that are */
export function clientFaultOf(id: string): ClientFault {
  if (!isClientFaultId(id))
    throw new UsageError(
      `no such fault of a client: ${id} (there are ${Object.keys(clientFaultRules).join(', ')})`,
      { id },
    );
  const rule = clientFaultRules[id];
  const envelope = PLAIN[id];
  if (envelope !== undefined) return { id, rule, step: 'plain', ...envelope };
  for (const [step, table] of QUERIES) {
    const bent = table[id];
    if (bent !== undefined) return { id, rule, step, ...bent };
  }
  throw new UsageError(`the fault ${id} stands in no table`, { id });
}

export function isClientFaultId(text: string): text is ClientFaultId {
  return Object.hasOwn(clientFaultRules, text);
}

const PLAIN: Readonly<Record<string, BentQueryEnvelope>> = plainFaults;

const QUERIES: readonly (readonly [QueryFault['step'], Readonly<Record<string, BentQuery>>])[] = [
  ['req_pq', reqPqFaults],
  ['req_DH_params', { ...reqDhParamsFaults, ...pqInnerFaults }],
  ['set_client_DH_params', { ...setClientDhParamsFaults, ...clientDhInnerFaults }],
  ['retry', retryFaults],
];
