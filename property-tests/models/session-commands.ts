// What may happen to clients and a server, as data: a list of commands is a run. fast-check shrinks the list, and
// the seed and the path of a failure replay it.

import fc from 'fast-check';

/** How a call is served: at once, when the test says so, with an rpc_error, with an answer worth packing. */
export type CallKind = 'echo' | 'slow' | 'error' | 'large';

export type Command =
  | { readonly do: 'call'; readonly client: number; readonly kind: CallKind }
  /** Several calls in one turn, each after the one before (invokeAfterMsg) if `chained`. */
  | { readonly do: 'burst'; readonly client: number; readonly count: number; readonly chained: boolean }
  /** Takes back the newest call that waits. */
  | { readonly do: 'abort'; readonly client: number }
  /** The handler of the oldest slow call is done. */
  | { readonly do: 'release' }
  | { readonly do: 'push'; readonly client: number; readonly count: number }
  /** Everything that is on its way arrives. */
  | { readonly do: 'pump' }
  /** The next chunks of a connection arrive, in one direction. */
  | {
      readonly do: 'deliver';
      readonly client: number;
      readonly direction: 'up' | 'down';
      readonly count: number;
    }
  /** The connection is lost, with what is on its way. */
  | { readonly do: 'cut'; readonly client: number }
  /** The client loses its connection; the server, which has read everything, keeps it. */
  | { readonly do: 'leave'; readonly client: number }
  /** The server wants the latest messages of a session again. */
  | { readonly do: 'resend'; readonly client: number; readonly count: number }
  /** The next attempts to connect fail. */
  | { readonly do: 'refuse'; readonly attempts: number }
  /** A frame of the server comes once more. */
  | { readonly do: 'duplicate'; readonly client: number; readonly back: number }
  /** Time goes by, with the network at work. */
  | { readonly do: 'wait'; readonly seconds: number }
  | { readonly do: 'ping'; readonly client: number }
  /** The clock of a client jumps. */
  | { readonly do: 'skew'; readonly client: number; readonly seconds: number }
  /** The clock of a client is wrong while the next chunks of the server arrive, and right again after them. */
  | { readonly do: 'lapse'; readonly client: number; readonly seconds: number };

/** @param clients number of clients; @param skewed whether their clocks may jump */
export function commands(clients: number, skewed: boolean): fc.Arbitrary<Command[]> {
  const client = fc.nat({ max: clients - 1 });
  const is = <Name extends Command['do']>(name: Name) => fc.constant(name);
  const kind = fc.constantFrom<CallKind>('echo', 'slow', 'error', 'large');
  const all: fc.WeightedArbitrary<Command>[] = [
    { weight: 6, arbitrary: fc.record({ do: is('call'), client, kind }) },
    {
      weight: 2,
      arbitrary: fc.record({
        do: is('burst'),
        client,
        count: fc.integer({ min: 2, max: 6 }),
        chained: fc.boolean(),
      }),
    },
    { weight: 2, arbitrary: fc.record({ do: is('abort'), client }) },
    { weight: 3, arbitrary: fc.record({ do: is('release') }) },
    { weight: 4, arbitrary: fc.record({ do: is('push'), client, count: fc.integer({ min: 1, max: 4 }) }) },
    { weight: 6, arbitrary: fc.record({ do: is('pump') }) },
    {
      weight: 6,
      arbitrary: fc.record({
        do: is('deliver'),
        client,
        direction: fc.constantFrom('up' as const, 'down' as const),
        count: fc.integer({ min: 1, max: 3 }),
      }),
    },
    { weight: 3, arbitrary: fc.record({ do: is('cut'), client }) },
    { weight: 1, arbitrary: fc.record({ do: is('refuse'), attempts: fc.integer({ min: 1, max: 3 }) }) },
    { weight: 2, arbitrary: fc.record({ do: is('duplicate'), client, back: fc.nat({ max: 3 }) }) },
    {
      weight: 3,
      // Ack timers, keep-alive, salts: half a minute, a few minutes, an hour.
      arbitrary: fc.record({ do: is('wait'), seconds: fc.constantFrom(1, 10, 31, 65, 130, 310, 1900, 3700) }),
    },
    { weight: 2, arbitrary: fc.record({ do: is('ping'), client }) },
  ];
  if (skewed)
    all.push(
      {
        weight: 2,
        arbitrary: fc.record({
          do: is('skew'),
          client,
          seconds: fc.constantFrom(-7200, -600, -100, 20, 100, 600, 7200),
        }),
      },
      {
        weight: 4,
        arbitrary: fc.record({ do: is('lapse'), client, seconds: fc.constantFrom(-100, -40, 310, 600) }),
      },
    );
  // With a clock that jumps, an old msg_id may stand above those that are given now: no way to say it again is right.
  else
    all.push(
      { weight: 2, arbitrary: fc.record({ do: is('leave'), client }) },
      {
        weight: 2,
        arbitrary: fc.record({ do: is('resend'), client, count: fc.integer({ min: 1, max: 4 }) }),
      },
    );
  return fc.array(fc.oneof(...all), { maxLength: 40, size: 'max' });
}
