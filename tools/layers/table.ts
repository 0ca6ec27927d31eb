// Who may import whom. A folder that is not in this table fails the check.

/** A layer: what it may import, and whether it may touch the system (sockets, files, clock, randomness). */
export interface Layer {
  readonly imports: readonly string[] | 'everything';
  /** Type-only imports of these are allowed too. */
  readonly typesOf?: readonly string[] | 'everything';
  /** Its tests, and only they, may import these too: one end is tried against the other. */
  readonly testsImport?: readonly string[];
  readonly system: boolean;
}

const PROTOCOL = [
  'protocol/bytes',
  'protocol/gzip',
  'protocol/tl',
  'protocol/crypto',
  'protocol/pq',
  'protocol/rules',
  'protocol/transport',
  'protocol/message',
  'protocol/handshake',
  'protocol/session',
  'protocol/invoking',
] as const;

/** The longest name that is a prefix of a file's path is the file's layer. */
export const layers: Readonly<Record<string, Layer>> = {
  'protocol/bytes': { imports: [], system: false },
  'protocol/gzip': { imports: ['protocol/bytes'], system: false },
  'protocol/tl': { imports: ['protocol/bytes', 'protocol/gzip'], system: false },
  'protocol/crypto': { imports: ['protocol/bytes'], system: false },
  'protocol/pq': { imports: ['protocol/bytes'], system: false },
  'protocol/rules': { imports: ['protocol/bytes'], system: false },
  'protocol/transport': { imports: ['protocol/bytes', 'protocol/crypto', 'protocol/rules'], system: false },
  'protocol/message': {
    imports: ['protocol/bytes', 'protocol/tl', 'protocol/crypto', 'protocol/rules'],
    system: false,
  },
  'protocol/session': {
    imports: ['protocol/bytes', 'protocol/gzip', 'protocol/tl', 'protocol/message', 'protocol/rules'],
    testsImport: ['protocol/crypto'],
    system: false,
  },
  'protocol/handshake': {
    imports: PROTOCOL.filter(
      (name) => name !== 'protocol/handshake' && name !== 'protocol/session' && name !== 'protocol/invoking',
    ),
    system: false,
  },
  'protocol/invoking': {
    imports: [
      'protocol/bytes',
      'protocol/gzip',
      'protocol/tl',
      'protocol/crypto',
      'protocol/message',
      'protocol/rules',
    ],
    system: false,
  },
  schemas: { imports: PROTOCOL, system: true },
  client: { imports: [...PROTOCOL, 'schemas'], testsImport: ['server-mock'], system: true },
  'server-mock': { imports: [...PROTOCOL, 'schemas'], testsImport: ['client'], system: true },
  vectors: { imports: PROTOCOL, system: true },
  reports: { imports: [], typesOf: 'everything', system: true },
  'property-tests': { imports: 'everything', system: true },
  bench: { imports: 'everything', system: true },
  tools: { imports: 'everything', system: true },
  interop: { imports: 'everything', system: true },
  cli: { imports: 'everything', system: true },
};

/** Only cli and tools may import cli. */
export const importsOfCli: readonly string[] = ['cli', 'tools'];

/** Doors to the system in layers that have none. Those of tl and pq use the fast paths of Buffer where there is one. */
export const systemDoors: readonly string[] = [
  'protocol/crypto/engine-node.ts',
  'protocol/crypto/system-env.ts',
  'protocol/pq/wasm/instance.ts',
  'protocol/tl/read-state.ts',
  'protocol/tl/write-state.ts',
];

/** What only a layer with a system (or a door) may say. Browser code has `crypto.subtle`, not `node:`. */
export const systemWords: readonly RegExp[] = [
  /\bfrom 'node:/,
  /\bimport\('node:/,
  /\bDate\.now\b/,
  /\bnew Date\(\)/,
  /\bMath\.random\b/,
  /\bcrypto\.(?:randomBytes|getRandomValues)\b/,
  /\bset(?:Timeout|Interval|Immediate)\(/,
  /\bperformance\.now\b/,
  /\bprocess\./,
  /\bBuffer\b/,
];
