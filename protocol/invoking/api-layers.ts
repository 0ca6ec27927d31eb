// The API codecs of all layers, made when a client first speaks them.

import { createCodec, type LayerRegistry, type TlCodec } from '../tl/index.ts';

export class ApiLayers {
  readonly registry: LayerRegistry;
  readonly #codecs = new Map<number, TlCodec>();

  constructor(registry: LayerRegistry) {
    this.registry = registry;
  }

  /**
   * The codec for a client of `layer`: that layer's, or the newest one before it. A layer newer than all is
   * served with the newest. Undefined when the client is older than every layer.
   */
  codec(layer: number): TlCodec | undefined {
    const codec = this.#codecs.get(layer);
    if (codec !== undefined) return codec;
    const known = this.registry.nearest(layer);
    return known === undefined ? undefined : this.#exact(known);
  }

  get newest(): TlCodec {
    return this.#exact(this.registry.newest);
  }

  #exact(layer: number): TlCodec {
    let codec = this.#codecs.get(layer);
    if (codec === undefined) {
      codec = createCodec(this.registry.schema(layer), { any: 'raw' });
      this.#codecs.set(layer, codec);
    }
    return codec;
  }
}
