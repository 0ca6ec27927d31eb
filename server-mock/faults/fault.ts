// A fault bends one correct answer or message of the server and nothing else: a pure function of what the server knew
// when it made it. The bytes are decoded, one named field is overridden, and they are encoded and sealed again.

import type { CryptoEnv } from '../../protocol/crypto/index.ts';
import type { AnswerPassage } from '../../protocol/handshake/index.ts';
import type { AuthKey, InnerMessage, PlainMessage } from '../../protocol/message/index.ts';
import type { RuleId } from '../../protocol/rules/index.ts';
import type { FaultId } from './registry.ts';

/** Which answer of the handshake is bent; `plain`: the envelope of each; `message`: every frame under a key. */
export type FaultStep = HandshakeStep | 'plain' | 'message';

export type HandshakeStep = 'resPQ' | 'server_DH_params' | 'dh_gen';

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

/** A message under a key as it would be sent, and what is needed to make it anew. Draws go under labels of their own. */
export interface MessageContext {
  readonly env: CryptoEnv;
  readonly authKey: AuthKey;
  readonly message: InnerMessage;
  /** The least that makes whole blocks, 12..27 bytes. */
  readonly padding: Uint8Array;
  /** A msg_id of this server that nothing else has, above all before it. */
  nextMsgId(): bigint;
}

/** How a frame under a key is bent. */
export interface BentMessage {
  readonly sentence: string;
  /** The payload to send instead of the sealed message. */
  bend(context: MessageContext): Uint8Array;
}

interface Registered {
  readonly id: FaultId;
  /** The rule that a client must name. */
  readonly rule: RuleId;
}

export type AnswerFault = Registered & BentAnswer & { readonly step: HandshakeStep };
export type EnvelopeFault = Registered & BentEnvelope & { readonly step: 'plain' };
export type MessageFault = Registered & BentMessage & { readonly step: 'message' };
export type HandshakeFault = AnswerFault | EnvelopeFault;
export type Fault = HandshakeFault | MessageFault;
