// Queries and answers of the API as bytes of one layer. https://core.telegram.org/api/invoking

import { UsageError } from '../../protocol/bytes/index.ts';
import {
  createCodec,
  type LayerRegistry,
  mtproto,
  raw,
  type TlCodec,
  type TlObject,
  type TlValue,
} from '../../protocol/tl/index.ts';

/** What initConnection says of the application. */
export interface AppInfo {
  readonly apiId: number;
  readonly deviceModel: string;
  readonly systemVersion: string;
  readonly appVersion: string;
  readonly systemLangCode: string;
  readonly langPack: string;
  readonly langCode: string;
}

export const DEFAULT_APP: AppInfo = {
  apiId: 1,
  deviceModel: 'fakedc',
  systemVersion: '1',
  appVersion: '1',
  systemLangCode: 'en',
  langPack: '',
  langCode: 'en',
};

/** @throws UsageError for what initConnection cannot say */
export function checkApp({ apiId, ...strings }: AppInfo): void {
  if (!Number.isInteger(apiId) || (apiId | 0) !== apiId)
    throw new UsageError(`apiId is an integer of 32 bits, not ${apiId}`, { apiId });
  for (const [name, value] of Object.entries(strings))
    if (typeof value !== 'string') throw new UsageError(`${name} is a string`, { name });
}

export class Api {
  readonly layer: number;
  readonly #codec: TlCodec;
  readonly #app: AppInfo;

  /** @throws UsageError for a layer that the registry lacks */
  constructor(registry: LayerRegistry, layer: number, app: AppInfo) {
    this.layer = layer;
    this.#app = app;
    this.#codec = createCodec(registry.schema(layer), { any: 'raw' });
  }

  /** @throws UsageError for an unknown method, MalformedError for parameters that do not fit */
  encode(call: TlObject): Uint8Array {
    if (this.#codec.resultOf(call._) === undefined)
      throw new UsageError(`layer ${this.layer} has no method ${call._}`, {
        method: call._,
        layer: this.layer,
      });
    return this.#codec.encode(withRawQuery(call, (query) => this.encode(query)));
  }

  /** What a call answers. A wrapper (`query:!X`) answers what its query does. */
  resultOf(call: TlObject): string {
    const { query } = call;
    if (isCall(query) && this.#codec.resultOf(query._) !== undefined) return this.resultOf(query);
    return this.#codec.resultOf(call._) ?? 'Object';
  }

  /** @throws MalformedError when the bytes are not of that type */
  decode(type: string, body: Uint8Array): TlValue {
    return this.#codec.decodeAs(type, body);
  }

  /** The first query of a session, wrapped. https://core.telegram.org/api/invoking#saving-client-info */
  withInit(query: Uint8Array): Uint8Array {
    const { apiId, deviceModel, systemVersion, appVersion, systemLangCode, langPack, langCode } = this.#app;
    const all: Record<string, TlValue> = {
      api_id: apiId,
      device_model: deviceModel,
      system_version: systemVersion,
      app_version: appVersion,
      system_lang_code: systemLangCode,
      lang_pack: langPack,
      lang_code: langCode,
      query: raw(query),
    };
    const definition = this.#codec.schema.byName('initConnection');
    // Old layers know fewer of them.
    const names = definition?.arguments.map(({ name }) => name) ?? [];
    const known = Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name)));
    const inner = this.#codec.encode({ _: 'initConnection', ...known });
    return this.#codec.encode({ _: 'invokeWithLayer', layer: this.layer, query: raw(inner) });
  }
}

/** A query that waits for others. https://core.telegram.org/api/invoking#calling-methods */
export function afterMsgs(query: Uint8Array, ids: readonly bigint[]): Uint8Array {
  const [only] = ids;
  if (only === undefined) return query;
  return mtproto.encode(
    ids.length === 1
      ? { _: 'invokeAfterMsg', msg_id: only, query: raw(query) }
      : { _: 'invokeAfterMsgs', msg_ids: ids, query: raw(query) },
  );
}

function withRawQuery(call: TlObject, encode: (query: TlObject) => Uint8Array): TlObject {
  const { query } = call;
  return isCall(query) ? { ...call, query: raw(encode(query)) } : call;
}

function isCall(value: TlValue): value is TlObject {
  return (
    typeof value === 'object' &&
    !(value instanceof Uint8Array) &&
    !Array.isArray(value) &&
    '_' in value &&
    value._ !== 'raw'
  );
}
