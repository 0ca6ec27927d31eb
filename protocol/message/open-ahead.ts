// Opens the messages of one stream. What came in one piece and is under one key is decrypted several at a time, since
// four short messages side by side take less time than three of them alone (CryptoEngine.openManyV2). What is found is
// the same as with openMessage, and is told when its turn comes: a message that breaks a rule harms none before it.

import { equalBytesAt } from '../bytes/index.ts';
import type { CryptoEngine, OpenedV2 } from '../crypto/index.ts';
import type { AuthKey } from './auth-key.ts';
import {
  checkEnvelope,
  checkMsgKey,
  ENVELOPE_HEADER_LENGTH,
  kdfSide,
  type OpenedMessage,
  openMessage,
  readPlaintext,
  type Sender,
} from './encrypted.ts';

/** What may come next: an event of a transport, which holds a payload or none. */
export interface Upcoming {
  readonly kind: string;
  readonly payload?: Uint8Array;
}

/** Messages that are decrypted at a time, at most: more would be in vain if the first ends the connection. */
const AHEAD = 4;
/** Longest payload that is decrypted with others. */
const SHORT = 1024;

export class OpenAhead {
  readonly #engine: CryptoEngine;
  readonly #sender: Sender;
  #upcoming: readonly Upcoming[] = NONE;
  /** The next one in #upcoming. */
  #next = 0;
  #authKey: AuthKey | undefined;
  /** Payloads that are decrypted, and what came of them. */
  #payloads: Uint8Array[] = [];
  #opened: OpenedV2[] = [];

  constructor(engine: CryptoEngine, sender: Sender) {
    this.#engine = engine;
    this.#sender = sender;
  }

  /** What open() will be asked for next, in order; it may also be asked for something else, or for nothing. */
  expect(upcoming: readonly Upcoming[]): void {
    this.#upcoming = upcoming;
    this.#next = 0;
    if (this.#payloads.length > 0) this.#forget();
  }

  /** @throws ViolationError as openMessage */
  open(authKey: AuthKey, payload: Uint8Array): OpenedMessage {
    if (this.#upcoming.length < 2) return openMessage(this.#engine, authKey, this.#sender, payload);
    const opened = this.#take(authKey, payload);
    if (opened === undefined) return openMessage(this.#engine, authKey, this.#sender, payload);
    checkEnvelope(authKey, payload);
    return readPlaintext(checkMsgKey(payload, opened));
  }

  /** What was decrypted for a payload, now or before; undefined when it is not decrypted with others. */
  #take(authKey: AuthKey, payload: Uint8Array): OpenedV2 | undefined {
    if (this.#authKey === authKey) {
      const place = this.#payloads.indexOf(payload);
      if (place >= 0) return this.#opened[place];
    }
    this.#forget();
    while (this.#next < this.#upcoming.length && this.#upcoming[this.#next]?.payload !== payload)
      this.#next++;
    const run = this.#run(authKey);
    if (run.length < 2) return undefined;
    this.#authKey = authKey;
    this.#payloads = run;
    this.#opened = this.#engine.openManyV2(authKey.bytes, run, kdfSide(this.#sender));
    return this.#opened[0];
  }

  /** The next payloads that can be decrypted together. */
  #run(authKey: AuthKey): Uint8Array[] {
    const run: Uint8Array[] = [];
    for (; run.length < AHEAD; this.#next++) {
      const payload = this.#upcoming[this.#next]?.payload;
      if (payload === undefined || !isShort(payload) || !equalBytesAt(payload, 0, authKey.id)) break;
      run.push(payload);
    }
    return run;
  }

  #forget(): void {
    this.#authKey = undefined;
    this.#payloads = [];
    this.#opened = [];
  }
}

const NONE: readonly Upcoming[] = [];

/** Whole blocks, and few of them. */
function isShort({ length }: Uint8Array): boolean {
  return length > ENVELOPE_HEADER_LENGTH && length <= SHORT && (length - ENVELOPE_HEADER_LENGTH) % 16 === 0;
}
