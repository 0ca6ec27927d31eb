// Decides which answers and messages of a DC are bent: the hook between the handshake, or a session, and the wire.

import { UsageError } from '../../protocol/bytes/index.ts';
import { encodePlainMessage, type PlainMessage, sealMessage } from '../../protocol/message/index.ts';
import type {
  AnswerContext,
  AnswerFault,
  EnvelopeFault,
  Fault,
  HandshakeStep,
  MessageContext,
  MessageFault,
} from './fault.ts';
import { faultOf } from './fault-table.ts';
import type { FaultId } from './registry.ts';

/** A fault for every answer or message that it applies to, or for the first `times` of them. */
export type FaultOption = FaultId | { readonly id: FaultId; readonly times: number };

/** What goes out, and the fault that made it so. */
export interface Bent {
  readonly bytes: Uint8Array;
  readonly fault?: Fault;
}

/** One for a whole DC. */
export class FaultInjector {
  readonly #left = new Map<Fault, number>();
  /** What a correct answer was bent to: when it is repeated, the same goes out again. */
  readonly #bent = new WeakMap<Uint8Array, Bent>();

  /** Whether messages under a key are bent at all: without, message() need not be asked. */
  readonly bendsMessages: boolean;

  /** @throws UsageError for unknown ids, a count below 1, and two faults that bend one answer */
  constructor(options: readonly FaultOption[]) {
    for (const option of options) {
      const { id, times } =
        typeof option === 'string' ? { id: option, times: Number.POSITIVE_INFINITY } : option;
      const fault = faultOf(id);
      if (!(times >= 1)) throw new UsageError(`the fault ${id} cannot occur ${times} times`, { id, times });
      for (const other of this.#left.keys())
        if (other.step === fault.step)
          throw new UsageError(`the faults ${other.id} and ${id} bend the same answer`, { id });
      this.#left.set(fault, times);
    }
    this.bendsMessages = [...this.#left.keys()].some(({ step }) => step === 'message');
  }

  /** The body to send for the correct one of `context`. */
  answer(context: AnswerContext): Bent {
    const known = this.#bent.get(context.answer);
    if (known !== undefined) return known;
    const fault = this.#due<AnswerFault>(stepOf(context));
    const bent = fault === undefined ? { bytes: context.answer } : { bytes: fault.bend(context), fault };
    this.#bent.set(context.answer, bent);
    return bent;
  }

  /** The payload to send for a message. */
  envelope(message: PlainMessage): Bent {
    const fault = this.#due<EnvelopeFault>('plain');
    return fault === undefined
      ? { bytes: encodePlainMessage(message) }
      : { bytes: fault.bend(message), fault };
  }

  /** The payload to send for a message under a key. */
  message(context: MessageContext): Bent {
    const fault = this.#due<MessageFault>('message');
    if (fault !== undefined) return { bytes: fault.bend(context), fault };
    const { env, authKey, message, padding } = context;
    return { bytes: sealMessage(env.crypto, authKey, 'server', message, padding).payload };
  }

  #due<Kind extends Fault>(step: Kind['step'] | undefined): Kind | undefined {
    for (const [fault, left] of this.#left)
      if (isOf<Kind>(fault, step) && left > 0) {
        this.#left.set(fault, left - 1);
        return fault;
      }
    return undefined;
  }
}

/** The last answer is only bent when it is dh_gen_ok: a retry goes on as it should. */
function stepOf({ step }: AnswerContext): HandshakeStep | undefined {
  switch (step.query) {
    case 'req_pq':
    case 'req_pq_multi':
      return 'resPQ';
    case 'req_DH_params':
      return 'server_DH_params';
    case 'set_client_DH_params':
      return step.created === undefined ? undefined : 'dh_gen';
    default:
      return undefined;
  }
}

function isOf<Kind extends Fault>(fault: Fault, step: Kind['step'] | undefined): fault is Kind {
  return fault.step === step;
}
