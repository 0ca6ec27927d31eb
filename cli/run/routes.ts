// Every way in which a client can reach the fake DC over TCP. The secrets are invented.

import type { ConnectOptions } from '../../client/index.ts';

export interface Route {
  readonly name: string;
  readonly connect: Pick<ConnectOptions, 'framing' | 'obfuscated' | 'secret'>;
}

const SIMPLE_SECRET = '00112233445566778899aabbccddeeff';
const PADDED_SECRET = `dd${'ffeeddccbbaa99887766554433221100'}`;

/** MTProxy secrets that the fake DC must know for the routes below. */
export const SECRETS: readonly string[] = [SIMPLE_SECRET, PADDED_SECRET];

export const ROUTES: readonly Route[] = [
  { name: 'abridged', connect: { framing: 'abridged' } },
  { name: 'intermediate', connect: { framing: 'intermediate' } },
  { name: 'padded intermediate', connect: { framing: 'padded' } },
  { name: 'full', connect: { framing: 'full' } },
  { name: 'abridged, obfuscated', connect: { framing: 'abridged', obfuscated: true } },
  { name: 'intermediate, obfuscated', connect: { framing: 'intermediate', obfuscated: true } },
  { name: 'padded intermediate, obfuscated', connect: { framing: 'padded', obfuscated: true } },
  { name: 'MTProxy, simple secret', connect: { framing: 'intermediate', secret: SIMPLE_SECRET } },
  { name: 'MTProxy, dd secret', connect: { framing: 'padded', secret: PADDED_SECRET } },
];
