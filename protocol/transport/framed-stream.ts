// One end of a connection whose transport is known: framing both ways, with running ciphers around it.
// What the two ends do before that is server-transport.ts and client-transport.ts.

import { ByteWriter, type Env, MalformedError, UnsupportedError, UsageError } from '../bytes/index.ts';
import type { CtrStream } from '../crypto/index.ts';
import { ChunkQueue } from './chunk-queue.ts';
import { FrameDecoder } from './frame-decoder.ts';
import type { FramingCodec } from './framing-codec.ts';
import { trimPayload } from './padded.ts';
import type { End, TransportEvent, TransportLimits } from './transport.ts';

export interface FramedStreamOptions {
  readonly codec: FramingCodec;
  readonly end: End;
  readonly limits: TransportLimits;
  readonly env: Pick<Env, 'random'>;
  /** obfuscated2: both or none. */
  readonly ciphers?: { readonly send: CtrStream; readonly receive: CtrStream };
  /** Bytes of the stream that came before the first frame. */
  readonly offset?: number;
}

/** Most padding of what is no message, so that it stays below 16 bytes: TDLib takes 16 for a message. */
const MAX_ERROR_PADDING = 11;
const MAX_QUICK_ACK_PADDING = 7;
const NO_PADDING: Uint8Array = new Uint8Array(0);

export class FramedStream {
  readonly #codec: FramingCodec;
  readonly #env: Pick<Env, 'random'>;
  readonly #ciphers: FramedStreamOptions['ciphers'];
  readonly #decoder: FrameDecoder;
  readonly #queue: ChunkQueue;
  #sent = 0;
  #failed = false;

  constructor({ codec, end, limits, env, ciphers, offset = 0 }: FramedStreamOptions) {
    this.#codec = codec;
    this.#env = env;
    this.#ciphers = ciphers;
    this.#decoder = new FrameDecoder(codec, end, limits);
    this.#queue = new ChunkQueue(offset);
  }

  /** What a chunk completes. What the bytes made impossible is the last event; then nothing is read any more. */
  receive(chunk: Uint8Array): TransportEvent[] {
    let events: TransportEvent[] = [];
    if (this.#failed) return events;
    this.#queue.push(this.#ciphers?.receive.process(chunk) ?? chunk);
    try {
      const first = this.#next();
      if (first === undefined) return events;
      // Mostly there is one: an array that is made with it takes a third of the memory of one that grows.
      events = [first];
      for (let event = this.#next(); event !== undefined; event = this.#next()) events.push(event);
    } catch (error) {
      this.#failed = true;
      events.push(failure(error));
    }
    return events;
  }

  send(payload: Uint8Array, quickAck: boolean): Uint8Array {
    return this.#frame(payload, quickAck, this.#codec.maxPadding);
  }

  sendError(errorCode: number): Uint8Array {
    if (errorCode >= 0)
      throw new UsageError(`transport errors are negative, not ${errorCode}`, { errorCode });
    const payload = new ByteWriter(4).int32(errorCode).finish();
    return this.#frame(payload, false, Math.min(this.#codec.maxPadding, MAX_ERROR_PADDING));
  }

  sendQuickAck(token: number): Uint8Array {
    const padding = this.#padding(Math.min(this.#codec.maxPadding, MAX_QUICK_ACK_PADDING));
    return this.#cover(this.#codec.encodeQuickAck(token, padding));
  }

  #next(): TransportEvent | undefined {
    const event = this.#decoder.next(this.#queue);
    if (event?.kind !== 'payload' || this.#codec.maxPadding === 0) return event;
    return { ...event, payload: trimPayload(event.payload) };
  }

  #frame(payload: Uint8Array, quickAck: boolean, maxPadding: number): Uint8Array {
    const padding = this.#padding(maxPadding);
    const frame = this.#codec.encode(payload, { quickAck, seqno: this.#sent, padding });
    this.#sent++;
    return this.#cover(frame);
  }

  /** 0 to `max` (at most 15) random bytes. One draw of 16 bytes each time, so that frames do not shift. */
  #padding(max: number): Uint8Array {
    if (max === 0) return NO_PADDING;
    const drawn = this.#env.random('transport/padding', 16);
    return drawn.subarray(1, 1 + ((drawn[0] as number) % (max + 1)));
  }

  #cover(bytes: Uint8Array): Uint8Array {
    return this.#ciphers?.send.process(bytes) ?? bytes;
  }
}

/** The last event of a stream whose bytes cannot be read. Anything else thrown is passed on. */
export function failure(error: unknown): TransportEvent {
  if (error instanceof MalformedError || error instanceof UnsupportedError) return { kind: 'failed', error };
  throw error;
}
