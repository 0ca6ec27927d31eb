// A frame as `fakedc serve` shows it beside a broken rule: one that breaks a thousand rules is shown a thousand times.

import { type FrameEntry, type Journal, jsonOf } from '../server-mock/index.ts';

export interface ShownFrame {
  /** Bytes of the whole frame. */
  readonly length: number;
  /** The first of them. */
  readonly bytes: Uint8Array;
  /** Decoded; of a large one the object is only named. */
  readonly content: object;
}

/** Bytes of a frame, and characters of what it holds, that are shown. */
const SHOWN_BYTES = 4096;
const SHOWN_TEXT = 16_384;

export class ShownFrames {
  readonly #journal: Journal;
  /** The one that was shown last, which may break another rule. */
  #latest: { readonly index: number; readonly shown: ShownFrame } | undefined;

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  /** Undefined when there is no frame, or the journal has forgotten it. */
  show(index: number | undefined): ShownFrame | undefined {
    if (index === undefined) return undefined;
    if (this.#latest?.index === index) return this.#latest.shown;
    const frame = this.#journal.frame(index);
    if (frame === undefined) return undefined;
    const shown = shownFrame(frame);
    this.#latest = { index, shown };
    return shown;
  }
}

function shownFrame({ bytes, content }: FrameEntry): ShownFrame {
  const isSmall = !('object' in content) || jsonOf(content).length <= SHOWN_TEXT;
  return {
    length: bytes.length,
    bytes: bytes.slice(0, SHOWN_BYTES),
    content: isSmall ? content : { ...content, object: { _: nameOf(content.object) } },
  };
}

function nameOf(object: unknown): unknown {
  return typeof object === 'object' && object !== null && '_' in object ? object._ : undefined;
}
