// Decides which queries of a client are bent: the hook between the handshake and the wire.

import { UsageError } from '../../protocol/bytes/index.ts';
import { encodePlainMessage, type PlainMessage } from '../../protocol/message/index.ts';
import { clientFaultOf } from './client-faults.ts';
import type { ClientFault, ClientFaultStep, QueryContext } from './fault.ts';
import type { ClientFaultId } from './registry.ts';

export class QueryBender {
  readonly #faults: readonly ClientFault[];

  /** @throws UsageError for unknown ids, and for two faults that bend one query */
  constructor(ids: readonly ClientFaultId[]) {
    this.#faults = ids.map(clientFaultOf);
    const steps = new Set(this.#faults.map(({ step }) => step));
    if (steps.size < this.#faults.length)
      throw new UsageError(`two of these faults bend the same query: ${ids.join(', ')}`, { ids });
  }

  /** The body to send for the correct one of `context`. */
  query(context: QueryContext): Uint8Array {
    const step = stepOf(context);
    for (const fault of this.#faults)
      if (fault.step !== 'plain' && fault.step === step) return fault.bend(context);
    return context.query;
  }

  /** The payload to send for a message. */
  envelope(message: PlainMessage): Uint8Array {
    for (const fault of this.#faults) if (fault.step === 'plain') return fault.bend(message);
    return encodePlainMessage(message);
  }
}

function stepOf({ state }: QueryContext): ClientFaultStep {
  if (state.stage === 'asked') return 'req_pq';
  if (state.stage === 'proved') return 'req_DH_params';
  return state.retries === 0 ? 'set_client_DH_params' : 'retry';
}
