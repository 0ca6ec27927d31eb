// The state machine that reads frames: header -> body -> header ... It holds no bytes: they wait in the queue
// until a step can be taken whole, so it cannot matter how they were split.

import type { ChunkQueue } from './chunk-queue.ts';
import type { FrameHeader, FramingCodec } from './framing-codec.ts';
import type { End, TransportEvent, TransportLimits } from './transport.ts';

type State = { readonly name: 'header' } | { readonly name: 'body'; readonly header: FrameHeader };

const HEADER: State = { name: 'header' };

export class FrameDecoder {
  readonly #codec: FramingCodec;
  readonly #end: End;
  readonly #limits: TransportLimits;
  #state: State = HEADER;
  #frames = 0;

  constructor(codec: FramingCodec, end: End, limits: TransportLimits) {
    this.#codec = codec;
    this.#end = end;
    this.#limits = limits;
  }

  /**
   * The next event, its bytes taken from the queue; undefined while more bytes are needed.
   * @throws MalformedError, which is final
   */
  next(queue: ChunkQueue): TransportEvent | undefined {
    if (this.#state.name === 'body') return this.#body(queue, this.#state.header);
    const header = this.#codec.readHeader(queue, this.#context());
    if (header === undefined || 'kind' in header) return header;
    this.#state = { name: 'body', header };
    return this.#body(queue, header);
  }

  #body(queue: ChunkQueue, header: FrameHeader): TransportEvent | undefined {
    const offset = queue.offset;
    const body = queue.tryTake(header.bodyLength);
    if (body === undefined) return undefined;
    const event = this.#codec.readBody(body, header, this.#context(), offset);
    this.#state = HEADER;
    this.#frames++;
    return event;
  }

  #context(): { end: End; limits: TransportLimits; seqno: number } {
    return { end: this.#end, limits: this.#limits, seqno: this.#frames };
  }
}
