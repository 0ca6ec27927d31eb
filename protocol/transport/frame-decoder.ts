// The state machine that reads frames: header -> body -> header ... It holds no bytes: they wait in the queue
// until a step can be taken whole, so it cannot matter how they were split.

import type { ChunkQueue } from './chunk-queue.ts';
import type { FrameHeader, FramingCodec } from './framing-codec.ts';
import type { End, TransportEvent, TransportLimits } from './transport.ts';

export class FrameDecoder {
  readonly #codec: FramingCodec;
  readonly #context: { readonly end: End; readonly limits: TransportLimits; seqno: number };
  /** Read, and its body awaited. */
  #header: FrameHeader | undefined;

  constructor(codec: FramingCodec, end: End, limits: TransportLimits) {
    this.#codec = codec;
    this.#context = { end, limits, seqno: 0 };
  }

  /**
   * The next event, its bytes taken from the queue; undefined while more bytes are needed.
   * @throws MalformedError, which is final
   */
  next(queue: ChunkQueue): TransportEvent | undefined {
    if (this.#header !== undefined) return this.#body(queue, this.#header);
    const header = this.#codec.readHeader(queue, this.#context);
    if (header === undefined || 'kind' in header) return header;
    this.#header = header;
    return this.#body(queue, header);
  }

  #body(queue: ChunkQueue, header: FrameHeader): TransportEvent | undefined {
    const offset = queue.offset;
    const body = queue.tryTake(header.bodyLength);
    if (body === undefined) return undefined;
    const event = this.#codec.readBody(body, header, this.#context, offset);
    this.#header = undefined;
    this.#context.seqno++;
    return event;
  }
}
