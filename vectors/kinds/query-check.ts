// What a checking server makes of queries of the API: which rules each breaks, what is answered with an rpc_error, and
// which method is called. https://core.telegram.org/api/invoking, https://core.telegram.org/api/pfs

import {
  ApiLayers,
  type ClientInfo,
  InitJudge,
  judgeQuery,
  type Query,
  QueryRefusal,
} from '../../protocol/invoking/index.ts';
import { parseLayers } from '../../protocol/tl/index.ts';
import type { Inputs } from '../inputs.ts';
import { QueryOnlooker } from '../query-onlooker.ts';
import { type Kind, once } from './kind.ts';

/**
 * `layers`: TL text of all layers that the server knows, as LayerRegistry has it. `key`: `permanent` (default),
 * `unbound` or `bound`, the last two of temporary keys; `layer`: what the client has declared under that key before, if
 * it has; `strictness`: `enforce` (default) or `report`. `queries`, in the order in which they come: `msg_id`, `body`,
 * `at` (ms after the beginning, 0 if absent), `connection` (1 if absent), `acknowledged` (msg_ids of answers, as the
 * client says before the query); what the server answers before the next query: `answer` (msg_id) and `result` (name of
 * the constructor). Each key of `expected` has an entry for each of them: `violations`, a list; `errors`, `{ code, message }` or null;
 * `calls`, the name of the method, or null.
 */
export const queryCheck: Kind = {
  kind: 'query_check',
  inputs: ['layers', 'key', 'layer', 'strictness', 'queries'],
  expected: ['violations', 'errors', 'calls'],
  compute: ({ inputs }) => {
    const verdicts = once(() => verdictsOn(inputs));
    return {
      violations: () => verdicts().map(({ violations }) => violations),
      errors: () => verdicts().map(({ error }) => error),
      calls: () => verdicts().map(({ call }) => call),
    };
  },
};

interface Verdict {
  /** Ids of the rules. */
  readonly violations: readonly string[];
  readonly error: { readonly code: number; readonly message: string } | null;
  readonly call: string | null;
}

const MAX_UNPACKED = 1 << 24;

function verdictsOn(inputs: Inputs): Verdict[] {
  const layers = new ApiLayers(parseLayers(inputs.text('layers')));
  const strictness = inputs.choice('strictness', ['enforce', 'report']);
  const settings = { strictness, limits: { maxUnpacked: MAX_UNPACKED } };
  const session = new QueryOnlooker(keyOf(inputs));
  const inits = new InitJudge();
  return inputs.objects('queries').map((query): Verdict => {
    const violations = session.begin(query);
    const message = { msgId: query.int64('msg_id'), body: query.bytes('body') };
    const wasKnown = session.key.client !== undefined;
    const verdict = judgeQuery(session, layers, message, settings);
    if (verdict instanceof QueryRefusal)
      return {
        violations,
        error: { code: verdict.errorCode, message: verdict.errorMessage },
        call: null,
      };
    inits.judge(session, verdict, wasKnown);
    if (query.has('answer')) answer(session, inits, verdict, query);
    return { violations, error: null, call: verdict.call._ };
  });
}

function answer(session: QueryOnlooker, inits: InitJudge, { call, client }: Query, query: Inputs): void {
  const result = query.text('result');
  if (result === 'rpc_error') return;
  if (call._ === 'auth.bindTempAuthKey' && result === 'boolTrue') session.bind();
  if (client !== undefined) inits.answered(session, query.int64('answer'), { _: result });
}

function keyOf(inputs: Inputs): QueryOnlooker['key'] {
  const kind = inputs.choice('key', ['permanent', 'unbound', 'bound']);
  return {
    client: inputs.has('layer') ? { ...UNKNOWN, layer: inputs.integer('layer') } : undefined,
    expiresAt: kind === 'permanent' ? undefined : 0,
    permanent: kind === 'bound' ? {} : undefined,
  };
}

/** Only the layer matters. */
const UNKNOWN: Omit<ClientInfo, 'layer'> = {
  apiId: 0,
  deviceModel: '',
  systemVersion: '',
  appVersion: '',
  langCode: '',
};
