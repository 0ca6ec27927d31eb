// The server among queries that are repeated, out of order, late or for another handshake.
// https://core.telegram.org/mtproto/auth_key#error-handling-lost-queries-and-responses

import { beforeEach, describe, expect, it } from 'vitest';
import { concatBytes } from '../bytes/index.ts';
import { type Mtproto, mtproto } from '../tl/index.ts';
import { startClientHandshake, stepClientHandshake } from './client.ts';
import type { ClientHandshakeState } from './client-state.ts';
import { type Parties, parties } from './parties-suite.ts';
import { type ServerHandshakeStep, stepServerHandshake } from './server.ts';
import {
  initialServerHandshake,
  MAX_PENDING_HANDSHAKES,
  type ServerHandshakeConfig,
} from './server-state.ts';

let both: Parties;
let server: Server;

beforeEach(() => {
  both = parties();
  server = new Server(both);
});

/** One connection. */
class Server {
  readonly #both: Parties;
  readonly #config: ServerHandshakeConfig;
  #state = initialServerHandshake();

  constructor(both: Parties, config: Partial<ServerHandshakeConfig> = {}) {
    this.#both = both;
    this.#config = { ...both.server.config, ...config };
  }

  ask(query: Uint8Array): ServerHandshakeStep & { rules: string[] } {
    const step = stepServerHandshake(this.#config, this.#state, query, this.#both.server.env);
    this.#state = step.state;
    return { ...step, rules: step.violations.map(({ rule }) => rule) };
  }
}

/** A client that is asked for its queries one by one. */
class Asker {
  readonly #both: Parties;
  #state: ClientHandshakeState;
  /** The query to send now; empty when the key is made. */
  query: Uint8Array;

  constructor(both: Parties) {
    this.#both = both;
    ({ state: this.#state, send: this.query } = startClientHandshake(both.client.config, both.client.env));
  }

  take({ answer = new Uint8Array() }: ServerHandshakeStep): void {
    const { config, env } = this.#both.client;
    const step = stepClientHandshake(config, this.#state, answer, env);
    if ('send' in step) ({ state: this.#state, send: this.query } = step);
    else this.query = new Uint8Array();
  }
}

/** A handshake that has its answers up to the one to its `count`th query. */
function begun(count: number): { asker: Asker; answered: ServerHandshakeStep[]; queries: Uint8Array[] } {
  const asker = new Asker(both);
  const answered: ServerHandshakeStep[] = [];
  const queries: Uint8Array[] = [];
  for (let i = 0; i < count; i++) {
    queries.push(asker.query);
    const step = server.ask(asker.query);
    answered.push(step);
    asker.take(step);
  }
  return { asker, answered, queries };
}

const reqPq = (byte: number, name: 'req_pq' | 'req_pq_multi' = 'req_pq_multi'): Uint8Array =>
  mtproto.encode({ _: name, nonce: new Uint8Array(16).fill(byte) });

describe('several req_pq', () => {
  it('are each answered, with a server_nonce and a pq of its own', () => {
    const answers = [1, 2, 3].map((byte) =>
      mtproto.decode(server.ask(reqPq(byte)).answer ?? new Uint8Array()),
    );
    const distinct = (field: 'nonce' | 'server_nonce' | 'pq') =>
      new Set(answers.map((answer) => (answer._ === 'resPQ' ? answer[field].join() : ''))).size;
    expect([distinct('nonce'), distinct('server_nonce'), distinct('pq')]).toEqual([3, 3, 3]);
  });

  it('leave the client free to go on with any of them', () => {
    server.ask(reqPq(1));
    const { asker } = begun(1);
    server.ask(reqPq(2));
    const offered = server.ask(asker.query);
    expect(offered.rules).toEqual([]);
    asker.take(offered);
    expect(server.ask(asker.query).created).toBeDefined();
  });

  it('are forgotten from the oldest', () => {
    const { asker } = begun(1);
    for (let byte = 1; byte < MAX_PENDING_HANDSHAKES; byte++) server.ask(reqPq(byte));
    const kept = server.ask(asker.query);
    expect(kept.rules).toEqual([]);
    const { asker: late } = begun(1);
    for (let byte = 100; byte < 100 + MAX_PENDING_HANDSHAKES; byte++) server.ask(reqPq(byte));
    expect(server.ask(late.query)).toMatchObject({ error: -404, rules: ['MT-HS-02'] });
  });
});

describe('an identical query', () => {
  it.each([
    ['req_pq_multi', 1],
    ['req_DH_params', 2],
    ['set_client_DH_params', 3],
  ] as const)('%s gets the identical answer', (_name, count) => {
    const { answered, queries } = begun(count);
    const again = server.ask(queries[count - 1] ?? new Uint8Array());
    expect(again.answer).toEqual(answered[count - 1]?.answer);
    expect(again).toMatchObject({ repeated: true, rules: [] });
    expect(again.created).toBeUndefined();
  });

  it('is identical whatever padding follows it', () => {
    const { answered, queries } = begun(2);
    const again = server.ask(concatBytes(queries[1] ?? new Uint8Array(), new Uint8Array(12).fill(9)));
    expect(again.answer).toEqual(answered[1]?.answer);
  });

  it('draws nothing, so what follows is as it would have been', () => {
    const { asker, queries } = begun(2);
    server.ask(queries[1] ?? new Uint8Array());
    const step = server.ask(asker.query);
    both = parties();
    server = new Server(both);
    expect(begun(3).answered[2]?.answer).toEqual(step.answer);
  });

  it('after dh_gen_retry gets that again', () => {
    let left = 1;
    server = new Server(both, { decide: () => (left-- > 0 ? 'retry' : 'ok') });
    const { answered, queries, asker } = begun(3);
    expect(server.ask(queries[2] ?? new Uint8Array()).answer).toEqual(answered[2]?.answer);
    expect(server.ask(asker.query).created).toBeDefined();
  });

  it('is forgotten after 10 minutes', () => {
    for (const count of [1, 2, 3]) {
      both = parties({ seed: count });
      server = new Server(both);
      const { answered, queries } = begun(count);
      const query = queries[count - 1] ?? new Uint8Array();
      both.env.clock.advance('10m');
      expect(server.ask(query).answer).toEqual(answered[count - 1]?.answer);
      both.env.clock.advance(1);
      const late = server.ask(query);
      if (count === 1) expect(late.answer).not.toEqual(answered[0]?.answer);
      else expect(late).toMatchObject({ error: -404, rules: ['MT-HS-01'] });
    }
  });

  it('is only answered if it was the last: an earlier one is out of order', () => {
    const { queries } = begun(2);
    expect(server.ask(queries[0] ?? new Uint8Array())).toMatchObject({ error: -404, rules: ['MT-HS-25'] });
    both = parties({ seed: 2 });
    server = new Server(both);
    const { queries: all } = begun(3);
    expect(server.ask(all[1] ?? new Uint8Array())).toMatchObject({ error: -404, rules: ['MT-HS-25'] });
  });
});

describe('a wrong query', () => {
  const wrong = (query: Uint8Array): Uint8Array => {
    const value = mtproto.decode(query);
    if (value._ === 'req_DH_params') return mtproto.encode({ ...value, p: value.q, q: value.p });
    if (value._ === 'set_client_DH_params')
      return mtproto.encode({ ...value, encrypted_data: value.encrypted_data.slice(0, -16) });
    throw new Error(`nothing is wrong with ${value._}`);
  };

  it.each([1, 2])('after %i answers ends its handshake: -404 for all that follows', (count) => {
    const { asker, queries } = begun(count);
    const refused = server.ask(wrong(asker.query));
    expect(refused).toMatchObject({ error: -404 });
    expect(refused.answer).toBeUndefined();
    const later = [asker.query, wrong(asker.query), ...queries].map((query) => server.ask(query));
    expect(later.map(({ error }) => error)).toEqual(later.map(() => -404));
    // Once says it all.
    expect(later.flatMap(({ rules }) => rules)).toEqual(['MT-HS-25']);
  });

  it('out of order is noted once; what breaks another rule afterwards is noted too', () => {
    const { queries, asker } = begun(2);
    const [first = new Uint8Array()] = queries;
    expect([1, 2, 3].map(() => server.ask(first).rules)).toEqual([['MT-HS-25'], [], []]);
    const value = mtproto.decode(asker.query) as Mtproto<'set_client_DH_params'>;
    const elsewhere = mtproto.encode({ ...value, nonce: value.nonce.map((byte) => byte ^ 1) });
    expect(server.ask(elsewhere)).toMatchObject({ error: -404, rules: ['MT-HS-15'] });
    expect(server.ask(asker.query)).toMatchObject({ error: -404, rules: [] });
  });

  it('out of order is noted of each handshake by itself', () => {
    const rules = [1, 2].map(() => {
      const { asker } = begun(1);
      server.ask(wrong(asker.query));
      return [1, 2].flatMap(() => server.ask(asker.query).rules);
    });
    expect(rules).toEqual([['MT-HS-25'], ['MT-HS-25']]);
  });

  it('does not keep a new nonce from starting afresh', () => {
    const { asker } = begun(1);
    server.ask(wrong(asker.query));
    const { answered } = begun(3);
    expect(answered[2]?.created).toBeDefined();
  });

  it('does not harm the other handshakes of the connection', () => {
    const one = begun(1);
    const other = begun(1);
    server.ask(wrong(one.asker.query));
    const step = server.ask(other.asker.query);
    expect(step).toMatchObject({ query: 'req_DH_params', rules: [] });
    expect(server.ask(one.asker.query)).toMatchObject({ error: -404 });
  });

  it('is one of the handshake whose nonce it has, also with a wrong server_nonce or as req_pq', () => {
    for (const make of [
      (query: Uint8Array): Uint8Array => {
        const value = mtproto.decode(query);
        if (value._ !== 'req_DH_params') throw new Error('not req_DH_params');
        return mtproto.encode({ ...value, server_nonce: new Uint8Array(16) });
      },
      (query: Uint8Array): Uint8Array => {
        const value = mtproto.decode(query);
        if (value._ !== 'req_DH_params') throw new Error('not req_DH_params');
        return mtproto.encode({ _: 'req_pq', nonce: value.nonce });
      },
    ]) {
      both = parties();
      server = new Server(both);
      const one = begun(1);
      const other = begun(1);
      expect(server.ask(make(one.asker.query))).toMatchObject({ error: -404 });
      expect(server.ask(other.asker.query)).toMatchObject({ rules: [] });
      expect(server.ask(one.asker.query)).toMatchObject({ error: -404 });
    }
  });

  it('that names nobody’s nonce ends the latest handshake', () => {
    const { asker } = begun(1);
    const value = mtproto.decode(asker.query);
    if (value._ !== 'req_DH_params') throw new Error('not req_DH_params');
    const strange = mtproto.encode({ ...value, nonce: new Uint8Array(16), server_nonce: new Uint8Array(16) });
    expect(server.ask(strange)).toMatchObject({ error: -404, rules: ['MT-HS-02'] });
    expect(server.ask(asker.query)).toMatchObject({ error: -404 });
  });

  it('for another DC is answered with -444, and then -404', () => {
    both = parties({ client: { dc: 4 } });
    const { asker } = begun(1);
    expect(server.ask(asker.query)).toMatchObject({ error: -444, rules: ['MT-HS-12'] });
    expect(server.ask(asker.query)).toMatchObject({ error: -404, rules: ['MT-HS-25'] });
  });

  it.each([
    ['nothing', new Uint8Array()],
    ['three bytes', Uint8Array.of(1, 2, 3)],
    ['an unknown constructor', new Uint8Array(64).fill(0xee)],
    ['req_pq cut short', reqPq(1).slice(0, 16)],
    ['an answer', mtproto.encode({ _: 'pong', msg_id: 0n, ping_id: 0n })],
    ['a query that needs a key', mtproto.encode({ _: 'ping', ping_id: 0n })],
  ])('may be no query of a handshake: %s', (_what, body) => {
    expect(server.ask(body)).toMatchObject({ error: -404, query: undefined, rules: ['MT-HS-01'] });
    expect(server.ask(reqPq(1))).toMatchObject({ query: 'req_pq_multi', rules: [] });
  });

  it.each([
    [1, 'set_client_DH_params'],
    [1, 'req_pq'],
    [2, 'req_pq'],
  ] as const)('out of order after %i answers: MT-HS-25 for %s', (count, name) => {
    const { asker } = begun(count);
    const { nonce, server_nonce } = mtproto.decode(asker.query) as Mtproto<'req_DH_params'>;
    const query =
      name === 'req_pq'
        ? mtproto.encode({ _: name, nonce })
        : mtproto.encode({ _: name, nonce, server_nonce, encrypted_data: nonce });
    expect(server.ask(query)).toMatchObject({ error: -404, rules: ['MT-HS-25'] });
  });
});

describe('a step', () => {
  it('changes no state that it was given: the same step from the same state does the same', () => {
    const { client, server: side } = both;
    const { send } = startClientHandshake(client.config, client.env);
    const before = Object.freeze(initialServerHandshake());
    const steps = [1, 2].map(() => stepServerHandshake(side.config, before, send, parties().server.env));
    expect(steps[0]).toEqual(steps[1]);
    expect(before.handshakes).toEqual([]);
  });
});
