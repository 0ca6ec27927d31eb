// Our own ends as functions from chunks to events, printed: texts are quicker to compare than megabytes of numbers.

import { MalformedError, toHex } from '../protocol/bytes/index.ts';
import { type CryptoEngine, defaultEngine, seededEnv } from '../protocol/crypto/index.ts';
import {
  createClientTransport,
  createServerTransport,
  type Framing,
  type MtproxySecret,
  parseMtproxySecret,
  type TransportEvent,
} from '../protocol/transport/index.ts';
import { SECRET_KEY, type Unit, type Wire } from './transport-oracle.ts';

export const SIMPLE: MtproxySecret = parseMtproxySecret(SECRET_KEY.toString('hex'));

export function serverEnd(engine: CryptoEngine = defaultEngine): ReturnType<typeof createServerTransport> {
  return createServerTransport({ engine, env: seededEnv({ seed: 1 }), secrets: [SIMPLE] });
}

export function clientEnd(wire: Wire, seed = 1): ReturnType<typeof createClientTransport> {
  return createClientTransport({
    framing: wire.framing,
    engine: defaultEngine,
    env: seededEnv({ seed }),
    obfuscated: wire.around !== 'nothing',
    ...(wire.around === 'secret' && { secret: SIMPLE, dc: 2 }),
  });
}

/** Reads chunks into events, as text: quicker to compare than megabytes of numbers. */
export type Reader = (chunks: readonly Uint8Array[]) => string[];

export function print(event: TransportEvent): string {
  if (event.kind === 'payload') return `payload ${toHex(event.payload)} ${event.quickAck}`;
  if (event.kind === 'failed') {
    const offset = event.error instanceof MalformedError ? event.error.offset : event.error.details.reason;
    return `failed ${event.error.code} ${String(offset)}`;
  }
  return JSON.stringify(event);
}

export const readAsServer: Reader = (chunks) => {
  const transport = serverEnd();
  return chunks.flatMap((chunk) => transport.receive(chunk).map(print));
};

export const readAsClient = (wire: Wire): Reader => {
  const transport = clientEnd(wire);
  return (chunks) => chunks.flatMap((chunk) => transport.receive(chunk).map(print));
};

export function printUnit(framing: Framing, { payload, quickAck }: Unit): string {
  return `payload ${payload.toString('hex')} ${framing !== 'full' && quickAck}`;
}
