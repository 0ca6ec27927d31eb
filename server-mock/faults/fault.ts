// A fault bends one correct answer of the server and nothing else: a pure function of what the server knew when
// it answered. The bytes are decoded, one named field is overridden, and they are encoded and sealed again.

import type { AnswerPassage } from '../../protocol/handshake/index.ts';
import type { PlainMessage } from '../../protocol/message/index.ts';
import type { RuleId } from '../../protocol/rules/index.ts';
import type { FaultId } from './registry.ts';

/** Which answer is bent; `plain`: the envelope of each. */
export type FaultStep = 'resPQ' | 'server_DH_params' | 'dh_gen' | 'plain';

/** What a server knew when it answered. Draws go under labels of their own (`fault/...`) and shift no others. */
export type AnswerContext = AnswerPassage;

/** How an answer is bent. */
export interface BentAnswer {
  /** What the server does wrong, in one sentence. */
  readonly sentence: string;
  /** The body to send instead of `context.answer`. */
  bend(context: AnswerContext): Uint8Array;
}

/** How an envelope is bent. */
export interface BentEnvelope {
  readonly sentence: string;
  /** The payload to send instead of the encoded message. */
  bend(message: PlainMessage): Uint8Array;
}

interface Fault {
  readonly id: FaultId;
  /** The rule that a client must name. */
  readonly rule: RuleId;
}

export type AnswerFault = Fault & BentAnswer & { readonly step: Exclude<FaultStep, 'plain'> };
export type EnvelopeFault = Fault & BentEnvelope & { readonly step: 'plain' };
export type HandshakeFault = AnswerFault | EnvelopeFault;
