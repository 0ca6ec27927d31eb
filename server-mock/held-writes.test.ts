import { Writable } from 'node:stream';
import { expect, it } from 'vitest';
import { HeldWrites } from './held-writes.ts';

/** A stream that notes what it is given at a time. */
function stream(): { readonly socket: Writable; readonly given: string[] } {
  const given: string[] = [];
  const socket = new Writable({
    write(chunk: Uint8Array, _encoding, done) {
      given.push(Buffer.from(chunk).toString());
      done();
    },
    writev(chunks, done) {
      given.push(chunks.map(({ chunk }) => Buffer.from(chunk).toString()).join('+'));
      done();
    },
  });
  return { socket, given };
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

it('gives each socket what it has of one turn together, in its order', async () => {
  const writes = new HeldWrites();
  const [one, other] = [stream(), stream()];
  for (const text of ['a', 'b']) {
    writes.write(one.socket, bytes(text));
    writes.write(other.socket, bytes(text.toUpperCase()));
  }
  expect([one.given, other.given]).toEqual([[], []]);
  await turn();
  expect([one.given, other.given]).toEqual([['a+b'], ['A+B']]);
  writes.write(one.socket, bytes('c'));
  await turn();
  expect([one.given, other.given]).toEqual([['a+b', 'c'], ['A+B']]);
});

it('lets everything go when it is told to, and nothing twice', async () => {
  const writes = new HeldWrites();
  const { socket, given } = stream();
  writes.write(socket, bytes('a'));
  writes.flush();
  expect(given).toEqual(['a']);
  writes.write(socket, bytes('b'));
  await turn();
  expect(given).toEqual(['a', 'b']);
});

it('loses nothing of a socket that is ended, and minds none that is destroyed', async () => {
  const writes = new HeldWrites();
  const [ended, destroyed] = [stream(), stream()];
  for (const { socket } of [ended, destroyed]) writes.write(socket, bytes('a'));
  ended.socket.end();
  destroyed.socket.destroy();
  await turn();
  expect([ended.given, destroyed.given]).toEqual([['a'], []]);
});
