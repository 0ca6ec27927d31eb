// What a checking server makes of service messages, by what they say. What must come out is written down here by hand,
// from the specification.

import { concatBytes, toHex } from '../../protocol/bytes/index.ts';
import type { RuleId } from '../../protocol/rules/index.ts';
import type { JsonObject } from '../../vectors/index.ts';
import { about, body, first, id, refused, type SessionCase, words } from './session-case.ts';

/** Messages that name many others, with the ids of their constructors. */
const NAMING = { msgs_state_req: 0xda69fb52, msg_resend_req: 0x7d861a08 } as const;
const HTTP_WAIT = body({ _: 'http_wait', max_delay: 0, wait_after: 0, max_wait: 25_000 });

export const serviceCases: readonly SessionCase[] = [
  ...Object.entries(NAMING).flatMap(([name, constructorId]): SessionCase[] => [
    about('MT-CT-06', `${name}-8192`, `${name} names 8192 messages.`, {
      ...first,
      body: naming(constructorId, 8192),
    }),
    about('MT-CT-06', `${name}-8193`, `${name} names 8193 messages.`, {
      ...first,
      body: naming(constructorId, 8193),
      ...refused('MT-CT-06', -429),
    }),
  ]),
  about('MT-CT-06', 'msgs_state_req-0', 'msgs_state_req names no message.', {
    ...first,
    body: naming(NAMING.msgs_state_req, 0),
  }),
  {
    rule: 'MT-CT-06',
    name: 'msgs_state_req-8193-reported',
    notes: 'The same with a server that only reports.',
    strictness: 'report',
    messages: [{ ...first, body: naming(NAMING.msgs_state_req, 8193), breaks: 'MT-CT-06' }],
  },
  ...[1, 64].map((num) => salts(num)),
  ...[0, 65, -1].map((num) => salts(num, 'MT-SL-03')),
  {
    rule: 'MT-IN-05',
    name: 'over-http',
    notes: 'http_wait in a request over HTTP.',
    transport: 'http',
    messages: [{ ...first, body: HTTP_WAIT }],
  },
  about('MT-IN-05', 'over-a-stream', 'http_wait over a stream; it is let pass.', {
    ...first,
    body: HTTP_WAIT,
    breaks: 'MT-IN-05',
  }),
];

function naming(constructorId: number, count: number): JsonObject {
  const vector = 0x1cb5c415;
  return {
    head: toHex(concatBytes(words(constructorId), words(vector))),
    count,
    each: [{ int64: `${id(1)}`, step: 4 }],
  };
}

function salts(num: number, breaks?: RuleId): SessionCase {
  return about(
    'MT-SL-03',
    `num-${num}`,
    `get_future_salts asks for ${num} salts; it is answered all the same.`,
    {
      ...first,
      body: body({ _: 'get_future_salts', num }),
      ...(breaks === undefined ? {} : { breaks }),
    },
  );
}
