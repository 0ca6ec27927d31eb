// A key, calls, an update and a ping over every transport, on sockets, in front of a judge that enforces.

import { describe, expect, it } from 'vitest';
import { rpc, startFakeDc } from '../server-mock/index.ts';
import { connect } from './index.ts';
import { ROUTES, SECRETS } from './test-kit/routes.ts';

describe('a session is clean over', () => {
  it.each([...ROUTES, { framing: 'intermediate', pfs: true } as const])(
    '$framing, obfuscated $obfuscated, secret $secret, pfs $pfs',
    async (route) => {
      await using dc = await startFakeDc({
        seed: 7,
        transports: { secrets: SECRETS },
        handlers: [rpc('help.getDeepLinkInfo', ({ path }) => ({ _: 'help.deepLinkInfo', message: path }))],
      });
      const { host, port, publicKeys } = dc;
      await using client = await connect({ host, port, publicKeys, dc: dc.dc, ...route });
      const updates: string[] = [];
      client.onUpdate(({ _ }) => updates.push(_));
      const paths = ['a', 'b'.repeat(300), 'c'.repeat(100_000)];
      for (const path of paths)
        await expect(client.call('help.getDeepLinkInfo', { path })).resolves.toMatchObject({ message: path });
      await Promise.all(paths.map((path) => client.call('help.getDeepLinkInfo', { path })));
      dc.push({}, { _: 'updatesTooLong' });
      await client.ping();
      expect(updates).toEqual(['updatesTooLong']);
      expect(client.refusals).toEqual([]);
      dc.assertClean();
    },
  );
});
