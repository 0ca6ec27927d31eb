// A query of the API, out of what it is wrapped in: invokeAfterMsg(s), invokeWithLayer, initConnection,
// invokeWithoutUpdates, gzip_packed and every other method that takes a query (`!X`). What is packed in its parameters
// is unpacked too.
// https://core.telegram.org/api/invoking

import { MalformedError, tryUint32 } from '../bytes/index.ts';
import { gunzip } from '../gzip/index.ts';
import type { RuleId } from '../rules/index.ts';
import {
  createCodec,
  type Mtproto,
  mtproto,
  type TlCodec,
  type TlObject,
  type TlRaw,
  type TlValue,
} from '../tl/index.ts';
import type { ApiLayers } from './api-layers.ts';
import type { ClientInfo } from './client-info.ts';
import { tryDecode, unpackParameters } from './unpack-parameters.ts';

/** A query and what was said around it. */
export interface Query {
  /** Layer of the client: what the wrappers say, else what was said before. */
  readonly layer: number;
  readonly codec: TlCodec;
  readonly call: TlObject;
  /** From initConnection, when it was there. */
  readonly client: ClientInfo | undefined;
  /** The bytes of initConnection in front of its query, when it was there. */
  readonly initConnection: Uint8Array | undefined;
  readonly withoutUpdates: boolean;
  /** Queries that must be done before. */
  readonly after: readonly bigint[];
  /** Names of the wrappers, outermost first. */
  readonly wrappers: readonly string[];
}

/** Why a query cannot be taken: the rule that it breaks, and the rpc_error that production answers. */
export class UnreadableQuery extends MalformedError {
  readonly rule: RuleId;
  readonly answer: string;

  constructor(rule: RuleId, answer: string, cause: MalformedError) {
    super(cause.code, cause.message, cause.details, cause);
    this.rule = rule;
    this.answer = answer;
  }
}

const INVOKE_WITH_LAYER = 0xda9b0d0d;
const MAX_WRAPPERS = 12;
const NONE: readonly never[] = [];

/**
 * @param known layer that the client declared before
 * @throws UnreadableQuery MT-IN-02, MT-IN-03, MT-CT-07, with the rpc_error to answer
 */
export function unwrapQuery(
  layers: ApiLayers,
  body: Uint8Array,
  known: number | undefined,
  maxUnpacked: number,
): Query {
  let layer = known ?? layers.registry.newest;
  let rest = body;
  let client: ClientInfo | undefined;
  let initConnection: Uint8Array | undefined;
  let after: readonly bigint[] = NONE;
  let wrappers: readonly string[] = NONE;
  let isUnpacked = false;
  for (let depth = 0; depth <= MAX_WRAPPERS; depth++) {
    const id = tryUint32(rest) ?? 0;
    const outer =
      id === INVOKE_WITH_LAYER ? layerWrapper : mtproto.nameOf(id) === undefined ? undefined : mtproto;
    const codec = outer ?? layers.codec(layer) ?? layers.newest;
    let object = tryDecode(codec, rest);
    if (object === undefined) {
      rest = unpackedParameters(codec, rest, maxUnpacked);
      object = decode(codec, rest, layers);
    }
    const inner = innerQuery(object);
    if (object._ === 'gzip_packed') {
      if (isUnpacked) throw unreadablePacked(new MalformedError('TOO_DEEP', 'gzip_packed in gzip_packed'));
      rest = unpack(object as Mtproto<'gzip_packed'>, maxUnpacked);
      isUnpacked = true;
      continue;
    }
    isUnpacked = false;
    if (inner === undefined) {
      if (outer === undefined) checkMethod(codec, id);
      return {
        layer,
        codec: layers.codec(layer) ?? layers.newest,
        call: object,
        client,
        initConnection,
        withoutUpdates: wrappers.includes('invokeWithoutUpdates'),
        after,
        wrappers,
      };
    }
    wrappers = [...wrappers, object._];
    if (object._ === 'invokeWithLayer') layer = declaredLayer(layers, object);
    if (object._ === 'initConnection') {
      client = clientInfo(object, layer);
      initConnection = rest.subarray(0, rest.length - inner.bytes.length);
    }
    if (object._ === 'invokeAfterMsg') after = [...after, object.msg_id as bigint];
    if (object._ === 'invokeAfterMsgs') after = [...after, ...(object.msg_ids as readonly bigint[])];
    rest = inner.bytes;
  }
  throw new UnreadableQuery(
    'MT-IN-03',
    'INPUT_FETCH_ERROR',
    new MalformedError('TOO_DEEP', `more than ${MAX_WRAPPERS} wrappers`),
  );
}

// The same in every layer, and needed before the layer is known.
const layerWrapper: TlCodec = createCodec(
  '---functions---\ninvokeWithLayer#da9b0d0d {X:Type} layer:int query:!X = X;\n',
  { any: 'raw' },
);

function decode(codec: TlCodec, bytes: Uint8Array, layers: ApiLayers): TlObject {
  try {
    return codec.decode(bytes);
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error;
    const elsewhere = error.code === 'UNKNOWN_CONSTRUCTOR' ? tryOtherLayer(bytes, layers) : undefined;
    if (elsewhere !== undefined) return elsewhere;
    throw new UnreadableQuery('MT-IN-03', answerFor(error, bytes, codec), error);
  }
}

/** What is called is a method: no other object of the layer. */
function checkMethod(codec: TlCodec, id: number): void {
  const definition = codec.schema.byId(id);
  if (definition?.kind !== 'constructor') return;
  const { name } = definition;
  const error = new MalformedError('UNEXPECTED_CONSTRUCTOR', `${name} is no method`, { name });
  throw new UnreadableQuery('MT-IN-03', 'INPUT_METHOD_INVALID', error);
}

/** A client may speak a layer that is not ours, and be understood all the same where a definition is older. */
function tryOtherLayer(bytes: Uint8Array, layers: ApiLayers): TlObject | undefined {
  const entry = layers.registry.byId(tryUint32(bytes) ?? 0);
  const layer = entry?.definition.kind === 'method' ? entry.layers.at(-1) : undefined;
  const codec = layer === undefined ? undefined : layers.codec(layer);
  return codec && tryDecode(codec, bytes);
}

/** Names of @mtcute/tl's list of errors. */
function answerFor(error: MalformedError, bytes: Uint8Array, codec: TlCodec): string {
  const method = codec.schema.byId(tryUint32(bytes) ?? 0);
  if (method?.kind !== 'method') return 'INPUT_METHOD_INVALID';
  if (error.code === 'UNKNOWN_CONSTRUCTOR') return 'INPUT_CONSTRUCTOR_INVALID';
  if (error.code === 'TRAILING_BYTES') return 'INPUT_REQUEST_TOO_LONG';
  return 'INPUT_FETCH_ERROR';
}

function innerQuery(object: TlObject): TlRaw | undefined {
  const { query } = object;
  return isRaw(query) ? query : undefined;
}

function isRaw(value: TlValue): value is TlRaw {
  return typeof value === 'object' && '_' in value && value._ === 'raw' && 'bytes' in value;
}

function unpack({ packed_data }: Mtproto<'gzip_packed'>, maxSize: number): Uint8Array {
  try {
    return gunzip(packed_data, { maxSize });
  } catch (error) {
    if (error instanceof MalformedError) throw unreadablePacked(error);
    throw error;
  }
}

/** @param maxUnpacked what all of them may unpack to, in bytes */
function unpackedParameters(codec: TlCodec, object: Uint8Array, maxUnpacked: number): Uint8Array {
  let rest = maxUnpacked;
  try {
    return unpackParameters(codec, object, (packed) => {
      const inner = unpack(packed, rest);
      rest -= inner.length;
      return inner;
    });
  } catch (error) {
    if (error instanceof MalformedError && !(error instanceof UnreadableQuery)) throw unreadablePacked(error);
    throw error;
  }
}

function unreadablePacked(cause: MalformedError): UnreadableQuery {
  return new UnreadableQuery('MT-CT-07', 'INPUT_FETCH_ERROR', cause);
}

function declaredLayer(layers: ApiLayers, object: TlObject): number {
  const layer = object.layer as number;
  if (layers.codec(layer) === undefined)
    throw new UnreadableQuery(
      'MT-IN-02',
      'CONNECTION_LAYER_INVALID',
      new MalformedError('BAD_VALUE', `layer ${layer} is older than ${layers.registry.layers[0]}`, { layer }),
    );
  return layer;
}

function clientInfo(object: TlObject, layer: number): ClientInfo {
  const text = (name: string): string => (typeof object[name] === 'string' ? object[name] : '');
  return {
    layer,
    apiId: object.api_id as number,
    deviceModel: text('device_model'),
    systemVersion: text('system_version'),
    appVersion: text('app_version'),
    langCode: text('lang_code'),
  };
}
