// What leaves the client, seen from outside: every payload of a handshake and of calls, opened with what a listener
// would have, or with the key. The other end is the fake DC, but nothing that it says is asked.

import { describe, expect, it } from 'vitest';
import { concatBytes, equalBytes, fromHex, HarnessError, toHex, viewOf } from '../protocol/bytes/index.ts';
import { systemEnv } from '../protocol/crypto/index.ts';
import { startClientHandshake } from '../protocol/handshake/index.ts';
import { authKeyOf, isPlainPayload, openMessage, PLAIN_HEADER_LENGTH } from '../protocol/message/index.ts';
import { createCodec, type MtprotoObject, mtproto, type TlRaw } from '../protocol/tl/index.ts';
import type { Transport } from '../protocol/transport/index.ts';
import { loadLayers } from '../schemas/index.ts';
import { rpc, startFakeDc } from '../server-mock/index.ts';
import { type Client, type ConnectOptions, connect, type Dial } from './index.ts';
import { MemoryLinks } from './test-kit/memory-link.ts';
import { SECRETS as MTPROXY_SECRETS, ROUTES } from './test-kit/routes.ts';
import { formsIn, isShownIn, printed } from './test-kit/secret-forms.ts';
import { watchedEnv } from './test-kit/watched-env.ts';

/** Invented. */
const PHONE = '+12025550147';
const PASSWORD = 'correct horse battery staple';
const TOKEN = '110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw';
const SECRETS = [PHONE, PHONE.slice(1), PASSWORD, TOKEN, 'a hash'];
const SENT = {
  _: 'auth.sentCode',
  type: { _: 'auth.sentCodeTypeSms', length: 5 },
  phone_code_hash: 'hash',
} as const;

interface Traffic {
  readonly client: Client;
  /** What was given to the transport, in order. */
  readonly payloads: Uint8Array[];
  /** What the transport made of it, all in one. */
  readonly stream: Uint8Array;
  readonly authKey: Uint8Array;
  /** That key, and any other that a message went under. */
  readonly authKeys: readonly Uint8Array[];
  readonly layer: number;
  /** What calls failed with. */
  readonly errors: readonly unknown[];
}

/** A handshake, and calls that carry secrets: some succeed, the others fail in one way each. */
async function traffic(options: Partial<ConnectOptions> = {}): Promise<Traffic> {
  const payloads: Uint8Array[] = [];
  const stream: Uint8Array[] = [];
  await using dc = await startFakeDc({ seed: 7, transports: { secrets: MTPROXY_SECRETS } });
  dc.use(rpc('auth.sendCode', () => SENT));
  dc.use(rpc('auth.recoverPassword', () => new Promise(() => {})));
  dc.use(rpc('help.getNearestDc', () => ({ _: 'nearestDc', country: 'NL', this_dc: 2, nearest_dc: 2 })));
  const links = new MemoryLinks((wire) => dc.openStream(wire));
  const dial = (transport: Transport): Dial => {
    const inner = links.dial({
      ...transport,
      description: transport.description,
      open: () => kept(stream, transport.open()),
      receive: (chunk) => transport.receive(chunk),
      send: (payload, how) => kept(stream, transport.send(payload, how)),
    });
    return async (handler, signal) => {
      const link = await inner(handler, signal);
      return { ...link, send: (payload) => link.send(kept(payloads, payload)) };
    };
  };
  const { host, port, publicKeys } = dc;
  const used: Uint8Array[] = [];
  const env = watchedEnv(
    systemEnv(),
    (key) => void (used.some((one) => equalBytes(one, key)) || used.push(key)),
  );
  await using client = await connect({ host, port, publicKeys, dc: dc.dc, dial, env, ...options });
  const { authKey } = await client.createAuthKey();
  const settings = { _: 'codeSettings' } as const;
  await client.call('auth.sendCode', { phone_number: PHONE, api_id: 1, api_hash: 'a hash', settings });
  await client.call('help.getNearestDc');
  await client.ping();
  const bot = { flags: 0, api_id: 1, api_hash: 'a hash', bot_auth_token: TOKEN };
  const abort = new AbortController();
  const endless = [{}, { signal: abort.signal }, { timeout: 1 }].map((how) =>
    client.call('auth.recoverPassword', { code: PASSWORD }, how),
  );
  const failing = [
    ...endless,
    // No handler answers it.
    client.call('auth.importBotAuthorization', bot),
    client.call('auth.importBotAuthorization', { ...bot, api_id: TOKEN as unknown as number }),
    client.call('auth.recoverPassword', { code: { _: 'x', PASSWORD } as unknown as string }),
    client.call('auth.sendCode', {
      phone_number: PHONE,
      api_id: 1,
      api_hash: 'a hash',
      settings: PHONE as never,
    }),
    client.call('auth.password', { password: PASSWORD }),
    connect({ host, port, key: { ...client.exportKey(), salt: '00' } }),
    connect({ host, port, key: { ...client.exportKey(), authKey: `${authKey}0` } }),
    connect({ host, port, key: { ...client.exportKey(), authKey: authKey.slice(2) } }),
  ];
  const outcomes = Promise.allSettled(failing);
  await endless[2]?.catch(() => {});
  abort.abort();
  links.spoil = (bytes) => bytes.map((byte, at) => (at === bytes.length - 20 ? byte ^ 1 : byte));
  await client.ping().catch(() => {});
  await client.close();
  const errors = (await outcomes).map((one) => (one.status === 'rejected' ? one.reason : one.status));
  const layer = loadLayers().newest;
  const key = fromHex(authKey);
  return {
    client,
    payloads,
    stream: concatBytes(...stream),
    authKey: key,
    authKeys: [key, ...used.filter((one) => !equalBytes(one, key))],
    layer,
    errors,
  };
}

function kept(list: Uint8Array[], bytes: Uint8Array): Uint8Array {
  list.push(bytes.slice());
  return bytes;
}

describe('what leaves the client', () => {
  it('in plain messages is the key exchange only, which begins with req_pq_multi', async () => {
    const { payloads } = await traffic();
    const plain = payloads.filter(isPlainPayload);
    const names = plain.map((payload) => mtproto.decodePrefix(payload.subarray(PLAIN_HEADER_LENGTH)).value._);
    expect(names).toEqual(['req_pq_multi', 'req_DH_params', 'set_client_DH_params']);
    expect(payloads.slice(0, 3)).toEqual(plain);
  });

  it('under the key names that key and no other', async () => {
    const { payloads, authKey } = await traffic();
    const { id } = authKeyOf(systemEnv().crypto, authKey);
    const sealed = payloads.filter((payload) => !isPlainPayload(payload));
    expect(sealed.length).toBeGreaterThan(2);
    for (const payload of sealed) expect(equalBytes(payload.subarray(0, 8), id)).toBe(true);
  });

  it.each([...ROUTES, { pfs: true }])(
    'shows no secret, with or without what hides the framing: $framing, obfuscated $obfuscated, secret $secret, pfs $pfs',
    async (route: Partial<ConnectOptions>) => {
      const { stream, payloads, authKeys } = await traffic(route);
      expect(authKeys.length).toBe(route.pfs ? 2 : 1);
      const bare = concatBytes(...payloads);
      for (const secret of [...SECRETS, ...authKeys])
        for (const seen of [stream, bare]) expect(isShownIn(seen, secret)).toBe(false);
      expect(stream.length).toBeGreaterThan(bare.length);
    },
  );

  it('parses, all of it, under the layer that it names', async () => {
    const { payloads, authKey, layer } = await traffic();
    const key = authKeyOf(systemEnv().crypto, authKey);
    const codec = createCodec(loadLayers().schema(layer));
    const names: string[] = [];
    const opened: Uint8Array[] = [];
    for (const payload of payloads.filter((one) => !isPlainPayload(one)))
      for (const body of bodiesIn(openMessage(systemEnv().crypto, key, 'client', payload).body)) {
        const isMtproto = mtproto.nameOf(viewOf(body).getUint32(0, true)) !== undefined;
        const object = isMtproto ? mtproto.decode(body) : codec.decode(body);
        names.push(object._);
        opened.push(body);
      }
    expect(names).toEqual(expect.arrayContaining(['invokeWithLayer', 'help.getNearestDc', 'ping']));
    // What a listener must not see is there for whoever has the key.
    expect(Buffer.concat(opened).includes(PHONE)).toBe(true);
  });
});

describe('what the client says of itself', () => {
  it.each([{}, { pfs: true }])('holds no secret: its errors, its refusals, itself (%o)', async (options) => {
    const { client, errors, authKeys } = await traffic(options);
    const codes = errors.map((error) => (error instanceof HarnessError ? error.code : (error as Error).name));
    expect(codes).toEqual([
      'CONNECTION_CLOSED',
      'AbortError',
      'TIMEOUT',
      'RPC_ERROR',
      'BAD_VALUE',
      'BAD_VALUE',
      'BAD_VALUE',
      'USAGE',
      'BAD_LENGTH',
      'BAD_HEX',
      'BAD_LENGTH',
    ]);
    expect(client.refusals).toMatchObject([{ code: 'VIOLATION' }]);
    for (const one of [client, client.refusals, ...client.refusals, ...errors])
      for (const secret of [...SECRETS, ...authKeys]) expect(formsIn(printed(one), secret)).toEqual([]);
  });

  it('would be noticed', async () => {
    const { client, authKey } = await traffic();
    expect(formsIn(printed(client.exportKey()), authKey)).toEqual(['hex']);
    expect(formsIn(printed({ authKey }), authKey)).toEqual(['numbers', 'json of a typed array']);
    expect(formsIn(printed([...authKey]), authKey)).toEqual(['numbers', 'json']);
    expect(formsIn(printed(new Error(PASSWORD)), PASSWORD)).toEqual(['text']);
    expect(isShownIn(concatBytes(Uint8Array.of(1), authKey.subarray(90)), authKey)).toBe(true);
    expect(isShownIn(new TextEncoder().encode(`x${PHONE}`), PHONE)).toBe(true);
  });
});

describe('randomness of the client', () => {
  it('gives another nonce to each of 100 handshakes, and no byte of it stands still', () => {
    const env = systemEnv();
    const nonces = Array.from({ length: 100 }, () =>
      startClientHandshake({ keys: [] }, env).send.slice(4, 20),
    );
    expect(new Set(nonces.map(toHex)).size).toBe(100);
    // 100 even draws of one byte show about 83 values; fewer than 40 is a bias, not bad luck.
    for (let at = 0; at < 16; at++)
      expect(new Set(nonces.map((nonce) => nonce[at])).size).toBeGreaterThan(40);
  });
});

/** The bodies of the messages of a frame. */
function bodiesIn(body: Uint8Array): Uint8Array[] {
  const id = viewOf(body).getUint32(0, true);
  if (mtproto.nameOf(id) !== 'msg_container') return [body];
  const container = mtproto.decode(body) as Extract<MtprotoObject, { _: 'msg_container' }>;
  return container.messages.map((message) => (message.body as TlRaw).bytes);
}
