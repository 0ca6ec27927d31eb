// Queries of the API, rule by rule. https://core.telegram.org/api/invoking

import { describe, expect, it } from 'vitest';
import { raw, type TlObject } from '../../protocol/tl/index.ts';
import {
  type BentClient,
  bentClient,
  initialised,
  memoryDc,
  queryBody,
  withLayer,
} from '../test-kit/index.ts';
import { type Breach, judges } from '../test-kit/rule-suite.ts';
import { rpc } from './index.ts';

const CALL = { _: 'help.getNearestDc' } as const;
const NEAREST = { _: 'nearestDc', country: 'DE', this_dc: 2, nearest_dc: 2 } as const;
const dc = {
  handlers: [
    rpc('help.getNearestDc', () => NEAREST),
    rpc('users.getUsers', () => []),
    rpc('auth.importBotAuthorization', () => ({
      _: 'auth.authorization',
      user: { _: 'userEmpty', id: 1n },
    })),
  ],
} as const;
const right = (client: BentClient): void => void client.call(CALL);
/** A query in so many wrappers. */
const deep = (client: BentClient, wrappers: number): Uint8Array =>
  Array.from({ length: wrappers }).reduce<Uint8Array>(
    (query) => withLayer(client.dc, client.layer, query),
    bytesOf(client),
  );
const notReady = { enforce: ['rpc_error 400 CONNECTION_NOT_INITED'], report: ['nearestDc'] } as const;

judges([
  {
    rule: 'MT-IN-01',
    how: 'a query as it is',
    dc,
    bent: (client) => ask(client, bytesOf(client)),
    right,
    ...notReady,
  },
  {
    rule: 'MT-IN-01',
    how: 'invokeWithLayer without initConnection',
    dc,
    bent: (client) => ask(client, withLayer(client.dc, client.layer, bytesOf(client))),
    right,
    ...notReady,
  },
  {
    rule: 'MT-IN-01',
    how: 'initConnection without invokeWithLayer',
    dc,
    // initConnection is what follows the 8 bytes of invokeWithLayer.
    bent: (client) => ask(client, initialised(client.dc, client.layer, bytesOf(client)).subarray(8)),
    right(client) {
      client.call(CALL);
      ask(client, initialised(client.dc, client.layer, bytesOf(client)).subarray(8));
      ask(client, withLayer(client.dc, 200, bytesOf(client)));
    },
    ...notReady,
  },
  ...[-1, 0, 44].map(
    (layer): Breach => ({
      rule: 'MT-IN-02',
      how: `layer ${layer}`,
      dc,
      bent: (client) => ask(client, withLayer(client.dc, layer, bytesOf(client))),
      right,
      enforce: ['rpc_error 400 CONNECTION_LAYER_INVALID'],
      report: ['rpc_error 400 CONNECTION_LAYER_INVALID'],
    }),
  ),
  unreadable('an unknown method', 'INPUT_METHOD_INVALID', () => Uint8Array.of(1, 2, 3, 4)),
  unreadable('nothing', 'INPUT_METHOD_INVALID', () => new Uint8Array()),
  unreadable('a constructor that is no method', 'INPUT_METHOD_INVALID', () =>
    Uint8Array.of(0xb5, 0x75, 0x72, 0x99),
  ),
  unreadable('inputUserSelf, which the layer has, and which is no method', 'INPUT_METHOD_INVALID', () =>
    Uint8Array.of(0x3f, 0xb1, 0xc1, 0xf7),
  ),
  unreadable('more bytes than the query', 'INPUT_REQUEST_TOO_LONG', (client) =>
    Uint8Array.of(...bytesOf(client), 0, 0, 0, 0),
  ),
  unreadable('fewer bytes than the query', 'INPUT_FETCH_ERROR', (client) =>
    bytesOf(client, { _: 'users.getUsers', id: [{ _: 'inputUserSelf' }] }).subarray(0, -8),
  ),
  unreadable('an unknown constructor in the query', 'INPUT_CONSTRUCTOR_INVALID', (client) => {
    const query = bytesOf(client, { _: 'users.getUsers', id: [{ _: 'inputUserSelf' }] });
    query.fill(0xee, -4);
    return query;
  }),
  {
    ...unreadable('thirteen wrappers', 'INPUT_FETCH_ERROR', (client) => deep(client, 13)),
    right(client) {
      client.call(CALL);
      ask(client, deep(client, 12));
    },
  },
  {
    rule: 'MT-IN-04',
    how: 'invokeAfterMsg inside initConnection',
    dc,
    bent(client) {
      const earlier = client.call(CALL);
      client.take();
      const query = wrapped(client, { _: 'invokeAfterMsg', msg_id: earlier }, bytesOf(client));
      ask(client, initialised(client.dc, client.layer, query));
    },
    right(client) {
      const earlier = client.call(CALL);
      const query = initialised(client.dc, client.layer, bytesOf(client));
      ask(client, wrapped(client, { _: 'invokeAfterMsg', msg_id: earlier }, query));
    },
    enforce: ['nearestDc'],
    report: ['nearestDc'],
  },
  {
    rule: 'MT-IN-04',
    how: 'waiting for itself',
    dc,
    bent(client) {
      const { msgId, seqno } = client.member({ body: CALL_LATER });
      const query = wrapped(client, { _: 'invokeAfterMsgs', msg_ids: [msgId] }, client.query(CALL));
      client.send({ body: query, msgId, seqno });
      client.dc.clock.advance(500);
    },
    right(client) {
      const query = wrapped(client, { _: 'invokeAfterMsgs', msg_ids: [] }, client.query(CALL));
      ask(client, query);
    },
    enforce: ['rpc_error 400 MSG_WAIT_TIMEOUT'],
    report: ['rpc_error 400 MSG_WAIT_TIMEOUT'],
  },
  {
    rule: 'MT-IN-05',
    how: 'http_wait over a stream',
    bent: (client) =>
      client.send({ body: { _: 'http_wait', max_delay: 0, wait_after: 0, max_wait: 25_000 } }),
    right: (client) => client.send({ body: { _: 'ping', ping_id: 1n } }),
    enforce: [],
    report: [],
  },
  {
    rule: 'MT-IN-06',
    how: 'wrapping on, signed in',
    dc,
    before(client) {
      signIn(client);
      wrap(client);
      client.dc.clock.advance(5000);
    },
    bent: (client) => wrap(client, false),
    right: (client) => ask(client, bytesOf(client)),
    enforce: ['nearestDc'],
    report: ['nearestDc'],
  },
  {
    rule: 'MT-IN-06',
    how: 'wrapping on, under a bound temporary key',
    dc,
    client: (made) => ({ key: made.addKey(3600) }),
    before(client) {
      client.bind(client.dc.addKey());
      wrap(client);
      wrap(client);
      client.dc.clock.advance(5000);
    },
    bent: (client) => wrap(client, false),
    right: (client) => ask(client, bytesOf(client)),
    enforce: ['nearestDc'],
    report: ['nearestDc'],
  },
]);

describe('initConnection may be said', () => {
  /** A client that has long known that it was heard. */
  const signedIn = (): BentClient => {
    const client = bentClient(memoryDc(dc));
    signIn(client);
    wrap(client);
    client.dc.clock.advance(5000);
    return client;
  };

  it('in every query, until an answer is acknowledged', () => {
    const client = bentClient(memoryDc(dc));
    signIn(client, false);
    for (let times = 0; times < 3; times++) wrapLater(client, false);
    client.sendTogether([1, 2, 3, 4, 5].map(() => ({ body: wrappedCall(client) })));
    expect(client.dc.broken()).toEqual([]);
  });

  it('for some time after that: as TDLib does for 3 seconds', () => {
    const client = bentClient(memoryDc(dc));
    signIn(client);
    for (let times = 0; times < 10; times++) {
      wrap(client);
      client.dc.clock.advance(499);
    }
    expect(client.dc.broken()).toEqual([]);
  });

  it('in every query of one container, however late: they may have waited for a connection', () => {
    const client = bentClient(memoryDc(dc));
    signIn(client);
    client.dc.clock.advance(60_000);
    client.sendTogether([1, 2, 3, 4, 5].map(() => ({ body: wrappedCall(client) })));
    expect(client.dc.broken()).toEqual([]);
  });

  it('in every query of a client that is not signed in', () => {
    const client = bentClient(memoryDc(dc));
    for (let times = 0; times < 5; times++) wrapLater(client);
    expect(client.dc.broken()).toEqual([]);
  });

  it('again when all that was answered are errors', () => {
    const client = signedIn();
    client.reconnect();
    for (let times = 0; times < 4; times++) wrapLater(client, true, { _: 'help.getConfig' });
    expect(client.dc.broken()).toEqual([]);
  });

  it('again on another connection', () => {
    const client = signedIn();
    client.reconnect();
    for (let times = 0; times < 2; times++) wrapLater(client);
    expect(client.dc.broken()).toEqual([]);
    wrapLater(client);
    expect(client.dc.broken()).toEqual(['MT-IN-06']);
  });

  it('again with another layer', () => {
    const client = signedIn();
    ask(client, initialised(client.dc, 200, queryBody(client.dc, 200, CALL)));
    expect(client.dc.broken()).toEqual([]);
  });

  it('again when it says something else', () => {
    const client = signedIn();
    const other = wrappedCall(client).slice();
    // app_version is the last text that is "1": a length, and the character.
    const at = other.findLastIndex((byte, index) => byte === 0x31 && other[index - 1] === 1);
    other[at] = 0x32;
    ask(client, other);
    expect(client.key.client).toMatchObject({ systemVersion: '1', appVersion: '2' });
    expect(client.dc.broken()).toEqual([]);
  });

  it('again when a binding has made the server forget it', () => {
    const made = memoryDc(dc);
    const client = bentClient(made, { key: made.addKey(3600) });
    const permanent = made.addKey();
    for (let times = 0; times < 4; times++) {
      client.bind(permanent);
      wrapLater(client);
    }
    expect(made.broken()).toEqual([]);
  });
});

const CALL_LATER = new Uint8Array(8);

function unreadable(how: string, answer: string, query: (client: BentClient) => Uint8Array): Breach {
  return {
    rule: 'MT-IN-03',
    how,
    dc,
    bent(client) {
      client.call(CALL);
      client.take();
      client.send({ body: query(client) });
    },
    right,
    enforce: [`rpc_error 400 ${answer}`],
    report: [`rpc_error 400 ${answer}`],
  };
}

function bytesOf(client: BentClient, call: TlObject = CALL): Uint8Array {
  return queryBody(client.dc, client.layer, call);
}

function wrapped(client: BentClient, wrapper: TlObject, query: Uint8Array): Uint8Array {
  return client.dc.host.rpc.layers.newest.encode({ ...wrapper, query: raw(query) });
}

/** Has an answer that makes the key one of a user. */
function signIn(client: BentClient, isAcknowledged = true): void {
  const call = {
    _: 'auth.importBotAuthorization',
    flags: 0,
    api_id: 1,
    api_hash: '',
    bot_auth_token: '',
  } as const;
  client.expect(client.send({ body: initialised(client.dc, client.layer, bytesOf(client, call)) }), call);
  if (isAcknowledged) client.acknowledge();
}

/** Sends a call in initConnection. */
function wrap(client: BentClient, isAcknowledged = true, call: TlObject = CALL): void {
  client.expect(client.send({ body: initialised(client.dc, client.layer, bytesOf(client, call)) }), call);
  if (isAcknowledged) client.acknowledge();
}

/** The same; then so much time passes that it is too late to do so again. */
function wrapLater(client: BentClient, isAcknowledged = true, call: TlObject = CALL): void {
  wrap(client, isAcknowledged, call);
  client.dc.clock.advance(5000);
}

function wrappedCall(client: BentClient): Uint8Array {
  return initialised(client.dc, client.layer, bytesOf(client));
}

/** Sends the bytes of a CALL. */
function ask(client: BentClient, body: Uint8Array): void {
  client.expect(client.send({ body }), CALL);
}
