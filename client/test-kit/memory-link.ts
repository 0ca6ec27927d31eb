// For tests: links in memory to whatever reads a byte stream. Chunks arrive in turns of their own, as on a socket.

import { RemoteError } from '../../protocol/bytes/index.ts';
import type { Transport } from '../../protocol/transport/index.ts';
import type { Dial, LinkHandler } from '../link.ts';

/** The server's end: what FakeDc.openStream gives. */
export interface StreamEnd {
  receive(chunk: Uint8Array): void;
  closed(reason: string): void;
}

/** Opens the server's end of a new stream. */
export type OpenStream = (wire: { write(bytes: Uint8Array): void; end(): void }) => StreamEnd;

interface Opened {
  readonly handler: LinkHandler;
  readonly stream: StreamEnd;
  isOver: boolean;
}

export class MemoryLinks {
  readonly #open: OpenStream;
  #current: Opened | undefined;
  /** Attempts so far. */
  opened = 0;
  /** Whether attempts succeed. */
  isReachable = true;
  /** Nothing of the server arrives. */
  isSilent = false;
  /** What arrives of the next chunk of the server; used once. */
  spoil: ((bytes: Uint8Array) => Uint8Array) | undefined;
  /** Called before the server reads a chunk. */
  beforeUp: () => void = () => {};

  constructor(open: OpenStream) {
    this.#open = open;
  }

  /** For `connect({ dial })`. */
  readonly dial = (transport: Transport): Dial => {
    return async (handler) => {
      this.opened++;
      if (!this.isReachable) throw new RemoteError('CONNECTION_CLOSED', 'unreachable');
      const link = { handler, isOver: false, stream: this.#stream(transport, handler) };
      this.#current = link;
      link.stream.receive(transport.open());
      return {
        send: (payload) => {
          const bytes = transport.send(payload);
          queueMicrotask(() => {
            if (link.isOver) return;
            this.beforeUp();
            link.stream.receive(bytes);
          });
        },
        close: async () => this.#end(link, 'the client closed it'),
      };
    };
  };

  /** The connection is lost. */
  cut(): void {
    if (this.#current !== undefined) this.#end(this.#current, 'cut');
  }

  /** The client reads these bytes next. */
  inject(event: Parameters<LinkHandler['event']>[0]): void {
    this.#current?.handler.event(event);
  }

  #stream(transport: Transport, handler: LinkHandler): StreamEnd {
    return this.#open({
      write: (bytes) =>
        queueMicrotask(() => {
          if (this.isSilent) return;
          const arriving = this.spoil?.(bytes) ?? bytes;
          this.spoil = undefined;
          for (const event of transport.receive(arriving))
            if (event.kind === 'failed') this.cut();
            else handler.event(event);
        }),
      end: () => queueMicrotask(() => this.cut()),
    });
  }

  #end(link: Opened, reason: string): void {
    if (link.isOver) return;
    link.isOver = true;
    link.stream.closed(reason);
    link.handler.closed(new RemoteError('CONNECTION_CLOSED', reason));
  }
}
