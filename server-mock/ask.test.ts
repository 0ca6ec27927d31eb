// Questions to a real client, on a DC that listens. What a wrong client does stands in session/rules-questions.test.ts.

import { afterEach, describe, expect, it } from 'vitest';
import { type Client, connect } from '../client/index.ts';
import { type FakeDc, type FakeDcOptions, rpc, startFakeDc } from './index.ts';

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});

describe('our client', () => {
  it('answers ping', async () => {
    const { dc } = await arrive();
    expect(await dc.ask({}, { _: 'ping', ping_id: 7n })).toMatchObject({ _: 'pong', ping_id: 7n });
    dc.assertClean();
  });

  it('tells states: 4 + 8 of what it acknowledged, 2 and 3 of what never came, 1 of what is its own', async () => {
    const { dc, client } = await arrive();
    const greeting = idOf(dc, 'new_session_created');
    await client.ping();
    const msg_ids = [greeting, greeting + 4002n, greeting + (1n << 40n) + 2n, 4n];
    const { info } = await dc.ask({ sessionId: client.sessionId ?? 0n }, { _: 'msgs_state_req', msg_ids });
    expect([...info]).toEqual([12, 2, 3, 1]);
    dc.assertClean();
  });

  it('has a query again that waits for its answer, and tells the states when it does not know one', async () => {
    let finish = (): void => undefined;
    let begun: (msgId: bigint) => void = () => undefined;
    const query = new Promise<bigint>((resolve) => {
      begun = resolve;
    });
    const slow = rpc('help.getNearestDc', (_params, { msgId }) => {
      begun(msgId);
      return new Promise((resolve) => {
        finish = () => resolve({ _: 'nearestDc', country: 'DE', this_dc: 2, nearest_dc: 2 });
      });
    });
    const { dc, client } = await arrive({ handlers: [slow] });
    const answer = client.call('help.getNearestDc');
    const msgId = await query;
    expect(await dc.ask({}, { _: 'msg_resend_req', msg_ids: [msgId] })).toEqual({
      again: [msgId],
      info: undefined,
    });
    expect(await dc.ask({}, { _: 'msg_resend_req', msg_ids: [msgId, msgId + 4n] })).toEqual({
      again: [msgId],
      info: Uint8Array.of(1, 1),
    });
    finish();
    expect(await answer).toMatchObject({ country: 'DE' });
    dc.assertClean();
  });
});

describe('a question', () => {
  it('fails when the DC is closed', async () => {
    const { dc } = await arrive();
    // Nobody is there to answer before the DC closes: the question has not left this process.
    const answer = dc.ask({}, { _: 'ping', ping_id: 7n });
    const failed = expect(answer).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
    await dc.close();
    await failed;
  });
});

/** A client whose session is open. */
async function arrive(options: FakeDcOptions = {}): Promise<{ dc: FakeDc; client: Client }> {
  const dc = await startFakeDc(options);
  opened.unshift(dc);
  const { host, port, publicKeys } = dc;
  const client = await connect({ host, port, publicKeys, dc: dc.dc });
  opened.unshift(client);
  await client.createAuthKey();
  await client.ping();
  return { dc, client };
}

/** The msg_id of a message of the DC that stood in a frame of its own or in a container. */
function idOf(dc: FakeDc, name: string): bigint {
  for (const entry of dc.journal.entries({ kind: 'frame', direction: 'out' })) {
    if (entry.kind !== 'frame' || entry.content.type !== 'encrypted') continue;
    const { msgId, object } = entry.content;
    const messages = [{ msg_id: msgId, body: object }, ...membersOf(object)];
    const found = messages.find(({ body }) => (body as { _?: string })._ === name);
    if (found !== undefined) return found.msg_id;
  }
  throw new Error(`the DC sent no ${name}`);
}

function membersOf(object: unknown): { msg_id: bigint; body: unknown }[] {
  return (object as { messages?: { msg_id: bigint; body: unknown }[] }).messages ?? [];
}
