// Refuses options that cannot be meant, before anything listens: a typing error shall not become a DC that
// refuses everybody, or one that listens on every interface.

import { UnsupportedError, UsageError, VirtualClock } from '../protocol/bytes/index.ts';
import { codecs, type MtproxySecret } from '../protocol/transport/index.ts';
import type { FakeDcLimits, FakeDcOptions, TransportOptions } from './options.ts';

/** Everything but keys, secrets and the seed, which their own parsers judge. @throws UsageError */
export function checkOptions(options: FakeDcOptions, known: FakeDcLimits): void {
  const { host = '127.0.0.1', port = 0, dc = 2, transports = {}, limits = {}, clock = 'system' } = options;
  // To the system, an empty host means all of its addresses.
  if (typeof host !== 'string' || host === '') throw new UsageError(`not a host: ${JSON.stringify(host)}`);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new UsageError(`not a port: ${port}`);
  if (!Number.isInteger(dc) || dc < 1 || dc > 999) throw new UsageError(`not a DC id (1..999): ${dc}`);
  if (clock !== 'system' && !(clock instanceof VirtualClock))
    throw new UsageError(`neither 'system' nor a VirtualClock: ${String(clock)}`);
  checkTransports(transports);
  for (const [name, value] of Object.entries(limits)) {
    if (!Object.hasOwn(known, name)) throw new UsageError(`no such limit: ${name}`, { name });
    if (!Number.isSafeInteger(value) || value < 1)
      throw new UsageError(`the limit ${name} must be a whole number from 1, not ${value}`, { name, value });
  }
}

/** @throws UnsupportedError for the kind of secret that needs a transport that is not served */
export function checkSecret(secret: MtproxySecret): MtproxySecret {
  if (secret.kind === 'fake-tls')
    throw new UnsupportedError('fake TLS is not served: leave the ee and the domain away', {
      protocol: 'fake-tls',
    });
  return secret;
}

function checkTransports({ framings, secrets = [], requireSecret = false }: TransportOptions): void {
  for (const framing of framings ?? [])
    if (!Object.hasOwn(codecs, framing))
      throw new UsageError(`no such framing: ${framing} (${Object.keys(codecs).join(', ')})`, { framing });
  if (framings?.length === 0) throw new UsageError('at least one framing must be served');
  if (requireSecret && secrets.length === 0)
    throw new UsageError('requireSecret needs secrets: nobody could connect');
}
