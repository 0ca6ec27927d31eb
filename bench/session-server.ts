// The measured process of session-loopback.ts: a complete fake DC, or a bare echo. Told by its parent which.

import { createServer } from 'node:net';
import { rpc, startFakeDc } from '../server-mock/index.ts';

/** `echo` answers every `request` bytes with `answer` bytes. */
export type ServerOrder =
  | { readonly kind: 'fakedc' }
  | { readonly kind: 'echo'; readonly request: number; readonly answer: number };

export interface ServerReady {
  readonly port: number;
  readonly publicKey: string;
}

/** Answers the parent's `stop`. `violations`: what the judge found, which must be nothing. */
export interface ServerStopped {
  readonly violations: readonly string[];
}

process.once('message', (order: ServerOrder) => {
  void (order.kind === 'fakedc' ? serveDc() : serveEcho(order.request, order.answer));
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
async function serveEcho(request: number, answer: number): Promise<void> {
  const replies = new Uint8Array(answer * 4096);
  const server = createServer({ noDelay: true }, (socket) => {
    let waiting = 0;
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk) => {
      waiting += chunk.length;
      const count = Math.floor(waiting / request);
      waiting -= count * request;
      if (count > 0) socket.write(replies.subarray(0, count * answer));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  tell({ port: typeof address === 'object' ? (address?.port ?? 0) : 0, publicKey: '' });
  process.once('message', () => tell({ violations: [] }));
}

function tell(message: ServerReady | ServerStopped): void {
  process.send?.(message);
}
