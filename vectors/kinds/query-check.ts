// What a checking server makes of queries of the API: which rules each breaks, what is answered with an rpc_error, and
// which method is called. https://core.telegram.org/api/invoking, https://core.telegram.org/api/pfs

import {
  ApiLayers,
  type ClientInfo,
  type Invoker,
  judgeQuery,
  QueryRefusal,
} from '../../protocol/invoking/index.ts';
import { parseLayers } from '../../protocol/tl/index.ts';
import type { Inputs } from '../inputs.ts';
import { type Kind, once } from './kind.ts';

/**
 * `layers`: TL text of all layers that the server knows, as LayerRegistry has it. `key`: `permanent` (default),
 * `unbound` or `bound`, the last two of temporary keys; `layer`: what the client has declared under that key before, if
 * it has; `strictness`: `enforce` (default) or `report`. `queries`, in the order in which they come: `msg_id`, `body`.
 * Each key of `expected` has an entry for each of them: `violations`, a list; `errors`, `{ code, message }` or null;
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
  let violations: string[] = [];
  const invoker: Invoker = {
    key: keyOf(inputs),
    note: ({ rule }) => violations.push(rule),
  };
  return inputs.objects('queries').map((query): Verdict => {
    violations = [];
    const message = { msgId: query.int64('msg_id'), body: query.bytes('body') };
    const verdict = judgeQuery(invoker, layers, message, settings);
    if (!(verdict instanceof QueryRefusal)) return { violations, error: null, call: verdict.call._ };
    return {
      violations,
      error: { code: verdict.errorCode, message: verdict.errorMessage },
      call: null,
    };
  });
}

function keyOf(inputs: Inputs): Invoker['key'] {
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
