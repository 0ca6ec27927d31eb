// Where a test may bend what a correct client sends: each hook gets the correct fields and gives those to put in
// their place. What it leaves out stays.

/** A message before it is put into its frame or its container. */
export interface MessageFields {
  readonly msgId: bigint;
  readonly seqno: number;
  readonly body: Uint8Array;
}

/** The plaintext of a frame, field by field. */
export interface EnvelopeFields extends MessageFields {
  readonly salt: bigint;
  readonly sessionId: bigint;
  /** message_data_length, in bytes */
  readonly length: number;
  readonly padding: Uint8Array;
}

export interface ClientHooks {
  /** Every message, those of a container included; called once a message and frame. */
  readonly beforePack?: (message: MessageFields) => Partial<MessageFields> | undefined;
  /** Every frame under a key, before it is encrypted. */
  readonly beforeSend?: (envelope: EnvelopeFields) => Partial<EnvelopeFields> | undefined;
  /** Every frame under a key, after it is encrypted. */
  readonly afterSeal?: (payload: Uint8Array) => Uint8Array | undefined;
}
