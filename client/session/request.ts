// An RPC query, as a session sees it: bytes to be made when its msg_id is known.

/** What a query may depend on. */
export interface BuildContext {
  /** The msg_id that the query will have. */
  readonly msgId: bigint;
  readonly sessionId: bigint;
  /** Whether this query must carry invokeWithLayer(initConnection(...)). */
  readonly init: boolean;
  /** The latest msg_id of a query that is not answered yet. */
  idOf(request: Request): bigint | undefined;
}

export interface Request {
  /** The body. Called again, with another msg_id, each time that the query is sent anew. */
  build(context: BuildContext): Uint8Array;
  /** Queries that the server must have done before, as far as they are not answered (invokeAfterMsg). */
  readonly after?: readonly Request[];
  /** Whether the query is one that may come before initConnection (auth.bindTempAuthKey). */
  readonly needsNoInit?: boolean;
  /** Whether its body may be packed (gzip_packed). Default: yes. */
  readonly isPackable?: boolean;
}
