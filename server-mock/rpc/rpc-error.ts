import { HarnessError, UsageError } from '../../protocol/bytes/index.ts';

/** What a handler throws to answer rpc_error. https://core.telegram.org/api/errors */
export class RpcError extends HarnessError {
  readonly errorCode: number;
  readonly errorMessage: string;

  /** @throws UsageError for what rpc_error cannot hold: then it is the fault of the handler, which JavaScript let pass */
  constructor(errorCode: number, errorMessage: string) {
    if (errorCode !== (errorCode | 0))
      throw new UsageError(`the code of an rpc_error is an int, not ${errorCode}`);
    if (typeof errorMessage !== 'string') throw new UsageError('the message of an rpc_error is a string');
    super('RPC_ERROR', `${errorCode} ${errorMessage}`, { errorCode, errorMessage });
    this.errorCode = errorCode;
    this.errorMessage = errorMessage;
  }
}

/** `throw rpcError(420, 'FLOOD_WAIT_3')` @throws UsageError for what rpc_error cannot hold */
export function rpcError(errorCode: number, errorMessage: string): RpcError {
  return new RpcError(errorCode, errorMessage);
}
