// Queries that must be done after others (invokeAfterMsg), when those were left in a former session, or sent anew.
// https://core.telegram.org/api/invoking#calling-methods

import { describe, expect, it } from 'vitest';
import type { MtprotoObject } from '../../protocol/tl/index.ts';
import { type Heard, only, queryNamed, ScriptedServer, words } from '../test-kit/scripted-server.ts';
import type { Effect } from './effect.ts';
import type { BuildContext, Request } from './request.ts';

function refuse(server: ScriptedServer, { msgId }: Heard, errorCode = 33): void {
  server.say({ _: 'bad_msg_notification', bad_msg_id: msgId, bad_msg_seqno: 1, error_code: errorCode });
}

function stateInfo({ msgId }: Heard, ...states: number[]): MtprotoObject {
  return { _: 'msgs_state_info', req_msg_id: msgId, info: Uint8Array.from(states) };
}

function questionIn(heard: readonly Heard[]): Heard {
  return only(heard.filter(({ object }) => object?._ === 'msgs_state_req'));
}

/** Asks after others; `named` gets the msg_ids that the query names, each time that it is sent. */
function askAfter(
  server: ScriptedServer,
  name: string,
  earlier: readonly Request[],
  named: (bigint | undefined)[] = [],
): Request {
  const build = ({ idOf }: BuildContext): Uint8Array => {
    named.push(...earlier.map(idOf));
    return queryNamed(name);
  };
  return server.ask(name, { after: earlier, build });
}

describe('a query that waits for one that was left in a former session', () => {
  /** `c` names `b`, and is refused; the server works on `b`. */
  function waiting() {
    const server = new ScriptedServer();
    const before = server.ask('b');
    const b = only(server.hear());
    const named: (bigint | undefined)[] = [];
    const request = askAfter(server, 'c', [before], named);
    const c = only(server.hear());
    server.say({ _: 'msgs_ack', msg_ids: [b.msgId] });
    refuse(server, c);
    const late = (said: MtprotoObject): Effect[] => server.say(said, { sessionId: b.sessionId });
    return { server, b, named, request, late };
  }

  it('is held until that is done, which runs once', () => {
    const { server, b, named, request, late } = waiting();
    expect(server.hearUrgent()).toEqual([]);
    expect(late(server.answer(b))).toMatchObject([{ kind: 'answer' }]);
    const heard = server.hear();
    expect(words(heard)).toEqual(['msgs_ack', 'c', 'destroy_session']);
    expect(named).toEqual([b.msgId, undefined]);
    expect(server.say(server.answer(heard[1] as Heard))).toMatchObject([{ kind: 'answer', request }]);
  });

  it('and one that is new, and waits for it: they go in their order', () => {
    const { server, b, named, request, late } = waiting();
    askAfter(server, 'd', [request], named);
    expect(server.hearUrgent()).toEqual([]);
    late(server.answer(b));
    const heard = server.hear();
    expect(words(heard)).toEqual(['msgs_ack', 'c', 'd', 'destroy_session']);
    expect(named).toEqual([b.msgId, undefined, heard[1]?.msgId]);
  });

  it('is sent after it when the server does not have it after all', () => {
    const { server, named, late } = waiting();
    const question = questionIn(server.wait(16_000));
    late(stateInfo(question, 1));
    const heard = server.hear().filter(({ object }) => object === undefined);
    expect(words(heard)).toEqual(['init b', 'c']);
    expect(named[1]).toBe(heard[0]?.msgId);
  });

  it('fails as the server would have it fail when that fails, and so does what waits for it', () => {
    const { server, b, request, late } = waiting();
    const next = askAfter(server, 'd', [request]);
    const refusal = { _: 'rpc_error', error_code: 400, error_message: 'ON_PURPOSE' } as const;
    const effects = late(server.answer(b, refusal));
    expect(effects.map((effect) => 'request' in effect && effect.request)).toEqual([
      next,
      request,
      expect.anything(),
    ]);
    const bodies = effects.map((effect) => ('body' in effect ? new TextDecoder().decode(effect.body) : ''));
    expect(bodies.map((body) => /[A-Z_]{5,}/.exec(body)?.[0])).toEqual([
      'MSG_WAIT_FAILED',
      'MSG_WAIT_FAILED',
      'ON_PURPOSE',
    ]);
    expect(words(server.hear())).toEqual(['msgs_ack', 'destroy_session']);
  });

  it('is taken back without a word, and lost with nothing', () => {
    const { server, b, request, late } = waiting();
    server.session.cancel(request);
    late(server.answer(b));
    expect(words(server.hear())).not.toContain('c');
  });
});

describe('a query that was told that the one before it did not come', () => {
  const TIMEOUT = { _: 'rpc_error', error_code: 400, error_message: 'MSG_WAIT_TIMEOUT' } as const;

  /** `c` names `b`. */
  function chained() {
    const server = new ScriptedServer({ use: false });
    server.ask('a');
    server.say(server.answer(only(server.hear())));
    const before = server.ask('b');
    const b = only(server.hear().filter(({ object }) => object === undefined));
    const named: (bigint | undefined)[] = [];
    const request = askAfter(server, 'c', [before], named);
    const c = only(server.hear());
    return { server, b, c, request, named };
  }

  it('is sent anew when that was', () => {
    const { server, b, c, request, named } = chained();
    refuse(server, b, 20);
    const again = only(server.hear());
    expect(server.say(server.answer(c, TIMEOUT))).toEqual([]);
    const third = only(server.hear().filter(({ object }) => object === undefined));
    expect(words([third])).toEqual(['c']);
    expect(named).toEqual([b.msgId, again.msgId]);
    expect(server.say(server.answer(c, TIMEOUT))).toEqual([]);
    expect(server.hearUrgent()).toEqual([]);
    expect(server.say(server.answer(third))).toMatchObject([{ kind: 'answer', request }]);
  });

  it('fails when that was not', () => {
    const { server, c, request } = chained();
    expect(server.say(server.answer(c, TIMEOUT))).toMatchObject([{ kind: 'answer', request }]);
  });

  it('fails when it is told so again, of its new message', () => {
    const { server, b, c, request } = chained();
    refuse(server, b, 20);
    server.hear();
    server.say(server.answer(c, TIMEOUT));
    const third = only(server.hear().filter(({ object }) => object === undefined));
    expect(server.say(server.answer(third, TIMEOUT))).toMatchObject([{ kind: 'answer', request }]);
  });
});
