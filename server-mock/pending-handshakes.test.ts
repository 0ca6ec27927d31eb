// A handshake that goes on through another connection, as TDLib does it when one is cut.

import { expect, it } from 'vitest';
import { toHex } from '../protocol/bytes/index.ts';
import { seededEnv } from '../protocol/crypto/index.ts';
import {
  type AgreedKey,
  initialServerHandshake,
  type PendingHandshake,
  startClientHandshake,
  stepClientHandshake,
} from '../protocol/handshake/index.ts';
import { decodePlainMessage, encodePlainMessage } from '../protocol/message/index.ts';
import { createClientTransport, type TransportEvent } from '../protocol/transport/index.ts';
import { PendingHandshakes } from './pending-handshakes.ts';
import { type MemoryDc, memoryDc } from './test-kit/index.ts';

/** Sends a query through a connection of its own; gives what is answered: a TL object, or a transport error. */
function askAlone(dc: MemoryDc, body: Uint8Array): Uint8Array | number {
  const env = seededEnv({ seed: 3 });
  const transport = createClientTransport({ framing: 'intermediate', engine: env.crypto, env });
  const events: TransportEvent[] = [];
  const connection = dc.openStream({
    write: (bytes) => void events.push(...transport.receive(bytes)),
    end: () => undefined,
  });
  connection.receive(transport.open());
  connection.receive(transport.send(encodePlainMessage({ msgId: 0n, body })));
  connection.closed('cut');
  const [event] = events;
  if (event?.kind === 'error') return event.errorCode;
  if (event?.kind !== 'payload') throw new Error('no answer');
  return decodePlainMessage(event.payload).body;
}

/** A whole handshake, each query of it as `ask` has it. */
function shakeHands(dc: MemoryDc, ask: (query: Uint8Array) => Uint8Array): AgreedKey {
  const env = seededEnv({ seed: 5 });
  const config = { keys: dc.shared.settings.keys, dc: dc.shared.settings.dc };
  let step: ReturnType<typeof stepClientHandshake> = startClientHandshake(config, env);
  while ('send' in step) step = stepClientHandshake(config, step.state, ask(step.send), env);
  return step.result;
}

function bytesOf(answer: Uint8Array | number): Uint8Array {
  if (typeof answer === 'number') throw new Error(`answered with ${answer}`);
  return answer;
}

it('every query of a handshake may come through a connection of its own', () => {
  const dc = memoryDc();
  const key = shakeHands(dc, (query) => bytesOf(askAlone(dc, query)));
  expect(dc.shared.authKeys.has(key.authKey.id)).toBe(true);
  expect(dc.broken()).toEqual([]);
});

it('the query that was answered may come again through another one: its answer is the same', () => {
  const dc = memoryDc();
  shakeHands(dc, (query) => {
    const answer = bytesOf(askAlone(dc, query));
    // The first query names no server_nonce: it begins another handshake.
    if (query.length > 36) expect(toHex(bytesOf(askAlone(dc, query)))).toBe(toHex(answer));
    return answer;
  });
  expect(dc.broken()).toEqual([]);
  expect(dc.shared.authKeys.size).toBe(1);
});

it('a refused handshake is refused on every connection', () => {
  const dc = memoryDc();
  let queries = 0;
  expect(() =>
    shakeHands(dc, (query) => {
      if (++queries < 2) return bytesOf(askAlone(dc, query));
      const bent = query.slice();
      bent[query.length - 1] = (bent[query.length - 1] as number) ^ 1;
      expect([askAlone(dc, bent), askAlone(dc, query)]).toEqual([-404, -404]);
      throw new Error('refused');
    }),
  ).toThrow('refused');
  expect(new Set(dc.broken()).size).toBe(dc.broken().length);
  expect(dc.broken()).toContain('MT-HS-25');
});

it('tells a connection that was left behind how far its handshakes have come elsewhere', () => {
  const pending = new PendingHandshakes();
  const exchange = { query: new Uint8Array(), answer: new Uint8Array(), at: 0 };
  const nonces = { nonce: new Uint8Array(16).fill(1), serverNonce: new Uint8Array(16).fill(2) };
  const refused: PendingHandshake = { stage: 'refused', ...nonces, exchange, told: false };
  const finished: PendingHandshake = { stage: 'finished', ...nonces, exchange };
  for (const one of [refused, finished]) pending.keep({ handshakes: [one] });
  const unrelated = new Uint8Array(4);
  expect(pending.resumed({ handshakes: [refused] }, unrelated).handshakes).toEqual([finished]);
  // What it says next takes nothing back.
  pending.keep(pending.resumed({ handshakes: [refused] }, unrelated));
  expect(pending.resumed({ handshakes: [refused] }, unrelated).handshakes).toEqual([finished]);
});

it('remembers so many, and forgets the one that was heard of longest ago', () => {
  const pending = new PendingHandshakes(2);
  const handshakes = [1, 2, 3].map(
    (number): PendingHandshake => ({
      stage: 'finished',
      nonce: new Uint8Array(16).fill(number),
      serverNonce: new Uint8Array(16).fill(number),
      exchange: { query: new Uint8Array(), answer: new Uint8Array(), at: 0 },
    }),
  );
  const [first, second, third] = handshakes as [PendingHandshake, PendingHandshake, PendingHandshake];
  const isResumed = (one: PendingHandshake): boolean =>
    pending
      .resumed(initialServerHandshake(), new Uint8Array([9, 9, 9, 9, ...one.nonce, ...one.serverNonce, 9]))
      .handshakes.includes(one);
  for (const one of [first, second, first, third]) pending.keep({ handshakes: [one] });
  expect(handshakes.map(isResumed)).toEqual([true, false, true]);
  expect(pending.resumed({ handshakes: [] }, new Uint8Array(3)).handshakes).toEqual([]);
});
