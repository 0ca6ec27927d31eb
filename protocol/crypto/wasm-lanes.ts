// Several encrypted messages of one auth key opened at once, by the WebAssembly module of wasm/lanes-module.as: what
// stands in which lane. As in wasm-crypto.ts, keys lie in the module's page until the next call.

import type { CryptoEngine, KdfSide, OpenedV2 } from './engine.ts';
import { checkOpen, ENVELOPE_V2_HEADER as HEADER, openOneByOne } from './envelope-v2.ts';
import { MODULE_BASE64 } from './wasm/lanes-module.generated.ts';
import { onFirstUse } from './wasm-instance.ts';
import { copyOf, passingCopyOf, viewsFrom } from './wasm-views.ts';

/**
 * openManyV2 of an engine: side by side where that can be, else one after the other.
 * @throws as CryptoEngine.openManyV2
 */
export function openInLanes(
  engine: Pick<CryptoEngine, 'openV2'>,
  authKey: Uint8Array,
  payloads: readonly Uint8Array[],
  x: KdfSide,
): OpenedV2[] {
  const lanes = payloads.length < 2 ? undefined : tryLanes();
  if (lanes === undefined || !payloads.every(({ length }) => length <= lanes.max))
    return openOneByOne(engine, authKey, payloads, x);
  for (const payload of payloads) checkOpen(authKey, payload);
  if (payloads.length <= lanes.count) return lanes.open(authKey, payloads, x);
  const opened: OpenedV2[] = [];
  for (let from = 0; from < payloads.length; from += lanes.count)
    opened.push(...lanes.open(authKey, payloads.slice(from, from + lanes.count), x));
  return opened;
}

interface Lanes {
  readonly count: number;
  /** Longest payload of a lane, in bytes. */
  readonly max: number;
  /** openV2 of at most `count` payloads. */
  open(authKey: Uint8Array, payloads: readonly Uint8Array[], x: KdfSide): OpenedV2[];
}

const tryLanes: () => Lanes | undefined = onFirstUse(MODULE_BASE64, lanesOf);

/** What wasm/lanes-module.as exports. */
interface Exports {
  readonly memory: WebAssembly.Memory;
  readonly AUTH_KEY: WebAssembly.Global<'i32'>;
  readonly LANES: WebAssembly.Global<'i32'>;
  readonly LANE_CAPACITY: WebAssembly.Global<'i32'>;
  readonly LANE_STRIDE: WebAssembly.Global<'i32'>;
  readonly LANE_DATA: WebAssembly.Global<'i32'>;
  readonly LANE_LENGTHS: WebAssembly.Global<'i32'>;
  readonly LANE_MSG_KEYS: WebAssembly.Global<'i32'>;
  openLanes(count: number, x: KdfSide): void;
}

interface Lane {
  readonly payloadAt: number;
  /** Of its data, by length. */
  readonly data: (length: number) => Uint8Array;
  readonly msgKey: Uint8Array;
}

function lanesOf(wasm: Exports): Lanes {
  const memory = new Uint8Array(wasm.memory.buffer);
  const count = wasm.LANES.value;
  const authKeyAt = wasm.AUTH_KEY.value;
  const lengths = new Int32Array(wasm.memory.buffer, wasm.LANE_LENGTHS.value, count);
  const lanes = Array.from({ length: count }, (_, index): Lane => {
    const dataAt = wasm.LANE_DATA.value + index * wasm.LANE_STRIDE.value;
    const msgKeyAt = wasm.LANE_MSG_KEYS.value + 16 * index;
    return {
      payloadAt: dataAt - HEADER,
      data: viewsFrom(memory, dataAt),
      msgKey: memory.subarray(msgKeyAt, msgKeyAt + 16),
    };
  });
  return {
    count,
    max: HEADER + wasm.LANE_CAPACITY.value,
    open(authKey, payloads, x): OpenedV2[] {
      memory.set(authKey, authKeyAt);
      payloads.forEach((payload, index) => {
        memory.set(payload, (lanes[index] as Lane).payloadAt);
        lengths[index] = payload.length - HEADER;
      });
      wasm.openLanes(payloads.length, x);
      return payloads.map(({ length }, index) => {
        const { data, msgKey } = lanes[index] as Lane;
        return { plaintext: copyOf(data(length - HEADER)), msgKey: passingCopyOf(msgKey) };
      });
    },
  };
}
