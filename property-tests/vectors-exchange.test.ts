// The exchanges on record are what the real client and the real server say to each other over a socket: a vector
// that only repeated the state machines would not show how they are put together.

import { describe, expect, it } from 'vitest';
import { connect } from '../client/index.ts';
import { toHex } from '../protocol/bytes/index.ts';
import { seededEnv } from '../protocol/crypto/index.ts';
import { type FakeDcOptions, startFakeDc } from '../server-mock/index.ts';
import { type Json, type JsonObject, loadVectorFile } from '../vectors/index.ts';

const { vectors } = loadVectorFile(new URL('../vectors/data/exchanges.json', import.meta.url).pathname);

describe.each(vectors)('$name', ({ inputs, expected }) => {
  it('is what client and server say over a socket', async () => {
    await using dc = await startFakeDc(serverOptions(inputs));
    await using client = await connect({
      host: dc.host,
      port: dc.port,
      publicKeys: dc.publicKeys,
      framing: inputs.framing as 'abridged' | 'intermediate',
      obfuscated: inputs.obfuscated === true,
      query: inputs.query as 'req_pq' | 'req_pq_multi',
      rsaPadding: inputs.rsa_padding as 'rsa-pad' | 'sha1',
      env: seededEnv({ seed: inputs.client_seed as number }),
      ...(inputs.client_dc === undefined ? {} : { dc: inputs.client_dc as number }),
    });
    const key = await client.createAuthKey();
    expect(key.authKey).toBe(expected.auth_key);
    expect(key.salt).toBe(expected.server_salt);
    const said = dc.journal
      .entries({ kind: 'frame' })
      .flatMap((entry) => (entry.kind === 'frame' ? [[entry.direction, toHex(entry.bytes)]] : []));
    expect(said).toEqual(
      frames(expected.frames).map(({ from, payload }) => [from === 'client' ? 'in' : 'out', payload]),
    );
  });
});

function serverOptions(inputs: JsonObject): FakeDcOptions {
  let refusals = inputs.refused_keys as number;
  return {
    seed: inputs.server_seed as number,
    dc: inputs.server_dc as number,
    keys: [inputs.server_private_key as string],
    handshake: { decide: () => (refusals-- > 0 ? 'retry' : 'ok') },
  };
}

/** The messages; the opening of a connection is none. */
function frames(value: Json | undefined): { readonly from: string; readonly payload: string }[] {
  return (value as { from: string; payload: string }[]).filter(({ payload }) => payload !== '');
}
