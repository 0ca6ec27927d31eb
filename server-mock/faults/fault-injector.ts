// Decides which answers of a DC are bent: the hook between the handshake and the wire.

import { UsageError } from '../../protocol/bytes/index.ts';
import { encodePlainMessage, type PlainMessage } from '../../protocol/message/index.ts';
import type { AnswerContext, AnswerFault, EnvelopeFault, FaultStep, HandshakeFault } from './fault.ts';
import { faultOf } from './handshake-faults.ts';
import type { FaultId } from './registry.ts';

/** A fault for every handshake, or for the first `times` answers that it applies to. */
export type FaultOption = FaultId | { readonly id: FaultId; readonly times: number };

/** What goes out, and the fault that made it so. */
export interface Bent {
  readonly bytes: Uint8Array;
  readonly fault?: HandshakeFault;
}

/** One for a whole DC. */
export class FaultInjector {
  readonly #left = new Map<HandshakeFault, number>();
  /** What a correct answer was bent to: when it is repeated, the same goes out again. */
  readonly #bent = new WeakMap<Uint8Array, Bent>();

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

  #due<Fault extends HandshakeFault>(step: Fault['step'] | undefined): Fault | undefined {
    for (const [fault, left] of this.#left)
      if (isOf<Fault>(fault, step) && left > 0) {
        this.#left.set(fault, left - 1);
        return fault;
      }
    return undefined;
  }
}

/** The last answer is only bent when it is dh_gen_ok: a retry goes on as it should. */
function stepOf({ step }: AnswerContext): Exclude<FaultStep, 'plain'> | undefined {
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

function isOf<Fault extends HandshakeFault>(
  fault: HandshakeFault,
  step: Fault['step'] | undefined,
): fault is Fault {
  return fault.step === step;
}
