// Which sessions get updates: "Invoke a request without subscribing the used connection for updates (this is enabled by
// default for file queries)". https://core.telegram.org/method/invokeWithoutUpdates

import { describe, expect, it } from 'vitest';
import { raw, type TlObject } from '../../protocol/tl/index.ts';
import { type BentClient, bentClient, initialised, memoryDc, queryBody } from '../test-kit/index.ts';
import { answersOf } from '../test-kit/rule-suite.ts';
import { rpc } from './index.ts';

const USERS = { _: 'users.getUsers', id: [] } as const;
const PART = { _: 'upload.saveFilePart', file_id: 1n, file_part: 0, bytes: new Uint8Array(4) };

describe('a session', () => {
  it.each<[string, boolean, (client: BentClient) => void]>([
    ['that made no query gets updates', true, () => undefined],
    ['that made a query gets updates', true, plain],
    ['whose queries were all wrapped gets none', false, (client) => [wrapped(client), wrapped(client)]],
    ['that then makes another query gets updates', true, (client) => [wrapped(client), plain(client)]],
    ['that had made another query gets updates', true, (client) => [plain(client), wrapped(client)]],
    ['that only handles files gets none', false, (client) => client.call(PART)],
    ['that handles files besides gets updates', true, (client) => [plain(client), client.call(PART)]],
    ['whose other query is refused gets none', false, (client) => [wrapped(client), refused(client)]],
  ])('%s', (_what, isPushedTo, ask) => {
    const client = bentClient(
      memoryDc({ handlers: [rpc('users.getUsers', () => []), rpc('upload.saveFilePart', () => true)] }),
    );
    client.send({ body: { _: 'ping', ping_id: 1n } });
    ask(client);
    client.take();
    client.dc.host.rpc.push(client.session, { _: 'updatesTooLong' });
    expect(answersOf(client)).toEqual(isPushedTo ? ['updatesTooLong'] : []);
  });
});

function plain(client: BentClient): void {
  query(client, USERS, (body) => body);
}

function wrapped(client: BentClient): void {
  const { newest } = client.dc.host.rpc.layers;
  query(client, USERS, (body) => newest.encode({ _: 'invokeWithoutUpdates', query: raw(body) }));
}

function query(client: BentClient, call: TlObject, wrap: (body: Uint8Array) => Uint8Array): void {
  const body = initialised(client.dc, client.layer, queryBody(client.dc, client.layer, call));
  client.expect(client.send({ body: wrap(body) }), call);
}

/** No such constructor. */
function refused(client: BentClient): void {
  client.send({ body: Uint8Array.of(1, 2, 3, 4) });
}
