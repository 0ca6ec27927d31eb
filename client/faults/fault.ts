// A fault bends one correct query of the client and nothing else: a pure function of what the client knew when it
// asked. The bytes are decoded, one named field is overridden, and they are encoded and encrypted again.

import type { QueryPassage } from '../../protocol/handshake/index.ts';
import type { PlainMessage } from '../../protocol/message/index.ts';
import type { RuleId } from '../../protocol/rules/index.ts';
import type { ClientFaultId } from './registry.ts';

/** Which query is bent: `retry` is set_client_DH_params after dh_gen_retry; `plain`, the envelope of each. */
export type ClientFaultStep = 'req_pq' | 'req_DH_params' | 'set_client_DH_params' | 'retry' | 'plain';

/** What a client knew when it asked. Draws go under labels of their own (`fault/...`) and shift no others. */
export type QueryContext = QueryPassage;

/** How a query is bent. */
export interface BentQuery {
  /** What the client does wrong, in one sentence. */
  readonly sentence: string;
  /** The body to send instead of `context.query`. */
  bend(context: QueryContext): Uint8Array;
}

/** How an envelope is bent. */
export interface BentQueryEnvelope {
  readonly sentence: string;
  /** The payload to send instead of the encoded message. */
  bend(message: PlainMessage): Uint8Array;
}

interface Fault {
  readonly id: ClientFaultId;
  /** The rule that a server must write down. */
  readonly rule: RuleId;
}

export type QueryFault = Fault & BentQuery & { readonly step: Exclude<ClientFaultStep, 'plain'> };
export type QueryEnvelopeFault = Fault & BentQueryEnvelope & { readonly step: 'plain' };
export type ClientFault = QueryFault | QueryEnvelopeFault;
