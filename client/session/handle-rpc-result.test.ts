import { describe, expect, it } from 'vitest';
import { fromHex } from '../../protocol/bytes/index.ts';
import { effectOf, type Heard, kinds, ScriptedServer, words } from '../test-kit/scripted-server.ts';

describe('an rpc_error that does not parse', () => {
  // rpc_error#2144ca19 error_code:int error_message:string
  it.each([
    ['its code alone', '19ca4421', ''],
    ['no message', '19ca4421', '90010000'],
    ['a message that is cut off', '19ca4421', '90010000 0b414243'],
  ])('(%s) ends its query, and the session goes on', (_what, id, rest) => {
    const server = new ScriptedServer({ use: false });
    const [a, b] = [server.ask('a'), server.ask('b')];
    const [first, second] = server.hear() as [Heard, Heard];
    const effects = server.say(server.answer(first, fromHex(`${id}${rest.replaceAll(' ', '')}`)));
    expect(kinds(effects)).toEqual(['failed']);
    expect(effectOf(effects, 'failed')).toMatchObject({ request: a, error: { code: 'TRUNCATED' } });
    expect(server.say(server.answer(second))).toMatchObject([{ kind: 'answer', request: b }]);
    expect(words(server.hear())).toEqual(['msgs_ack']);
    expect(server.wait(60_000)).toEqual([]);
  });
});
