// A whole handshake over transports in memory: the stack of both ends without their sockets, with the bytes cut
// into any chunks. Returns what went over the wire.

import { concatBytes } from '../protocol/bytes/index.ts';
import { type CryptoEnv, defaultEngine, parsePrivateKeyPem } from '../protocol/crypto/index.ts';
import {
  type AgreedKey,
  type CreatedKey,
  initialServerHandshake,
  startClientHandshake,
  stepClientHandshake,
  stepServerHandshake,
} from '../protocol/handshake/index.ts';
import { createMsgIdSource, decodePlainMessage, encodePlainMessage } from '../protocol/message/index.ts';
import type { Violation } from '../protocol/rules/index.ts';
import { createClientTransport, createServerTransport, type Transport } from '../protocol/transport/index.ts';
import { TEST_PRIVATE_KEY } from '../server-mock/index.ts';
import { SIMPLE } from './transport-ends.ts';
import { cut, type Wire } from './transport-oracle.ts';

export const KEY: ReturnType<typeof parsePrivateKeyPem> = parsePrivateKeyPem(TEST_PRIVATE_KEY);

export interface WireHandshake {
  /** Every byte that the client wrote, and every byte that the server wrote. */
  readonly up: Uint8Array;
  readonly down: Uint8Array;
  readonly violations: readonly Violation[];
  readonly clientKey: AgreedKey;
  readonly serverKey: CreatedKey | undefined;
}

/** @throws Error when a chunk means anything but plain messages; what the steps throw */
export function handshakeOver(
  wire: Wire,
  sizes: readonly number[],
  client: CryptoEnv,
  server: CryptoEnv,
): WireHandshake {
  const secret = wire.around === 'secret' ? { secret: SIMPLE, dc: 2 } : {};
  const asking = new End(
    createClientTransport({
      framing: wire.framing,
      obfuscated: wire.around !== 'nothing',
      engine: defaultEngine,
      env: client,
      ...secret,
    }),
    'client',
    client,
  );
  const answering = new End(
    createServerTransport({ engine: defaultEngine, env: server, secrets: [SIMPLE] }),
    'server-response',
    server,
  );
  const config = { keys: [KEY], dc: 2 };
  const serverConfig = { ...config, test: false };
  const violations: Violation[] = [];
  let serverKey: CreatedKey | undefined;
  let serverState = initialServerHandshake();
  let step: Exclude<ReturnType<typeof stepClientHandshake>, { result: AgreedKey }> = startClientHandshake(
    config,
    client,
  );
  for (;;) {
    const query = answering.receive(cut(asking.send(step.send), sizes));
    const answered = stepServerHandshake(serverConfig, serverState, query, server);
    serverState = answered.state;
    serverKey ??= answered.created;
    violations.push(...answered.violations);
    if (answered.answer === undefined) throw new Error(`the server answered ${answered.error}`);
    const answer = asking.receive(cut(answering.send(answered.answer), sizes));
    const next = stepClientHandshake(config, step.state, answer, client);
    if ('result' in next)
      return { up: asking.written, down: answering.written, violations, clientKey: next.result, serverKey };
    step = next;
  }
}

class End {
  readonly #transport: Transport;
  readonly #kind: 'client' | 'server-response';
  readonly #msgIds: ReturnType<typeof createMsgIdSource>;
  #written: Uint8Array = new Uint8Array();

  constructor(transport: Transport, kind: 'client' | 'server-response', env: CryptoEnv) {
    this.#transport = transport;
    this.#kind = kind;
    this.#msgIds = createMsgIdSource(() => env.now());
  }

  get written(): Uint8Array {
    return this.#written;
  }

  /** The bytes of a plain message; before the first one, those that open the stream. */
  send(body: Uint8Array): Uint8Array {
    const opening = this.#written.length === 0 ? this.#transport.open() : new Uint8Array();
    const payload = encodePlainMessage({ msgId: this.#msgIds.next(this.#kind), body });
    const bytes = concatBytes(opening, this.#transport.send(payload));
    this.#written = concatBytes(this.#written, bytes);
    return bytes;
  }

  /** The body of the one plain message that the chunks hold. */
  receive(chunks: readonly Uint8Array[]): Uint8Array {
    const events = chunks.flatMap((chunk) => this.#transport.receive(chunk));
    const [event] = events;
    if (events.length !== 1 || event?.kind !== 'payload') throw new Error(`${events.length} events`);
    return decodePlainMessage(event.payload).body.slice();
  }
}
