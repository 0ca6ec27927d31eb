// A codec that is made when it is first used.

import type { TlCodec } from './codec.ts';
import type { TlSchema } from './schema.ts';
import type { TlObject, TlValue } from './value.ts';

export class LazyCodec<T extends TlObject> implements TlCodec<T> {
  readonly #make: () => TlCodec<T>;
  #made: TlCodec<T> | undefined;

  constructor(make: () => TlCodec<T>) {
    this.#make = make;
  }

  get #codec(): TlCodec<T> {
    this.#made ??= this.#make();
    return this.#made;
  }

  get schema(): TlSchema {
    return this.#codec.schema;
  }

  encode(object: T): Uint8Array {
    return this.#codec.encode(object);
  }

  encodeParts(object: T): Uint8Array[] {
    return this.#codec.encodeParts(object);
  }

  decode(bytes: Uint8Array): T {
    return this.#codec.decode(bytes);
  }

  decodePrefix(bytes: Uint8Array, offset?: number): { value: T; end: number } {
    return this.#codec.decodePrefix(bytes, offset);
  }

  encodeAs(type: string, value: TlValue): Uint8Array {
    return this.#codec.encodeAs(type, value);
  }

  decodeAs(type: string, bytes: Uint8Array): TlValue {
    return this.#codec.decodeAs(type, bytes);
  }

  resultOf(method: string): string | undefined {
    return this.#codec.resultOf(method);
  }

  nameOf(id: number): string | undefined {
    return this.#codec.nameOf(id);
  }
}
