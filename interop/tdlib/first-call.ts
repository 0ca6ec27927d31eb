// TDLib, the official library (npm @prebuilt-tdlib/linux-x64-glibc, tdl): its keys are overwritten in a temporary copy,
// and the DC plays an MTProxy for it, because both are built into it otherwise. Two variants: without and with temporary
// keys.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { orderOf } from '../clients/index.ts';

const require = createRequire(new URL('node_modules/', import.meta.url));
const tdl = require('tdl');
const LIBRARY: string = require.resolve('@prebuilt-tdlib/linux-x64-glibc/libtdjson.so');

const order = orderOf(process.argv);
const folder = mkdtempSync(path.join(tmpdir(), 'fakedc-tdlib-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
process.once('SIGTERM', () => process.exit());

tdl.configure({ tdjson: withKey(order.publicKey.trimEnd()), verbosityLevel: 0 });
const client = tdl.createClient({
  apiId: 1,
  apiHash: '0'.repeat(32),
  databaseDirectory: path.join(folder, 'database'),
  filesDirectory: path.join(folder, 'files'),
});
if (order.variant === 'pfs')
  await client.invoke({
    _: 'setOption',
    name: 'use_pfs',
    value: { _: 'optionValueBoolean', value: true },
  });
await client.invoke({
  _: 'addProxy',
  proxy: {
    _: 'proxy',
    server: order.host,
    port: order.port,
    type: { _: 'proxyTypeMtproto', secret: `dd${order.secret}` },
  },
  enable: true,
});
const { text } = await client.invoke({ _: 'getCountryCode' });
console.log(`country ${text}`);

/** A copy of the library with this key in the place of its own, which are as long. */
function withKey(pem: string): string {
  const library = readFileSync(LIBRARY);
  const [begin, end] = ['-----BEGIN RSA PUBLIC KEY-----', '-----END RSA PUBLIC KEY-----'];
  let replaced = 0;
  for (let at = library.indexOf(begin); at >= 0; at = library.indexOf(begin, at + 1)) {
    if (library.indexOf(end, at) + end.length - at !== pem.length) continue;
    library.write(pem, at, 'latin1');
    replaced++;
  }
  if (replaced === 0) throw new Error('the library holds no key of this length');
  const copy = path.join(folder, path.basename(LIBRARY));
  writeFileSync(copy, library);
  return copy;
}
