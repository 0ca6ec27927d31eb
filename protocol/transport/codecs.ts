// All framings by name.

import { abridged } from './abridged.ts';
import type { FramingCodec } from './framing-codec.ts';
import { full } from './full.ts';
import { intermediate } from './intermediate.ts';
import { padded } from './padded.ts';
import type { Framing } from './transport.ts';

export const codecs: Readonly<Record<Framing, FramingCodec>> = { abridged, intermediate, padded, full };
