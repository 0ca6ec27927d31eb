export type { RpcContext } from './context.ts';
export { describeBody } from './describe.ts';
export {
  Routes,
  type RpcHandler,
  type RpcParams,
  type RpcResult,
  type RpcRoute,
  rpc,
} from './routes.ts';
export { RpcDesk } from './rpc-desk.ts';
export { RpcError, rpcError } from './rpc-error.ts';
