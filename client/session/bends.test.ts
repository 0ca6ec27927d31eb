import { describe, expect, it } from 'vitest';
import type { OpenedMessage } from '../../protocol/message/index.ts';
import { FIRST_SALT, ScriptedServer } from '../test-kit/scripted-server.ts';
import { type Bend, hooksOf } from './bends.ts';

/** What a session says, twice: a query and a ping each time, alone in a frame. */
function frames(...bends: Bend[]): OpenedMessage[] {
  const server = new ScriptedServer({ use: false, hooks: hooksOf(bends) });
  const heard: OpenedMessage[] = [];
  for (let round = 0; round < 2; round++) {
    server.ask('a');
    heard.push(...server.session.flush().map((payload) => server.open(payload)));
    server.session.ping();
    heard.push(...server.session.flush().map((payload) => server.open(payload)));
  }
  return heard;
}

describe('a bent client', () => {
  it('without bends is a correct one', () => {
    expect(frames().map(({ salt, seqno }) => [salt, seqno])).toEqual([
      [FIRST_SALT, 1],
      [FIRST_SALT, 3],
      [FIRST_SALT, 5],
      [FIRST_SALT, 7],
    ]);
  });

  it('has a field of its own in every message', () => {
    const bent = frames({ in: 'frame', field: 'salt', value: 5n });
    expect(bent.map(({ salt }) => salt)).toEqual([5n, 5n, 5n, 5n]);
  });

  it('in messages of one kind', () => {
    const bent = frames({ in: 'message', of: 'ping', field: 'seqno', value: ({ seqno }) => seqno - 1 });
    expect(bent.map(({ seqno }) => seqno)).toEqual([1, 2, 5, 6]);
  });

  it('so many times', () => {
    const bent = frames({ in: 'frame', of: 'query', field: 'sessionId', value: 9n, times: 1 });
    expect(bent.map(({ sessionId }) => sessionId === 9n)).toEqual([true, false, false, false]);
  });

  it('in several fields at once', () => {
    const bent = frames(
      { in: 'message', of: 'ping', field: 'msgId', value: ({ msgId }) => msgId + 1n },
      {
        in: 'frame',
        of: 'ping',
        field: 'padding',
        value: ({ padding }) => new Uint8Array(padding.length + 16),
      },
    );
    expect(bent.map(({ msgId, paddingLength }) => [msgId & 3n, paddingLength > 27])).toEqual([
      [0n, false],
      [1n, true],
      [0n, false],
      [1n, true],
    ]);
  });
});
