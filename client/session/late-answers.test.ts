// Frames under a key that was replaced. https://core.telegram.org/api/pfs

import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type MtprotoObject, mtproto } from '../../protocol/tl/index.ts';
import { containerOf, type Heard, RESULT, ScriptedServer } from '../test-kit/scripted-server.ts';
import type { Effect } from './effect.ts';
import type { LateAnswers } from './late-answers.ts';
import type { Request } from './request.ts';

/** A session that was asked `a` and `b`, and whose key is replaced. */
function retired() {
  const server = new ScriptedServer();
  const [first, second] = [server.ask('a'), server.ask('b')] as [Request, Request];
  const [a, b] = server.hear() as [Heard, Heard];
  const { late, unanswered } = server.session.retire();
  expect(unanswered).toEqual([first, second]);
  const take = (said: Parameters<ScriptedServer['say']>[0]): Effect[] =>
    late.take(server.seal(server.message(said)));
  return { server, late, take, a, b, first, second };
}

function error(code: number, text: string): MtprotoObject {
  return { _: 'rpc_error', error_code: code, error_message: text };
}

describe('an answer under a key that was replaced', () => {
  it('counts, once', () => {
    const { server, take, a, b, first, second } = retired();
    expect(take(server.answer(b))).toEqual([{ kind: 'answer', request: second, body: RESULT }]);
    expect(take(server.answer(b))).toEqual([]);
    expect(take(server.answer(a))).toEqual([{ kind: 'answer', request: first, body: RESULT }]);
  });

  it('counts in a container, and packed', () => {
    const { server, take, a, b, first, second } = retired();
    const packed = mtproto.encode({ _: 'gzip_packed', packed_data: new Uint8Array(gzipSync(RESULT)) });
    const members = [server.answer(a, packed), server.answer(b)].map((one) => server.message(one));
    expect(take({ body: containerOf(members), seqno: 2 })).toMatchObject([
      { request: first, body: RESULT },
      { request: second, body: RESULT },
    ]);
  });

  it('that refuses the query counts', () => {
    const { server, take, a, first } = retired();
    expect(take(server.answer(a, error(400, 'PHONE_CODE_INVALID')))).toMatchObject([{ request: first }]);
  });

  it.each([
    [401, 'AUTH_KEY_PERM_EMPTY'],
    [401, 'AUTH_KEY_UNREGISTERED'],
    [400, 'CONNECTION_NOT_INITED'],
    [400, 'MSG_WAIT_FAILED'],
  ])('%i %s does not: it is of the key or the session', (code, text) => {
    const { server, take, a, first } = retired();
    expect(take(server.answer(a, error(code, text)))).toEqual([]);
    expect(take(server.answer(a))).toMatchObject([{ request: first }]);
  });

  it('that does not unpack does not: the next one may', () => {
    const { server, take, a, first } = retired();
    const broken = mtproto.encode({ _: 'gzip_packed', packed_data: RESULT });
    expect(take(server.answer(a, broken))).toEqual([]);
    expect(take(server.answer(a))).toMatchObject([{ request: first }]);
  });

  it('that nobody waits for does not', () => {
    const { server, late, take, a, b, first } = retired();
    late.keep((request) => request === first);
    expect(take(server.answer(b))).toEqual([]);
    expect(take(server.answer(a))).toHaveLength(1);
  });
});

describe('anything else under a key that was replaced', () => {
  const frames: readonly (readonly [
    string,
    (server: ScriptedServer, late: LateAnswers, a: Heard) => Uint8Array,
  ])[] = [
    ['an update', (server) => server.seal(server.message({ body: Uint8Array.of(9, 9, 9, 9) }))],
    [
      'a notice',
      (server, _late, a) =>
        server.seal(
          server.message({
            _: 'bad_msg_notification',
            bad_msg_id: a.msgId,
            bad_msg_seqno: 1,
            error_code: 33,
          }),
        ),
    ],
    [
      'a frame of another session',
      (server, _late, a) => server.seal({ ...answer(server, a), sessionId: 5n }),
    ],
    [
      'a frame that is ten minutes old',
      (server, _late, a) => {
        const old = server.seal(answer(server, a));
        server.jump(600_000);
        return old;
      },
    ],
    [
      'a frame that was tampered with',
      (server, _late, a) => server.seal(answer(server, a)).map((byte, at) => (at === 40 ? byte ^ 1 : byte)),
    ],
    ['half a frame', (server, _late, a) => server.seal(answer(server, a)).subarray(0, 24)],
  ];

  it.each(frames)('is passed over: %s', (_name, make) => {
    const { server, late, a } = retired();
    expect(late.take(make(server, late, a))).toEqual([]);
  });
});

function answer(server: ScriptedServer, to: Heard): ReturnType<ScriptedServer['message']> {
  return server.message(server.answer(to));
}
