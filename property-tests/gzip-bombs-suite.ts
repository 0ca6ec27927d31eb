// What a gzip bomb of 1 MB that would unpack to 1 GiB costs, as a process of its own, because memory is counted:
//
//   node --expose-gc --import tsx property-tests/gzip-bombs-suite.ts gunzip|gunzip-32|client|server
//
// Prints one JSON line; gzip-bombs.test.ts judges it. Every Uint8Array that is made is counted, and whenever one is
// large, everything is collected that can be, and what is left is the memory that is needed at that moment.

import { constants, crc32, deflateRawSync } from 'node:zlib';

const MIB = 1 << 20;
/** Smaller ones are noticed with the next large one. */
const LARGE = 1 << 17;

const collect = (globalThis as { gc?: () => void }).gc;
if (collect === undefined) throw new Error('run it with --expose-gc');
const Plain = Uint8Array;
let highest = 0;
let made = 0;

class Counted extends Plain<ArrayBufferLike> {
  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof Plain;
  }

  constructor(...args: [buffer: ArrayBuffer, offset?: number, length?: number]) {
    super(...args);
    if ((args[0] as unknown) instanceof ArrayBuffer) return;
    made += this.byteLength;
    if (this.byteLength >= LARGE) highest = Math.max(highest, inUse());
  }
}

// Before anything is loaded: the inflater keeps the constructor that it finds.
globalThis.Uint8Array = Counted as unknown as Uint8ArrayConstructor;
const { gunzip } = await import('../protocol/gzip/index.ts');
const { mtproto } = await import('../protocol/tl/index.ts');
const { ScriptedServer } = await import('../client/test-kit/index.ts');
const { bentClient, memoryDc } = await import('../server-mock/test-kit/index.ts');

/** What is done with the bomb, and what came of it: error codes, rules. */
const SCENARIOS: Readonly<Record<string, (bomb: Uint8Array) => () => unknown>> = {
  gunzip: (bomb) => () => codeOf(() => gunzip(bomb)),
  'gunzip-32': (bomb) => () => codeOf(() => gunzip(bomb, { maxSize: 32 * MIB })),
  client(bomb) {
    const server = new ScriptedServer({ use: false });
    server.ask('a');
    const [query] = server.hear();
    const packed = mtproto.encode({ _: 'gzip_packed', packed_data: bomb });
    const frames = [{ body: packed }, server.answer(query?.msgId ?? 0n, packed)].map((said) =>
      server.seal(server.message(said)),
    );
    return () =>
      frames
        .flatMap((frame) => server.receive(frame))
        .map((effect) => 'error' in effect && effect.kind !== 'unsent' && [effect.kind, effect.error.code]);
  },
  server(bomb) {
    const client = bentClient(memoryDc());
    const { payload } = client.seal({ body: { _: 'gzip_packed', packed_data: bomb }, contentRelated: true });
    return () => {
      client.stream.send(payload);
      return client.dc.broken();
    };
  },
};

function inUse(): number {
  // What the first finds is given back, at the latest, when the second begins.
  collect?.();
  collect?.();
  return process.memoryUsage().arrayBuffers;
}

function codeOf(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return (error as { code?: unknown }).code;
  }
}

/** A correct gzip of 1 GiB of zeros: blocks that end on a byte, one like the other. */
function bombOf(): Uint8Array {
  const zeros = new Plain(MIB);
  const block = deflateRawSync(zeros, { finishFlush: constants.Z_FULL_FLUSH, level: 9 });
  let checksum = 0;
  for (let n = 0; n < 1024; n++) checksum = crc32(zeros, checksum);
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(checksum);
  trailer.writeUInt32LE(1024 * MIB, 4);
  const blocks = Array.from({ length: 1024 }, () => block);
  const [header, end] = [Buffer.from('1f8b0800000000000003', 'hex'), Buffer.from('0300', 'hex')];
  return Plain.from(Buffer.concat([header, ...blocks, end, trailer]));
}

const bomb = bombOf();
const run = SCENARIOS[process.argv[2] ?? '']?.(bomb);
if (run === undefined) throw new Error('no such scenario');
made = 0;
highest = 0;
const before = inUse();
const outcome = run();
console.log(JSON.stringify({ packed: bomb.length, outcome, needed: highest - before, made }));
