// What a foreign TL runtime must do to judge ours.

import type { TlObject, TlSchema } from '../../protocol/tl/index.ts';

export interface TlOracle {
  readonly name: string;
  readonly layer: number;
  /** What of a definition this runtime lacks or does otherwise, and why. Each must still be true. */
  readonly exceptions: ReadonlyMap<string, string>;
  /** Does it have a reader of that constructor or method? Some read no requests. */
  canDecode(name: string): boolean;
  /** A value like ours, changed where the runtime cannot hold every value. */
  fit(value: TlObject, schema: TlSchema): TlObject;
  /** Our value, in its own objects, as bytes. */
  encode(value: TlObject): Uint8Array;
  /** Reads bytes with it and writes what it has read. */
  recode(bytes: Uint8Array): Uint8Array;
}
