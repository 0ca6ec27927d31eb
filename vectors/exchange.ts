// A complete auth key exchange between our own two ends, frame by frame and without I/O: protocol/handshake inside
// protocol/message inside protocol/transport, as client/ and server-mock/ stack them.

import { type CryptoEnv, parsePrivateKeyPem, type RsaPrivateKey } from '../protocol/crypto/index.ts';
import {
  type AgreedKey,
  type ClientHandshakeConfig,
  type ClientHandshakeState,
  initialServerHandshake,
  type RsaPadding,
  type ServerHandshakeConfig,
  startClientHandshake,
  stepClientHandshake,
  stepServerHandshake,
} from '../protocol/handshake/index.ts';
import { decodePlainMessage, encodePlainMessage } from '../protocol/message/index.ts';
import { mtproto } from '../protocol/tl/index.ts';
import {
  createClientTransport,
  createServerTransport,
  type Framing,
  type Transport,
} from '../protocol/transport/index.ts';
import { BadInput } from './inputs.ts';

/** How the two ends are set up. */
export interface ExchangeSetup {
  readonly framing: Framing;
  readonly obfuscated: boolean;
  readonly query: 'req_pq' | 'req_pq_multi';
  readonly rsaPadding: RsaPadding;
  /** dc of the inner data; undefined: it is not named. */
  readonly clientDc: number | undefined;
  readonly serverDc: number;
  readonly serverTest: boolean;
  /** RSA-2048, PEM: the server has it, the client trusts its public half. */
  readonly privateKey: string;
  /** How many keys the server answers with dh_gen_retry before it takes one. */
  readonly refusedKeys: number;
}

/** One write of one end. */
export interface ExchangeFrame {
  readonly from: 'client' | 'server';
  /** The TL object inside; `opening` for what a client sends before its first frame. */
  readonly what: string;
  /** The plain message in the frame; empty for the opening. */
  readonly payload: Uint8Array;
  /** The bytes on the wire. */
  readonly wire: Uint8Array;
}

/** All frames in order, and the key that both ends have. */
export interface Exchange {
  readonly frames: readonly ExchangeFrame[];
  readonly key: AgreedKey;
}

/** One end's door to randomness and time, and where its msg_ids come from. */
export interface ExchangeEnd {
  readonly env: CryptoEnv;
  readonly nextMsgId: () => bigint;
}

/** @throws BadInput when the ends do not agree; any typed error that an end throws */
export function runExchange(setup: ExchangeSetup, client: ExchangeEnd, server: ExchangeEnd): Exchange {
  const frames: ExchangeFrame[] = [];
  const key = parsePrivateKeyPem(setup.privateKey);
  const asking = new AskingEnd(setup, key, client);
  const answering = new AnsweringEnd(setup, key, server);
  frames.push(asking.opening());
  answering.receive(asking.opening().wire);
  for (let query: ExchangeFrame | undefined = asking.start(); query !== undefined; ) {
    const answer = answering.answer(query.wire);
    frames.push(query, answer);
    query = asking.proceed(answer.wire);
  }
  return { frames, key: asking.key };
}

class AskingEnd {
  readonly #config: ClientHandshakeConfig;
  readonly #env: CryptoEnv;
  readonly #transport: Transport;
  readonly #nextMsgId: () => bigint;
  #state: ClientHandshakeState | undefined;
  #key: AgreedKey | undefined;

  constructor(setup: ExchangeSetup, key: RsaPrivateKey, { env, nextMsgId }: ExchangeEnd) {
    const { framing, obfuscated, query, rsaPadding, clientDc: dc } = setup;
    this.#config = { keys: [key], query, rsaPadding, ...(dc === undefined ? {} : { dc }) };
    this.#env = env;
    this.#transport = createClientTransport({
      framing,
      obfuscated,
      engine: env.crypto,
      env,
      ...(dc === undefined ? {} : { dc }),
    });
    this.#nextMsgId = nextMsgId;
  }

  get key(): AgreedKey {
    if (this.#key === undefined) throw new BadInput('the exchange made no key');
    return this.#key;
  }

  opening(): ExchangeFrame {
    return { from: 'client', what: 'opening', payload: new Uint8Array(0), wire: this.#transport.open() };
  }

  start(): ExchangeFrame {
    const { state, send } = startClientHandshake(this.#config, this.#env);
    this.#state = state;
    return this.#frame(send);
  }

  /** The next query; undefined when the key is made. */
  proceed(wire: Uint8Array): ExchangeFrame | undefined {
    if (this.#state === undefined) throw new BadInput('the exchange was not started');
    const { body } = decodePlainMessage(onlyPayload(this.#transport, wire));
    const step = stepClientHandshake(this.#config, this.#state, body, this.#env);
    if ('result' in step) {
      this.#key = step.result;
      return undefined;
    }
    this.#state = step.state;
    return this.#frame(step.send);
  }

  #frame(body: Uint8Array): ExchangeFrame {
    const payload = encodePlainMessage({ msgId: this.#nextMsgId(), body });
    return { from: 'client', what: mtproto.decode(body)._, payload, wire: this.#transport.send(payload) };
  }
}

class AnsweringEnd {
  readonly #config: ServerHandshakeConfig;
  readonly #env: CryptoEnv;
  readonly #transport: Transport;
  readonly #nextMsgId: () => bigint;
  #state = initialServerHandshake();

  constructor(setup: ExchangeSetup, key: RsaPrivateKey, { env, nextMsgId }: ExchangeEnd) {
    let refusals = setup.refusedKeys;
    this.#config = {
      keys: [key],
      dc: setup.serverDc,
      test: setup.serverTest,
      decide: () => (refusals-- > 0 ? 'retry' : 'ok'),
    };
    this.#env = env;
    this.#transport = createServerTransport({ engine: env.crypto, env });
    this.#nextMsgId = nextMsgId;
  }

  receive(wire: Uint8Array): void {
    const events = this.#transport.receive(wire);
    if (events.length > 0) throw new BadInput('the opening holds a frame');
  }

  answer(wire: Uint8Array): ExchangeFrame {
    const { body } = decodePlainMessage(onlyPayload(this.#transport, wire));
    const { state, answer, error, violations } = stepServerHandshake(
      this.#config,
      this.#state,
      body,
      this.#env,
    );
    if (answer === undefined)
      throw new BadInput(`the server answers ${error}: ${violations.at(-1)?.detail ?? 'no reason'}`);
    this.#state = state;
    const payload = encodePlainMessage({ msgId: this.#nextMsgId(), body: answer });
    return { from: 'server', what: mtproto.decode(answer)._, payload, wire: this.#transport.send(payload) };
  }
}

function onlyPayload(transport: Transport, wire: Uint8Array): Uint8Array {
  const events = transport.receive(wire);
  const [event] = events;
  if (events.length !== 1 || event?.kind !== 'payload') throw new BadInput('not one frame');
  return event.payload;
}
