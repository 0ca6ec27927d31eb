// Plain messages of one connection: hands them to the handshake and sends what it answers.

import { toHex } from '../protocol/bytes/index.ts';
import type { CryptoEnv } from '../protocol/crypto/index.ts';
import {
  type CreatedKey,
  initialServerHandshake,
  type ServerHandshakeConfig,
  type ServerHandshakeState,
  type ServerHandshakeStep,
  stepServerHandshake,
} from '../protocol/handshake/index.ts';
import {
  createMsgIdSource,
  decodePlainMessage,
  type MsgIdSource,
  type PlainMessage,
} from '../protocol/message/index.ts';
import { ViolationError } from '../protocol/rules/index.ts';
import { mtproto, type TlValue } from '../protocol/tl/index.ts';
import { recordOf } from './auth-keys.ts';
import type { Outlet } from './desks.ts';
import type { Bent } from './faults/index.ts';
import type { Shared } from './shared.ts';

export class HandshakeDesk {
  readonly #shared: Shared;
  readonly #env: CryptoEnv;
  readonly #outlet: Outlet;
  readonly #config: ServerHandshakeConfig;
  readonly #msgIds: MsgIdSource;
  #state: ServerHandshakeState = initialServerHandshake();

  constructor(shared: Shared, env: CryptoEnv, outlet: Outlet) {
    this.#shared = shared;
    this.#env = env;
    this.#outlet = outlet;
    this.#msgIds = createMsgIdSource(() => env.now());
    const { keys, dc, test, handshake } = shared.settings;
    const { decide, ...rest } = handshake;
    this.#config = {
      keys,
      dc,
      test,
      ...rest,
      decide: (authKeyId) => (shared.authKeys.has(authKeyId) ? 'retry' : (decide?.(authKeyId) ?? 'ok')),
      remember: (name, value) => shared.usedValues.remember(name, value),
    };
  }

  take(payload: Uint8Array): void {
    const message = this.#open(payload);
    if (message === undefined) return;
    const before = this.#shared.handshakes.resumed(this.#state, message.body);
    const step = stepServerHandshake(this.#config, before, message.body, this.#env);
    this.#state = step.state;
    this.#shared.handshakes.keep(step.state);
    for (const violation of step.violations) this.#outlet.record({ kind: 'violation', violation });
    const query = step.query ?? 'unknown';
    if (step.answer === undefined) {
      const errorCode = step.error ?? -404;
      this.#outlet.record({ kind: 'handshake', query, answer: `${errorCode}` });
      this.#outlet.sendError(errorCode);
      return;
    }
    if (step.created !== undefined) this.#keep(step.created);
    this.#answer(before, step, step.answer);
  }

  #open(payload: Uint8Array): PlainMessage | undefined {
    try {
      const message = decodePlainMessage(payload);
      const { msgId, body } = message;
      this.#outlet.recordFrame('in', payload, { type: 'plain', msgId, object: decodedOf(body) });
      // Official clients write 0 or 1 here; anything else must look like a client's.
      if (msgId !== 1n && (msgId & 3n) !== 0n)
        this.#outlet.record({
          kind: 'violation',
          violation: { rule: 'MT-EN-08', detail: 'msg_id of a plain message', actual: `${msgId}` },
        });
      return message;
    } catch (error) {
      if (!(error instanceof ViolationError)) throw error;
      this.#outlet.recordFrame('in', payload, { type: 'opaque' });
      this.#outlet.record({ kind: 'violation', violation: error.violation });
      this.#outlet.sendError(-404);
      return undefined;
    }
  }

  #answer(before: ServerHandshakeState, step: ServerHandshakeStep, answer: Uint8Array): void {
    const msgId = this.#msgIds.next('server-response');
    const { faults } = this.#shared.host;
    const context = { config: this.#config, env: this.#env, before, step, answer };
    const body = this.#bent(faults.answer(context));
    const bytes = this.#bent(faults.envelope({ msgId, body }));
    this.#outlet.record({
      kind: 'handshake',
      query: step.query ?? 'unknown',
      answer: mtproto.decode(answer)._,
    });
    this.#outlet.recordFrame('out', bytes, { type: 'plain', msgId, object: decodedOf(body) });
    this.#outlet.send(bytes);
  }

  #bent({ bytes, fault }: Bent): Uint8Array {
    if (fault !== undefined)
      this.#outlet.record({ kind: 'fault-injected', fault: fault.id, rule: fault.rule });
    return bytes;
  }

  #keep(created: CreatedKey): void {
    const { authKey, expiresIn, dc, inner, rsaPadding } = created;
    this.#shared.authKeys.add(recordOf(created, this.#shared.settings.env));
    const leadingZeros = authKey.bytes.findIndex((byte) => byte !== 0);
    this.#outlet.record({
      kind: 'auth-key',
      authKeyId: toHex(authKey.id),
      inner,
      rsaPadding,
      dc,
      expiresIn,
      leadingZeros,
    });
  }
}

/** The object that the journal shows; undefined when the body does not parse, and a violation says so. */
function decodedOf(body: Uint8Array): TlValue {
  try {
    return mtproto.decodePrefix(body.slice()).value;
  } catch {
    return undefined;
  }
}
