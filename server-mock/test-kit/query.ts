// Queries of the API as a client of some layer writes them. https://core.telegram.org/api/invoking

import { UsageError } from '../../protocol/bytes/index.ts';
import { raw, type TlObject, type TlValue } from '../../protocol/tl/index.ts';
import type { MemoryDc } from './memory-dc.ts';

/** @throws UsageError for a layer that the DC does not speak */
export function queryBody(dc: MemoryDc, layer: number, call: TlObject): Uint8Array {
  return codecOf(dc, layer).encode(call);
}

/** The query in initConnection, in invokeWithLayer. */
export function initialised(dc: MemoryDc, layer: number, query: Uint8Array): Uint8Array {
  const codec = codecOf(dc, layer);
  const all: Record<string, TlValue> = {
    api_id: 1,
    device_model: 'bent client',
    system_version: '1',
    app_version: '1',
    system_lang_code: 'en',
    lang_pack: '',
    lang_code: 'en',
    query: raw(query),
  };
  // Old layers have fewer of them.
  const names = codec.schema.byName('initConnection')?.arguments.map(({ name }) => name) ?? [];
  const known = Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name)));
  return withLayer(dc, layer, codec.encode({ _: 'initConnection', ...known }));
}

/** The query in invokeWithLayer alone. */
export function withLayer(dc: MemoryDc, layer: number, query: Uint8Array): Uint8Array {
  return dc.host.rpc.layers.newest.encode({ _: 'invokeWithLayer', layer, query: raw(query) });
}

function codecOf(dc: MemoryDc, layer: number) {
  const codec = dc.host.rpc.layers.codec(layer);
  if (codec === undefined) throw new UsageError(`layer ${layer} is older than all`);
  return codec;
}
