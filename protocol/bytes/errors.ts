// The error family. Every failure that bytes, files, flags or a peer can cause is of this family (ViolationError stands
// in protocol/rules); anything else that is thrown is a fault of our own. Tests and callers compare `code`, never the text.

/** What went wrong, as data. */
export type ErrorCode =
  // MalformedError: bytes do not parse
  | 'TRUNCATED' // fewer bytes left than the value needs
  | 'TRAILING_BYTES' // bytes left over after a complete value
  | 'BAD_LENGTH' // a length or count that is negative, misaligned or larger than what remains
  | 'BAD_PADDING' // TL string padding that is not zero
  | 'BAD_UTF8' // a TL string that is not UTF-8
  | 'BAD_FLAGS' // a flags field with bits that the definition does not know
  | 'BAD_HEX'
  | 'BAD_PEM'
  | 'BAD_DER'
  | 'BAD_SECRET' // an MTProxy secret that is none
  | 'BAD_SCHEMA' // TL text does not parse
  | 'BAD_VALUE' // a value that the type cannot hold (encoding)
  | 'UNKNOWN_CONSTRUCTOR'
  | 'UNEXPECTED_CONSTRUCTOR' // known, but not of the type that must stand here
  | 'TOO_DEEP'
  | 'TOO_LARGE' // a limit of ours: frame size, unpacked size, ...
  | 'BAD_CRC' // full transport
  | 'BAD_SEQNO' // full transport
  | 'BAD_TAG' // obfuscated2: no known tag at 56
  | 'UNKNOWN_TRANSPORT'
  | 'BAD_GZIP'
  | 'BAD_VECTOR_FILE' // a golden vector or capture that is not of the format
  // pq
  | 'PQ_OUT_OF_RANGE'
  | 'PQ_EVEN'
  | 'PQ_PRIME'
  | 'PQ_TOO_SMALL'
  | 'PQ_EMPTY'
  | 'PQ_SQUARE'
  | 'PQ_NOT_SEMIPRIME'
  | 'PQ_NOT_FACTORED'
  // ViolationError: parses, and breaks a rule of the table (details.rule)
  | 'VIOLATION'
  // RemoteError: what the peer told us
  | 'TRANSPORT_ERROR' // details.errorCode: -404, -429, -444, ...
  | 'RPC_ERROR'
  | 'BAD_MSG'
  | 'DH_GEN_FAIL'
  | 'CONNECTION_CLOSED'
  | 'TIMEOUT'
  // UnsupportedError
  | 'UNSUPPORTED'
  // UsageError
  | 'USAGE';

/** Machine-readable context of an error. */
export type ErrorDetails = Readonly<Record<string, unknown>>;

/** Base of every typed error of fakedc. */
export class HarnessError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = new.target.name;
    this.code = code;
    this.details = details;
  }
}

/** Bytes (or text) that do not parse. `offset` counts bytes from the start of the value given to the parser. */
export class MalformedError extends HarnessError {
  readonly offset: number | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    details: ErrorDetails & { offset?: number } = {},
    cause?: unknown,
  ) {
    super(code, message, details, cause);
    this.offset = details.offset;
  }
}

/** Something valid that we do not do (yet). */
export class UnsupportedError extends HarnessError {
  constructor(message: string, details: ErrorDetails = {}) {
    super('UNSUPPORTED', message, details);
  }
}

/** What the peer told us: a transport error, an rpc_error, a bad_msg_notification, a closed connection. */
export class RemoteError extends HarnessError {}

/** A wrong flag, option, file name or call of our own API. */
export class UsageError extends HarnessError {
  constructor(message: string, details: ErrorDetails = {}, cause?: unknown) {
    super('USAGE', message, details, cause);
  }
}
