// Reads the text log of a client that prints what it sends, receives and computes, such as
//   03:33:26.735 Receive:Success:85
//   raw_data: 0000000000000000015CF645...
//   nonce: 4479257F6C01C039A3DEAD031BC2D6A4
// Case, order, line ends and missing lines do not matter; a time may stand before anything. What is not
// understood is passed over: only `raw_data` must be hex.

import { fromHex, MalformedError } from '../protocol/bytes/index.ts';

/** A frame's payload: what was in `raw_data`. */
export interface DumpFrame {
  readonly line: number;
  /** The time as the log has it. */
  readonly at: string | undefined;
  /** Undefined when the log does not say. */
  readonly direction: 'sent' | 'received' | undefined;
  readonly bytes: Uint8Array;
  /** Bytes on the wire, the frame's header included. */
  readonly wireLength: number | undefined;
}

/** `key: value` */
export interface DumpField {
  readonly line: number;
  /** Lower case, letters and digits only: `tmp_aes_key` is `tmpaeskey`. */
  readonly key: string;
  readonly text: string;
}

/** A transfer whose bytes are not in the log. */
export interface DumpGap {
  readonly line: number;
  readonly at: string | undefined;
  readonly direction: 'sent' | 'received';
  readonly wireLength: number;
}

export interface DumpLog {
  readonly frames: readonly DumpFrame[];
  readonly fields: readonly DumpField[];
  readonly gaps: readonly DumpGap[];
}

/** @throws MalformedError BAD_VECTOR_FILE with details { file, line }, when there is no frame or one is no hex */
export function parseDumpLog(text: string, file: string): DumpLog {
  const reader = new LogReader(file);
  text.split(/\r\n|\r|\n/).forEach((line, index) => {
    reader.line(line.replace(/^\uFEFF/, ''), index + 1);
  });
  return reader.finish();
}

const TIME = /^\s*\[?(\d{1,2}:\d{2}:\d{2}(?:[.,]\d+)?)\]?\s*/;
const TRANSFER = /^(send|sent|receive|received|recv)\s*:\s*success\s*:\s*(\d+)\s*$/i;
const FIELD = /^([A-Za-z][\w ?.-]*?)\s*[:=]\s*(\S.*?)\s*$/;

class LogReader {
  readonly #file: string;
  readonly #frames: DumpFrame[] = [];
  readonly #fields: DumpField[] = [];
  readonly #gaps: DumpGap[] = [];
  /** The transfer that the next frame belongs to. */
  #received: DumpGap | undefined;
  #at: string | undefined;

  constructor(file: string) {
    this.#file = file;
  }

  line(text: string, line: number): void {
    const time = TIME.exec(text);
    if (time !== null) this.#at = time[1];
    const rest = text.slice(time?.[0].length ?? 0);
    const transfer = TRANSFER.exec(rest);
    if (transfer !== null) {
      this.#transfer(/^s/i.test(transfer[1] ?? '') ? 'sent' : 'received', Number(transfer[2]), line);
      return;
    }
    const field = FIELD.exec(rest);
    if (field === null) return;
    const key = (field[1] ?? '').toLowerCase().replace(/[^a-z0-9]/g, '');
    if (key === 'rawdata') this.#frame(field[2] ?? '', line);
    else this.#fields.push({ line, key, text: field[2] ?? '' });
  }

  finish(): DumpLog {
    if (this.#received !== undefined) this.#gaps.push(this.#received);
    if (this.#frames.length === 0)
      throw new MalformedError('BAD_VECTOR_FILE', `${this.#file}: there is no raw_data line`, {
        file: this.#file,
      });
    return { frames: this.#frames, fields: this.#fields, gaps: this.#gaps };
  }

  /** Bytes are printed before they are sent, and after they were received. */
  #transfer(direction: 'sent' | 'received', wireLength: number, line: number): void {
    const transfer: DumpGap = { line, at: this.#at, direction, wireLength };
    if (direction === 'received') {
      if (this.#received !== undefined) this.#gaps.push(this.#received);
      this.#received = transfer;
      return;
    }
    const last = this.#frames.at(-1);
    if (last !== undefined && last.direction === undefined)
      this.#frames.splice(-1, 1, { ...last, direction, wireLength });
    else this.#gaps.push(transfer);
  }

  #frame(text: string, line: number): void {
    const received = this.#received;
    this.#received = undefined;
    this.#frames.push({
      line,
      at: this.#at,
      direction: received?.direction,
      bytes: this.#hex(text, line),
      wireLength: received?.wireLength,
    });
  }

  #hex(text: string, line: number): Uint8Array {
    const digits = text.replace(/\s+/g, '').replace(/^0x/i, '');
    try {
      return fromHex(digits);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : '';
      throw new MalformedError(
        'BAD_VECTOR_FILE',
        `${this.#file}:${line}: raw_data: ${reason}`,
        { file: this.#file, line },
        cause,
      );
    }
  }
}
