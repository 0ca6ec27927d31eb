// Frames that are passed over because our clock says that they are too old or too new. When the clock turns out to be
// wrong, they are judged again by the right one. https://core.telegram.org/mtproto/security_guidelines#checking-msg-id

import type { Frame } from './open-frame.ts';

const KEPT = 64;

export class LateFrames {
  #frames: Frame[] = [];

  get size(): number {
    return this.#frames.length;
  }

  /** The oldest is given up for a new one when there are too many. */
  add(frame: Frame): void {
    this.#frames.push(frame);
    if (this.#frames.length > KEPT) this.#frames.shift();
  }

  /** All of them, in the order in which they came; none is kept. */
  take(): Frame[] {
    const frames = this.#frames;
    this.clear();
    return frames;
  }

  clear(): void {
    this.#frames = [];
  }
}
