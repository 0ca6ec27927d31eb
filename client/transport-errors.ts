// What is done about an error of the transport. It names no message, so what it is about must be found out.
// https://core.telegram.org/mtproto/mtproto-transports#transport-errors

import { RemoteError } from '../protocol/bytes/index.ts';
import type { ConversationListener } from './conversation-listener.ts';
import type { KeyLosses } from './key-losses.ts';
import type { KeySupply } from './key-supply.ts';
import type { LateRefusals } from './late-refusals.ts';
import type { Line } from './line.ts';
import type { PlainDesk } from './plain-desk.ts';

export interface TransportErrorsHost {
  readonly line: Line;
  readonly plain: PlainDesk;
  readonly keys: KeySupply;
  readonly losses: KeyLosses;
  readonly late: LateRefusals;
  readonly listener: ConversationListener;
  /** Whether there is a session under a key. */
  hasSession(): boolean;
  prepare(): void;
}

export class TransportErrors {
  readonly #host: TransportErrorsHost;

  constructor(host: TransportErrorsHost) {
    this.#host = host;
  }

  /** @param errorCode -404, -429, -444, ... */
  take(errorCode: number): void {
    const { line, plain, late, listener } = this.#host;
    const error = new RemoteError('TRANSPORT_ERROR', `the server answered ${errorCode}`, { errorCode });
    const isLate = errorCode === -404 && late.take() && plain.isBeginning;
    const isOfHandshake = plain.isWaiting;
    if (!isLate) plain.fail(error);
    listener.disturbed(error);
    if (errorCode === -429) line.drop(error, 1);
    else if (isOfHandshake) return;
    else if (errorCode === -404) this.#loseKey(error);
    else listener.allFailed(error);
  }

  /** The server does not know the key: another one is made for what waits, if there is whom to trust. */
  #loseKey(error: RemoteError): void {
    const { keys, losses, listener } = this.#host;
    if (keys.temporary.abort(error) || !this.#host.hasSession()) return;
    const mayMakeAnother = keys.canMake && losses.lose();
    keys.loseActive();
    if (!mayMakeAnother) listener.allFailed(error);
    else if (listener.isNeeded) this.#host.prepare();
  }
}
