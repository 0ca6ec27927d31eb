// One message of the client, out of its envelope and, mostly, out of its container.

export interface IncomingMessage {
  readonly msgId: bigint;
  readonly seqno: number;
  /** One TL object. */
  readonly body: Uint8Array;
}
