// One auth key exchange in a log: its messages decoded, and what else the log tells about it.

import { HarnessError, MalformedError } from '../protocol/bytes/index.ts';
import { type CryptoEngine, tmpAesKeyIv } from '../protocol/crypto/index.ts';
import type { TmpAes } from '../protocol/handshake/index.ts';
import { decodePlainMessage, isPlainPayload, type PlainMessage } from '../protocol/message/index.ts';
import { type MtprotoObject, mtproto } from '../protocol/tl/index.ts';
import type { DumpField, DumpFrame, DumpGap, DumpLog } from './dump-log.ts';
import { BadInput, tryBytesOf } from './inputs.ts';
import { type OpenedAnswer, openAnswer } from './open-answer.ts';

/** A frame that holds a plain message. */
export interface DumpMessage extends DumpFrame {
  readonly from: 'client' | 'server';
  readonly message: PlainMessage;
  readonly object: MtprotoObject;
}

/** From one req_pq to the next. */
export interface DumpExchange {
  readonly messages: readonly DumpMessage[];
  readonly gaps: readonly DumpGap[];
  readonly fields: DumpFields;
}

/**
 * @param file goes into errors
 * @throws MalformedError BAD_VECTOR_FILE with details { file, line }, for a plain message that cannot be decoded
 */
export function exchangesOf(log: DumpLog, file: string): DumpExchange[] {
  const messages = log.frames.flatMap((frame) => tryMessage(frame, file) ?? []);
  const starts = messages.filter(({ object }) => object._ === 'req_pq' || object._ === 'req_pq_multi');
  const lines = starts.length === 0 ? [0] : [0, ...starts.slice(1).map(({ line }) => line)];
  return lines.map((from, index) => {
    const to = lines[index + 1] ?? Number.POSITIVE_INFINITY;
    const within = ({ line }: { readonly line: number }): boolean => line >= from && line < to;
    return {
      messages: messages.filter(within),
      gaps: log.gaps.filter(within),
      fields: new DumpFields(log.fields.filter(within)),
    };
  });
}

/** What a log calls a value. */
const ALIASES: Readonly<Record<string, readonly string[]>> = {
  encrypted_answer: ['encanswer', 'encryptedanswer'],
  encrypted_data: ['encdata', 'encrypteddata'],
  fingerprint: ['fingerprints', 'fingerprint', 'publickeyfingerprint'],
};

/** The fields of one exchange, by their TL names. */
export class DumpFields {
  readonly #fields: readonly DumpField[];

  constructor(fields: readonly DumpField[]) {
    this.#fields = fields;
  }

  /** The bytes of the first field of that name (of `length` bytes), if there is one in hex. */
  bytes(name: string, length?: number): Uint8Array | undefined {
    const keys = ALIASES[name] ?? [name.toLowerCase().replaceAll('_', '')];
    for (const { key, text } of this.#fields) {
      if (!keys.includes(key)) continue;
      // A number is printed twice: in hex, then in decimal.
      const bytes = tryBytesOf(text.split(/\s+/)[0]);
      if (bytes !== undefined && bytes.length > 0 && (length === undefined || bytes.length === length))
        return bytes;
    }
    return undefined;
  }

  /** A number of up to 4 bytes that is printed most significant byte first. */
  number(name: string): number | undefined {
    const bytes = this.bytes(name);
    return bytes === undefined || bytes.length > 4
      ? undefined
      : bytes.reduce((sum, byte) => sum * 256 + byte, 0);
  }
}

/** The first message of that name. */
export function messageOf<Name extends MtprotoObject['_']>(
  { messages }: DumpExchange,
  name: Name,
): (DumpMessage & { readonly object: Extract<MtprotoObject, { _: Name }> }) | undefined {
  const isIt = (
    one: DumpMessage,
  ): one is DumpMessage & { readonly object: Extract<MtprotoObject, { _: Name }> } => one.object._ === name;
  return messages.find(isIt);
}

/** Derived from new_nonce if the log has it, or as the log prints them. */
export function tmpAesOf(exchange: DumpExchange, engine: CryptoEngine): TmpAes | undefined {
  const { fields } = exchange;
  const newNonce = fields.bytes('new_nonce', 32);
  const serverNonce = messageOf(exchange, 'resPQ')?.object.server_nonce ?? fields.bytes('server_nonce', 16);
  if (newNonce !== undefined && serverNonce !== undefined) return tmpAesKeyIv(engine, newNonce, serverNonce);
  const key = fields.bytes('tmp_aes_key', 32);
  const iv = fields.bytes('tmp_aes_iv', 32);
  return key !== undefined && iv !== undefined ? { key, iv } : undefined;
}

/** What the server offered; undefined when the log does not have it, or no keys that open it. */
export function openedOffer(
  exchange: DumpExchange,
  engine: CryptoEngine,
): (OpenedAnswer & { readonly line: number; readonly encrypted: Uint8Array }) | undefined {
  const tmp = tmpAesOf(exchange, engine);
  const message = messageOf(exchange, 'server_DH_params_ok');
  const encrypted = message?.object.encrypted_answer ?? exchange.fields.bytes('encrypted_answer');
  if (tmp === undefined || encrypted === undefined || encrypted.length % 16 !== 0) return undefined;
  try {
    const line = message?.line ?? exchange.messages[0]?.line ?? 0;
    return { ...openAnswer(engine, tmp, encrypted), line, encrypted };
  } catch (error) {
    if (error instanceof BadInput || error instanceof HarnessError) return undefined;
    throw error;
  }
}

function tryMessage(frame: DumpFrame, file: string): DumpMessage | undefined {
  // An encrypted message: it belongs to no exchange.
  if (!isPlainPayload(frame.bytes)) return undefined;
  try {
    const message = decodePlainMessage(frame.bytes);
    const object = mtproto.decodePrefix(message.body).value;
    const from = senderOf(frame, object);
    return { ...frame, message, object, from };
  } catch (cause) {
    if (!(cause instanceof HarnessError)) throw cause;
    const { line } = frame;
    throw new MalformedError(
      'BAD_VECTOR_FILE',
      `${file}:${line}: raw_data is no plain message: ${cause.message}`,
      { file, line },
      cause,
    );
  }
}

function senderOf({ direction }: DumpFrame, { _ }: MtprotoObject): 'client' | 'server' {
  if (direction !== undefined) return direction === 'sent' ? 'client' : 'server';
  return _.startsWith('req_') || _.startsWith('set_') ? 'client' : 'server';
}
