// mtcute (npm @mtcute/node): plain TCP, intermediate; with PFS in the variant `pfs`.

import { addPublicKey } from '@mtcute/core/utils.js';
import { MemoryStorage, TelegramClient } from '@mtcute/node';
import { NodeCryptoProvider } from '@mtcute/node/utils.js';
import { orderOf } from '../clients/index.ts';

const order = orderOf(process.argv);
const crypto = new NodeCryptoProvider();
await crypto.initialize();
addPublicKey(crypto, order.publicKey);
const dc = { id: order.dc, ipAddress: order.host, port: order.port, testMode: false };
const client = new TelegramClient({
  apiId: 1,
  apiHash: '0'.repeat(32),
  crypto,
  storage: new MemoryStorage(),
  defaultDcs: { main: dc, media: dc },
  disableUpdates: true,
  logLevel: 0,
  network: { usePfs: order.variant === 'pfs' },
});
const { country } = await client.call({ _: 'help.getNearestDc' });
console.log(`country ${country}`);
