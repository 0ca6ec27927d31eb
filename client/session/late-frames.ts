// Frames that are passed over because our clock says that they are too old or too new. When the clock turns out to be
// wrong, or comes right again by itself, they are judged again.
// https://core.telegram.org/mtproto/security_guidelines#checking-msg-id

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

  /** Those that are timely by now, in the order in which they came; the others are kept. */
  take(isTimely: (msgId: bigint) => boolean): Frame[] {
    const timely = this.#frames.filter(({ msgId }) => isTimely(msgId));
    if (timely.length > 0) this.#frames = this.#frames.filter(({ msgId }) => !isTimely(msgId));
    return timely;
  }

  clear(): void {
    this.#frames = [];
  }
}
