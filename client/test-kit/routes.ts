// For tests: every way to a DC over TCP. The secret is invented.

import type { ConnectOptions } from '../connect.ts';

/** What connect() is told of the way. */
export type Route = Pick<ConnectOptions, 'framing' | 'obfuscated' | 'secret'>;

const SECRET = '0123456789abcdef0123456789abcdef';

/** MTProxy secrets that the DC must know for the routes below. */
export const SECRETS: readonly string[] = [SECRET, `dd${SECRET}`];

export const ROUTES: readonly Route[] = [
  { framing: 'abridged' },
  { framing: 'intermediate' },
  { framing: 'padded' },
  { framing: 'full' },
  { framing: 'abridged', obfuscated: true },
  { framing: 'intermediate', obfuscated: true },
  { framing: 'padded', obfuscated: true },
  { framing: 'abridged', secret: SECRET },
  { framing: 'intermediate', secret: SECRET },
  { framing: 'padded', secret: `dd${SECRET}` },
];
