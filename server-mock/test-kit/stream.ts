// The client's end of a connection without a socket.

import type { CryptoEnv } from '../../protocol/crypto/index.ts';
import { createClientTransport, type Framing, type TransportEvent } from '../../protocol/transport/index.ts';
import type { MemoryDc } from './memory-dc.ts';

export interface StreamOptions {
  /** `intermediate` by default. */
  readonly framing?: Framing;
}

export interface Stream {
  /** The DC ended it. */
  readonly isEnded: boolean;
  /** Transport errors that came since the last time. */
  takeErrors(): number[];
  /** Tokens of quick acks that came since the last time. */
  takeQuickAcks(): number[];
  takePayloads(): Uint8Array[];
  send(payload: Uint8Array, quickAck?: boolean): void;
  /** Bytes as they are, without framing. */
  sendBytes(bytes: Uint8Array): void;
  /** Everything that the DC sent, in order; for tests of that order. */
  readonly events: readonly TransportEvent[];
  /** The client hangs up. */
  close(): void;
}

export function openStream(
  dc: MemoryDc,
  env: CryptoEnv,
  { framing = 'intermediate' }: StreamOptions,
): Stream {
  const transport = createClientTransport({ framing, engine: env.crypto, env });
  const events: TransportEvent[] = [];
  let payloads: Uint8Array[] = [];
  let errors: number[] = [];
  let quickAcks: number[] = [];
  let isEnded = false;
  const connection = dc.openStream({
    write(bytes) {
      for (const event of transport.receive(bytes)) {
        events.push(event);
        if (event.kind === 'payload') payloads.push(event.payload);
        if (event.kind === 'error') errors.push(event.errorCode);
        if (event.kind === 'quick-ack') quickAcks.push(event.token);
      }
    },
    end() {
      isEnded = true;
    },
  });
  connection.receive(transport.open());
  return {
    get isEnded() {
      return isEnded;
    },
    events,
    takeErrors() {
      const taken = errors;
      errors = [];
      return taken;
    },
    takeQuickAcks() {
      const taken = quickAcks;
      quickAcks = [];
      return taken;
    },
    takePayloads() {
      const taken = payloads;
      payloads = [];
      return taken;
    },
    send: (payload, quickAck = false) => connection.receive(transport.send(payload, { quickAck })),
    sendBytes: (bytes) => connection.receive(bytes),
    close: () => connection.closed('the client closed it'),
  };
}
