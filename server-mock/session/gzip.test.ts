// Packed objects, in and out. Both directions are judged by node:zlib.
// https://core.telegram.org/mtproto/service_messages#packed-object

import { deflateSync, gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { concatBytes } from '../../protocol/bytes/index.ts';
import type { RuleId } from '../../protocol/rules/index.ts';
import { type Mtproto, mtproto, raw, type TlCodec, type TlObject } from '../../protocol/tl/index.ts';
import type { Api } from '../../schemas/index.ts';
import { rpc } from '../rpc/index.ts';
import {
  type BentClient,
  bentClient,
  containerBody,
  initialised,
  memoryDc,
  queryBody,
} from '../test-kit/index.ts';
import { answersOf } from '../test-kit/rule-suite.ts';

const PING = { _: 'ping', ping_id: 5n } as const;
const CALL = { _: 'help.getNearestDc' } as const;
const NEAREST = { _: 'nearestDc', country: 'DE', this_dc: 2, nearest_dc: 2 } as const;
const handlers = [rpc('help.getNearestDc', () => NEAREST)];
const FORMS = [
  ['gzip', gzipSync],
  ['zlib', deflateSync],
] as const;

describe.each(FORMS)('%s, unpacked wherever an object may stand', (_name, pack) => {
  const packed = (body: Uint8Array): Uint8Array =>
    mtproto.encode({ _: 'gzip_packed', packed_data: new Uint8Array(pack(body)) });

  it.each([
    ['a whole message', (client: BentClient) => packed(first(client))],
    [
      'inside initConnection',
      (client: BentClient) => initialised(client.dc, client.layer, packed(bytesOf(client))),
    ],
    [
      'at both places',
      (client: BentClient) => packed(initialised(client.dc, client.layer, packed(bytesOf(client)))),
    ],
    [
      'inside invokeAfterMsgs',
      (client: BentClient) =>
        mtproto.encode({ _: 'invokeAfterMsgs', msg_ids: [], query: raw(packed(first(client))) }),
    ],
  ])('a query: %s', (_where, build) => {
    const client = bentClient(memoryDc({ handlers }));
    client.expect(client.send({ body: build(client), contentRelated: true }), CALL);
    expect(answersOf(client)).toEqual(['nearestDc']);
    expect(client.dc.broken()).toEqual([]);
  });

  it.each<[string, (layer: TlCodec) => Uint8Array]>([
    ['an object of a vector', (api) => usersBody(api, [packed(self(api)), api.encode(EMPTY_USER)])],
    ['two of them', (api) => usersBody(api, [packed(self(api)), packed(api.encode(EMPTY_USER))])],
    ['the vector', (api) => concatBytes(idOf(api, USERS), packed(api.encode(USERS).subarray(4)))],
    [
      'an object of it, in a packed vector',
      (api) => {
        const vector = usersBody(api, [packed(self(api)), api.encode(EMPTY_USER)]).subarray(4);
        return concatBytes(idOf(api, USERS), packed(vector));
      },
    ],
    [
      'an object of it, inside initConnection whose proxy is packed',
      (api) => {
        const query = usersBody(api, [packed(self(api)), api.encode(EMPTY_USER)]);
        return initConnectionBody(api, packed(api.encode(PROXY)), query);
      },
    ],
  ])('a parameter: %s', (_where, build) => {
    const seen: unknown[] = [];
    const handler = rpc('users.getUsers', ({ id }) => {
      seen.push(id);
      return [];
    });
    const client = bentClient(memoryDc({ handlers: [handler] }));
    client.call(USERS);
    const msgId = client.send({ body: build(client.dc.host.rpc.layers.newest), contentRelated: true });
    client.expect(msgId, USERS);
    expect(answersOf(client)).toEqual(['', '']);
    expect(seen).toEqual([USERS.id, USERS.id]);
    expect(client.dc.broken()).toEqual([]);
    const frames = client.dc.journal.entries({ kind: 'frame', direction: 'in' });
    expect(
      JSON.stringify(frames.at(-1), (_key, value) => (typeof value === 'bigint' ? `${value}` : value)),
    ).toContain('inputUserSelf');
  });

  it('no bytes that only look like it', () => {
    const seen: unknown[] = [];
    const handler = rpc('upload.saveFilePart', ({ bytes }) => {
      seen.push(bytes);
      return true;
    });
    const client = bentClient(memoryDc({ handlers: [handler] }));
    const bytes = packed(mtproto.encode(PING));
    client.call({ _: 'upload.saveFilePart', file_id: 1n, file_part: 0, bytes });
    expect(answersOf(client)).toEqual(['true']);
    expect(seen).toEqual([bytes]);
  });

  it.each<[string, RuleId, (api: TlCodec) => Uint8Array]>([
    ['packed twice', 'MT-CT-07', (api) => usersBody(api, [packed(packed(self(api)))])],
    ['cut off', 'MT-CT-07', (api) => usersBody(api, [cut(packed(self(api)))])],
    ['of another type', 'MT-IN-03', (api) => usersBody(api, [packed(api.encode(PROXY))])],
    [
      'one of too many',
      'MT-CT-07',
      (api) =>
        usersBody(
          api,
          Array.from({ length: 9 }, () => packed(self(api))),
        ),
    ],
    ['two values', 'MT-CT-07', (api) => usersBody(api, [packed(concatBytes(self(api), self(api)))])],
    ['too large', 'MT-CT-07', (api) => usersBody(api, [packed(new Uint8Array(70_000)), packed(self(api))])],
  ])('a parameter that is wrong: %s', (_how, rule, build) => {
    const client = bentClient(memoryDc({ handlers, limits: { maxUnpacked: 65_536 } }));
    client.call(CALL);
    client.take();
    client.send({ body: build(client.dc.host.rpc.layers.newest), contentRelated: true });
    expect(answersOf(client)).toEqual([expect.stringMatching(/^rpc_error 400 INPUT_/)]);
    expect(client.dc.broken()).toEqual([rule]);
  });

  it('a service message, a container, and what is in a container', () => {
    const client = bentClient(memoryDc({ handlers }));
    client.send({ body: packed(mtproto.encode(PING)), contentRelated: true });
    const member = client.member({ body: PING });
    client.send({ body: packed(containerBody([member])), contentRelated: false });
    const call = client.member({ body: packed(first(client)), contentRelated: true });
    client.expect(call.msgId, CALL);
    client.sendTogether([call, { body: PING }]);
    expect(answersOf(client)).toEqual(['pong', 'pong', 'nearestDc', 'pong']);
    expect(client.dc.broken()).toEqual([]);
  });

  it('is shown unpacked in the journal', () => {
    const client = bentClient(memoryDc());
    client.send({ body: packed(mtproto.encode(PING)) });
    expect(client.dc.journal.entries({ kind: 'frame', direction: 'in' })).toMatchObject([
      { content: { object: { _: 'gzip_packed', packed_data: PING } } },
    ]);
  });
});

describe('bombs', () => {
  it('are stopped at the limit: 16 MB unless told otherwise', () => {
    const client = bentClient(memoryDc());
    const zeros = new Uint8Array(gzipSync(new Uint8Array(2 ** 24 + 4)));
    client.send({ body: { _: 'gzip_packed', packed_data: zeros }, contentRelated: true });
    expect(client.dc.broken()).toEqual(['MT-CT-07']);
    expect(client.dc.journal.violations()[0]?.detail).toContain(`${2 ** 24}`);
  });

  it('that unpack to themselves again and again are not followed', () => {
    const client = bentClient(memoryDc({ handlers }));
    let body = first(client);
    for (let depth = 0; depth < 50; depth++)
      body = mtproto.encode({ _: 'gzip_packed', packed_data: new Uint8Array(gzipSync(body)) });
    client.send({ body, contentRelated: true });
    expect(answersOf(client)).toEqual(['rpc_error 400 INPUT_FETCH_ERROR']);
  });
});

describe('the DC packs', () => {
  const text = (length: number): Api<'nearestDc'> => ({ ...NEAREST, country: 'x'.repeat(length) });

  it('answers from the threshold on, whatever node:zlib unpacks them to', () => {
    const client = bentClient(
      memoryDc({ handlers: [rpc('help.getNearestDc', () => text(600))], limits: { gzipAbove: 512 } }),
    );
    const query = client.call(CALL);
    const answer = client.take().find(({ object }) => object._ === 'rpc_result');
    expect(answer).toMatchObject({ isPacked: true, object: { req_msg_id: query, result: text(600) } });
    const { result } = mtproto.decode(answer?.body ?? new Uint8Array()) as Mtproto<'rpc_result'>;
    const { packed_data } = mtproto.decode(result.bytes) as Mtproto<'gzip_packed'>;
    expect(new Uint8Array(gunzipSync(packed_data))).toEqual(
      client.dc.host.rpc.layers.newest.encode(text(600)),
    );
  });

  it('nothing below it', () => {
    // 12 bytes of id and numbers, 4 before the text, and the text.
    for (const [length, isPacked] of [
      [488, false],
      [492, true],
    ] as const) {
      const client = bentClient(
        memoryDc({ handlers: [rpc('help.getNearestDc', () => text(length))], limits: { gzipAbove: 508 } }),
      );
      client.call(CALL);
      expect(client.take().find(({ object }) => object._ === 'rpc_result')?.isPacked).toBe(isPacked);
    }
  });

  it('nothing that does not get smaller', () => {
    const handler = rpc('upload.getFile', (_params, { env }) => ({
      _: 'upload.file',
      type: { _: 'storage.fileUnknown' },
      mtime: 0,
      bytes: env.random('noise', 5000),
    }));
    const client = bentClient(memoryDc({ handlers: [handler] }));
    const location = { _: 'inputTakeoutFileLocation' };
    client.call({ _: 'upload.getFile', location, offset: 0n, limit: 4096 });
    const answer = client.take().find(({ object }) => object._ === 'rpc_result');
    expect(answer).toMatchObject({ isPacked: false, object: { result: { _: 'upload.file' } } });
  });

  it('updates too', () => {
    const client = bentClient(memoryDc());
    client.send({ body: PING });
    client.take();
    const update = {
      _: 'updateShort',
      update: { _: 'updateLangPackTooLong', lang_code: 'x'.repeat(2000) },
      date: 1,
    };
    client.dc.host.rpc.push(client.session, update);
    expect(client.take()).toMatchObject([{ isPacked: true, object: update }]);
  });
});

const EMPTY_USER = { _: 'inputUserEmpty' } as const;
const USERS = { _: 'users.getUsers', id: [{ _: 'inputUserSelf' }, EMPTY_USER] } as const;
const PROXY = { _: 'inputClientProxy', address: 'proxy', port: 1 } as const;

function self(api: TlCodec): Uint8Array {
  return api.encode({ _: 'inputUserSelf' });
}

function idOf(api: TlCodec, object: TlObject): Uint8Array {
  return api.encode(object).subarray(0, 4);
}

/** users.getUsers, with the bytes of each user: 4 of the id, 4 of `vector`, 4 of the count. */
function usersBody(api: TlCodec, users: readonly Uint8Array[]): Uint8Array {
  const head = api.encode({ _: 'users.getUsers', id: users.map(() => EMPTY_USER) }).subarray(0, 12);
  return concatBytes(head, ...users);
}

/** initConnection with a proxy, in invokeWithLayer. */
function initConnectionBody(api: TlCodec, proxy: Uint8Array, query: Uint8Array): Uint8Array {
  const fields = { device_model: 'bent', system_version: '1', app_version: '1', system_lang_code: 'en' };
  const init = api.encode({
    ...fields,
    _: 'initConnection',
    api_id: 1,
    lang_pack: '',
    lang_code: 'en',
    proxy: PROXY,
    query: raw(new Uint8Array()),
  });
  const head = init.subarray(0, init.length - api.encode(PROXY).length);
  return api.encode({
    _: 'invokeWithLayer',
    layer: api.schema.layer ?? 0,
    query: raw(concatBytes(head, proxy, query)),
  });
}

/** gzip_packed with half its data. */
function cut(body: Uint8Array): Uint8Array {
  const { packed_data } = mtproto.decode(body) as Mtproto<'gzip_packed'>;
  return mtproto.encode({ _: 'gzip_packed', packed_data: packed_data.subarray(0, packed_data.length / 2) });
}

function bytesOf(client: BentClient): Uint8Array {
  return queryBody(client.dc, client.layer, CALL);
}

function first(client: BentClient): Uint8Array {
  return client.query(CALL);
}
