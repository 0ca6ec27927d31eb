// What a checking server makes of the byte stream of one client: the payloads that it takes, and the rule that ends it.
// https://core.telegram.org/mtproto/mtproto-transports

import { type CryptoEngine, recordedEnv } from '../../protocol/crypto/index.ts';
import {
  codecs,
  createServerTransport,
  parseMtproxySecret,
  type TransportEvent,
  transportRule,
} from '../../protocol/transport/index.ts';
import { BadInput, type Inputs } from '../inputs.ts';
import { type Kind, once } from './kind.ts';

/**
 * `chunks`: the bytes as they come, from the first one of the connection on. What the server is told, all of it
 * optional: `secrets`, of MTProxy, hex or base64url; `require_secret` (true: no connection without one of them);
 * `framings` that it serves (all if absent): `abridged`, `intermediate`, `padded`, `full`; `max_frame`, in bytes of
 * payload (16 MiB if absent). `violations`: the rule that was broken, which ends the stream, or nothing; `payloads`:
 * what was taken before, without the tail of the padded framing.
 */
export const streamCheck: Kind = {
  kind: 'stream_check',
  inputs: ['chunks', 'secrets', 'require_secret', 'framings', 'max_frame'],
  expected: ['violations', 'payloads'],
  compute: ({ engine, inputs }) => {
    const events = once(() => eventsOf(engine, inputs));
    return {
      violations: () =>
        events().flatMap((event) => (event.kind === 'failed' ? [transportRule(event.error)] : [])),
      payloads: () => events().flatMap((event) => (event.kind === 'payload' ? [event.payload] : [])),
    };
  },
};

function eventsOf(engine: CryptoEngine, inputs: Inputs): TransportEvent[] {
  const framings = inputs.has('framings') ? framingsOf(inputs) : Object.keys(codecs);
  const transport = createServerTransport({
    engine,
    // A server that only reads draws nothing.
    env: recordedEnv([], { now: 0, engine }),
    secrets: inputs.has('secrets') ? inputs.textList('secrets').map(parseMtproxySecret) : [],
    requireSecret: inputs.has('require_secret') && isRequired(inputs),
    allowed: ({ framing }) => framings.includes(framing),
    ...(inputs.has('max_frame') && { limits: { maxFrame: inputs.integer('max_frame') } }),
  });
  return inputs.byteList('chunks').flatMap((chunk) => transport.receive(chunk));
}

/** @throws BadInput */
function framingsOf(inputs: Inputs): readonly string[] {
  const names = inputs.textList('framings');
  for (const name of names)
    if (!Object.hasOwn(codecs, name)) throw new BadInput(`framings: there is no framing ${name}`);
  return names;
}

/** @throws BadInput */
function isRequired(inputs: Inputs): boolean {
  const value = inputs.value('require_secret');
  if (typeof value !== 'boolean') throw new BadInput('require_secret is neither true nor false');
  return value;
}
