// GramJS (npm telegram), over the transport that the variant names.

import { createPublicKey } from 'node:crypto';
import { createRequire } from 'node:module';
import { orderOf } from '../clients/index.ts';

const require = createRequire(new URL('node_modules/', import.meta.url));
const bigInt = require('big-integer');
const { Api, TelegramClient } = require('telegram');
const { StringSession } = require('telegram/sessions');
const network = require('telegram/network');

const order = orderOf(process.argv);
const { n = '', e = '' } = createPublicKey(order.publicKey).export({ format: 'jwk' });
const numberOf = (text: string): string => Buffer.from(text, 'base64url').toString('hex');
// Its keys are known by their fingerprint as a signed number.
const fingerprint = Buffer.from(order.fingerprint, 'hex').readBigInt64LE();
require('telegram/crypto/RSA')._serverKeys.set(`${fingerprint}`, {
  n: bigInt(numberOf(n), 16),
  e: Number.parseInt(numberOf(e), 16),
});

const Connection = {
  full: network.ConnectionTCPFull,
  abridged: network.ConnectionTCPAbridged,
  obfuscated: network.ConnectionTCPObfuscated,
}[order.variant];
/** The port of a session is ignored, so the connection is told. */
class LocalConnection extends Connection {
  constructor(options: object) {
    super({ ...options, ip: order.host, port: order.port });
  }
}

const session = new StringSession('');
session.setDC(order.dc, order.host, 443);
const client = new TelegramClient(session, 1, '0'.repeat(32), {
  connection: LocalConnection,
  connectionRetries: 2,
  requestRetries: 3,
});
client.setLogLevel('none');
await client.connect();
const { country } = await client.invoke(new Api.help.GetNearestDc());
console.log(`country ${country}`);
