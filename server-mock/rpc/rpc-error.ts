import { HarnessError } from '../../protocol/bytes/index.ts';

/** What a handler throws to answer rpc_error. https://core.telegram.org/api/errors */
export class RpcError extends HarnessError {
  readonly errorCode: number;
  readonly errorMessage: string;

  constructor(errorCode: number, errorMessage: string) {
    super('RPC_ERROR', `${errorCode} ${errorMessage}`, { errorCode, errorMessage });
    this.errorCode = errorCode;
    this.errorMessage = errorMessage;
  }
}

/** `throw rpcError(420, 'FLOOD_WAIT_3')` */
export function rpcError(errorCode: number, errorMessage: string): RpcError {
  return new RpcError(errorCode, errorMessage);
}
