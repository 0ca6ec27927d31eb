// A transport error names no message. When the server does not know a key, each frame under it that is on its way is
// answered with -404, and a handshake that began after the first of these is none of their business.
// https://core.telegram.org/mtproto/mtproto-transports#transport-errors

export class LateRefusals {
  /** Frames under a key that may not be answered yet: some never are, and some answers were not asked for. */
  #onTheirWay = 0;

  /** A frame under a key was sent. */
  sent(): void {
    this.#onTheirWay++;
  }

  /** The server answered one, or said something else. */
  heard(): void {
    if (this.#onTheirWay > 0) this.#onTheirWay--;
  }

  /** Whether a -404 may be for such a frame; that is one less. */
  take(): boolean {
    const mayBe = this.#onTheirWay > 0;
    this.heard();
    return mayBe;
  }

  /** Nothing comes any more on a connection that is lost. */
  clear(): void {
    this.#onTheirWay = 0;
  }
}
