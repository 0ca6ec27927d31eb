// The measured process of session-loopback.ts: a complete fake DC, or an echo. Told by its parent which.

import { createServer } from 'node:net';
import { concatBytes } from '../protocol/bytes/index.ts';
import { defaultEngine } from '../protocol/crypto/index.ts';
import { ENVELOPE_HEADER_LENGTH } from '../protocol/message/index.ts';
import { rpc, startFakeDc } from '../server-mock/index.ts';

export type ServerOrder = { readonly kind: 'fakedc' } | EchoOrder;

/** Answers every `request` bytes with `answer` bytes. */
interface EchoOrder {
  readonly kind: 'echo';
  readonly request: number;
  readonly answer: number;
  /** Opens an encrypted message for each request, and seals the answers to a chunk as one. */
  readonly encrypts: boolean;
}

export interface ServerReady {
  readonly port: number;
  readonly publicKey: string;
}

/** Answers the parent's `stop`. `violations`: what the judge found, which must be nothing. */
export interface ServerStopped {
  readonly violations: readonly string[];
}

process.once('message', (order: ServerOrder) => {
  void (order.kind === 'fakedc' ? serveDc() : serveEcho(order));
});
process.once('disconnect', () => process.exit());

async function serveDc(): Promise<void> {
  const dc = await startFakeDc({
    strictness: 'report',
    handlers: [
      rpc('messages.sendMessage', (_call, { env }) => ({
        _: 'updateShortSentMessage',
        id: 1,
        pts: 1,
        pts_count: 1,
        date: Math.floor(env.now() / 1000),
      })),
    ],
  });
  tell({ port: dc.port, publicKey: dc.publicKeys[0]?.pem ?? '' });
  process.once('message', () => tell({ violations: [...dc.journal.brokenRules.keys()] }));
}

/** One write for all that came in one chunk, as the DC has it. */
async function serveEcho({ request, answer, encrypts }: EchoOrder): Promise<void> {
  const replies = new Uint8Array(answer * 4096);
  const work = encrypts ? cryptography(request, answer) : () => {};
  const server = createServer({ noDelay: true }, (socket) => {
    let waiting = 0;
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk) => {
      waiting += chunk.length;
      const count = Math.floor(waiting / request);
      waiting -= count * request;
      work(count);
      if (count > 0) socket.write(replies.subarray(0, count * answer));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  tell({ port: typeof address === 'object' ? (address?.port ?? 0) : 0, publicKey: '' });
  process.once('message', () => tell({ violations: [] }));
}

/** What so many messages of those sizes cost the engine: the bytes do not matter. */
function cryptography(request: number, answer: number): (count: number) => void {
  const authKey = new Uint8Array(256).fill(7);
  const blocks = (length: number): Uint8Array => new Uint8Array((length >>> 4) << 4);
  const payload = concatBytes(
    new Uint8Array(ENVELOPE_HEADER_LENGTH),
    blocks(request - ENVELOPE_HEADER_LENGTH),
  );
  return (count) => {
    defaultEngine.openManyV2(authKey, new Array<Uint8Array>(count).fill(payload), 0);
    if (count > 0) defaultEngine.sealV2(authKey.subarray(0, 8), authKey, blocks(count * answer), 8);
  };
}

function tell(message: ServerReady | ServerStopped): void {
  process.send?.(message);
}
