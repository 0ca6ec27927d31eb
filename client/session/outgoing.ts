// What waits to be sent, and what was sent.

import type { MtprotoObject } from '../../protocol/tl/index.ts';
import type { Request } from './request.ts';

/** A message before it has a msg_id. */
export interface Outgoing {
  /** Place in the order in which messages were queued first; it stays when one is sent anew. */
  readonly order: number;
  /** Whether it gets an odd seqno. */
  readonly contentRelated: boolean;
  readonly content:
    | { readonly kind: 'request'; readonly request: Request }
    | { readonly kind: 'service'; readonly object: MtprotoObject }
    | { readonly kind: 'raw'; readonly body: Uint8Array };
  /** It waits for something else to be sent, but not long. */
  readonly lazy: boolean;
  /** Alone in its frame, because a container with it was refused. */
  readonly solo: boolean;
  /** How often it was refused. */
  readonly refusals: number;
}

/** A message that was sent under a msg_id. */
export interface Sent {
  readonly msgId: bigint;
  readonly seqno: number;
  readonly outgoing: Outgoing;
}

/** What a frame held that the server refused. */
export interface Refused extends Sent {
  /** It had been sent before: the server may have it, and what it refused is only the frame. */
  readonly isRepeat: boolean;
}
