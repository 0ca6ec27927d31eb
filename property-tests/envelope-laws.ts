// What must hold whatever an encrypted message is: changed, it is refused; under a right key, it may hold anything and
// brings down neither the DC nor the client's session.

import { SaltStore, ServerTime, Session } from '../client/session/index.ts';
import { viewOf } from '../protocol/bytes/index.ts';
import { type SeededEnv, seededEnv } from '../protocol/crypto/index.ts';
import {
  type AuthKey,
  authKeyOf,
  minimalPadding,
  sealMessage,
  sealPlaintext,
} from '../protocol/message/index.ts';
import type { RuleId } from '../protocol/rules/index.ts';
import { ViolationError } from '../protocol/rules/index.ts';
import { mtproto } from '../protocol/tl/index.ts';
import type { FakeDcOptions } from '../server-mock/index.ts';
import { type BentClient, bentClient, type MemoryDc, memoryDc } from '../server-mock/test-kit/index.ts';
import type { Shot } from './envelope-shots.ts';

/** A byte of a payload to change: somewhere in it, and the bits to flip (not none). */
export interface Change {
  readonly at: number;
  readonly mask: number;
}

/** @throws Error when a changed payload is not refused by the DC with the rule of what was changed, or has an effect */
export function dcRefusesChange(body: Uint8Array, change: Change): void {
  const dc = memoryDc();
  const client = bentClient(dc);
  let at = 0;
  client.send({
    body,
    payload(right) {
      at = change.at % right.length;
      return changed(right, { ...change, at });
    },
  });
  expectEqual('rules', dc.broken(), [ruleOf(at)]);
  expectEqual('answers', [client.stream.takeErrors(), client.stream.takePayloads()], [[-404], []]);
  expectEqual('sessions', dc.host.sessions.size, 0);
  checkFaults(dc);
}

/** @throws Error when a changed payload has any effect on a client's session but its refusal */
export function clientRefusesChange(body: Uint8Array, change: Change): void {
  const { session, seal } = clientSession();
  const right = seal({ body });
  const at = change.at % right.length;
  const effects = session.receive(changed(right, { ...change, at }));
  const told = effects.map((effect) =>
    effect.kind === 'refused' && effect.error instanceof ViolationError ? effect.error.rule : effect.kind,
  );
  expectEqual('effects', told, [ruleOf(at)]);
}

/** @throws Error when the DC has a fault of its own, or does not serve others afterwards. Returns the rules broken. */
export function dcSurvives(all: readonly Shot[], options: FakeDcOptions = {}): ReadonlyMap<RuleId, number> {
  const dc = memoryDc({ unhandled: 'generate', limits: { maxUnpacked: 1 << 16 }, ...options });
  const client = bentClient(dc);
  for (const shot of all) {
    if (shot.pause !== undefined) dc.clock.advance(shot.pause);
    if (shot.reconnect || client.stream.isEnded) client.reconnect();
    shoot(client, shot);
    checkFaults(dc);
  }
  // Whatever came can be printed.
  dc.journal.toJsonLines();
  const other = bentClient(dc);
  other.send({ body: { _: 'ping', ping_id: 7n } });
  if (!other.takeNames().includes('pong')) throw new Error('the DC serves nobody any more');
  checkFaults(dc);
  return dc.journal.brokenRules;
}

/** @throws Error when a client's session throws, or cannot take a right message afterwards. Returns what it refused. */
export function clientSurvives(all: readonly Shot[]): number {
  const { session, env, seal } = clientSession();
  let refused = 0;
  for (const shot of all) {
    if (shot.pause !== undefined) env.clock.advance(shot.pause);
    if (shot.reconnect) {
      session.disconnected();
      session.connected();
    }
    const effects = [...session.receive(seal(shot)), ...session.tick()];
    refused += effects.filter(({ kind }) => kind === 'refused').length;
    session.flush();
  }
  const pingId = session.ping();
  const [sent] = session.flush();
  if (sent === undefined) throw new Error('the session says nothing any more');
  const effects = session.receive(seal({ body: mtproto.encode({ _: 'pong', msg_id: 1n, ping_id: pingId }) }));
  // What was held because of its time is looked at again now, and may still be refused.
  if (!effects.some(({ kind }) => kind === 'pong')) throw new Error('a right message is refused');
  return refused;
}

function ruleOf(at: number): RuleId {
  return at < 8 ? 'MT-EN-02' : 'MT-EN-04';
}

function changed(payload: Uint8Array, { at, mask }: Change): Uint8Array {
  const copy = payload.slice();
  copy[at] = (copy[at] ?? 0) ^ mask;
  return copy;
}

function checkFaults({ journal }: MemoryDc): void {
  const [fault] = journal.entries({ kind: 'fault' });
  if (fault?.kind === 'fault') throw new Error(`a fault of the ${fault.origin}: ${fault.error}`);
}

function shoot(
  client: BentClient,
  { plaintext, length, blocks = 0, zeros = false, pause, reconnect, ...fields }: Shot,
): void {
  const size = filler(fields.body.length, blocks);
  client.send({
    ...fields,
    padding: zeros ? new Uint8Array(size) : size,
    ...(plaintext === undefined && length === undefined
      ? {}
      : { plaintext: (right: Uint8Array) => plaintext ?? withLength(right, length) }),
  });
  client.stream.takePayloads();
  client.stream.takeErrors();
}

/** What makes whole blocks of any body, aligned or not. */
function filler(bodyLength: number, blocks: number): number {
  return minimalPadding(bodyLength) + 16 * blocks;
}

function withLength(plaintext: Uint8Array, length: number | undefined): Uint8Array {
  if (length !== undefined) viewOf(plaintext).setInt32(28, length, true);
  return plaintext;
}

interface ClientUnderTest {
  readonly session: Session;
  readonly env: SeededEnv;
  seal(shot: Shot): Uint8Array;
}

/** A session of the client, and a server that says anything to it. */
function clientSession(): ClientUnderTest {
  const env = seededEnv({ seed: 'client' });
  const authKey: AuthKey = authKeyOf(env.crypto, env.random('auth key', 256));
  const time = new ServerTime(env);
  time.set(0, true);
  const salts = new SaltStore(1n);
  const session = new Session({ env, authKey, salts, time });
  session.connected();
  session.use();
  session.flush();
  let said = 0n;
  return {
    session,
    env,
    seal({ body, plaintext, length, blocks = 0, ...fields }) {
      const fresh = (BigInt(Math.floor(env.now() / 1000)) << 32n) + 4n * ++said;
      const msgId = (fields.msgId ?? fresh) | 1n;
      const { seqno = 0, salt = 1n, sessionId = session.id } = fields;
      const padding = env.random('padding', filler(body.length, blocks));
      const right = sealMessage(
        env.crypto,
        authKey,
        'server',
        { salt, sessionId, msgId, seqno, body },
        padding,
      );
      if (plaintext === undefined && length === undefined) return right.payload;
      const bent = plaintext ?? withLength(right.plaintext.slice(), length);
      return sealPlaintext(env.crypto, authKey, 'server', bent);
    },
  };
}

function expectEqual(what: string, actual: unknown, expected: unknown): void {
  const [is, should] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (is !== should) throw new Error(`${what}: ${is} instead of ${should}`);
}
