// The fields of a payload with their places, so that a reader sees which bytes are which.
// https://core.telegram.org/mtproto/description, https://core.telegram.org/mtproto/serialize

import { ByteReader, bigIntFromBytes, HarnessError, toHex } from '../../protocol/bytes/index.ts';
import { ENVELOPE_HEADER_LENGTH, PLAIN_HEADER_LENGTH } from '../../protocol/message/index.ts';
import { mtproto, readTlBytes, type Shape } from '../../protocol/tl/index.ts';
import type { FieldReport } from '../../reports/index.ts';

/** auth_key_id, msg_id, length, then the TL object field by field; what does not parse is one last field. */
export function plainFields(payload: Uint8Array): FieldReport[] {
  if (payload.length < PLAIN_HEADER_LENGTH + 4) return [rest(payload, 0)];
  const reader = new ByteReader(payload);
  const header = [
    read(reader, 'auth_key_id', (one) => `${one.int64()}`),
    read(reader, 'msg_id', (one) => `${one.int64()}`),
    read(reader, 'message_data_length', (one) => `${one.int32()}`),
  ];
  return [...header, ...objectFields(reader, payload)];
}

/** auth_key_id, msg_key and the ciphertext. */
export function encryptedFields(payload: Uint8Array): FieldReport[] {
  if (payload.length <= ENVELOPE_HEADER_LENGTH) return [rest(payload, 0)];
  const reader = new ByteReader(payload);
  return [
    read(reader, 'auth_key_id', (one) => toHex(one.take(8))),
    read(reader, 'msg_key', (one) => toHex(one.take(16))),
    read(reader, 'encrypted_data', (one) => bytesText(one.rest())),
  ];
}

function objectFields(reader: ByteReader, payload: Uint8Array): FieldReport[] {
  const fields: FieldReport[] = [];
  try {
    const id = new ByteReader(payload.subarray(reader.offset)).uint32();
    const definition = mtproto.schema.byId(id);
    const idText = `#${id.toString(16).padStart(8, '0')}`;
    fields.push(
      read(reader, 'constructor', (one) => {
        one.uint32();
        return definition === undefined ? idText : `${definition.name}${idText}`;
      }),
    );
    for (const { name, shape } of definition === undefined ? [] : mtproto.schema.fieldsOf(definition))
      fields.push(read(reader, name, (one) => readShape(one, shape)));
  } catch (error) {
    if (!(error instanceof HarnessError)) throw error;
  }
  return reader.remaining === 0 ? fields : [...fields, rest(payload, reader.offset)];
}

function read(reader: ByteReader, name: string, readValue: (reader: ByteReader) => string): FieldReport {
  const offset = reader.offset;
  const value = readValue(reader);
  return { name, value, offset, length: reader.offset - offset };
}

/** The value as text; shapes that no handshake message has take the rest. */
function readShape(reader: ByteReader, shape: Shape): string {
  switch (shape.kind) {
    case 'int':
    case 'nat':
      return `${reader.int32()}`;
    case 'long':
      return toHex(reader.take(8));
    case 'fixed':
      return toHex(reader.take(shape.size));
    case 'bytes':
    case 'string':
      return bytesText(readTlBytes(reader));
    case 'vector': {
      if (shape.boxed) reader.uint32();
      const count = reader.uint32();
      const items = Array.from({ length: Math.min(count, reader.remaining) }, () =>
        readShape(reader, shape.item),
      );
      return `[${items.join(', ')}]`;
    }
    default:
      return bytesText(reader.rest());
  }
}

/** Short bytes also as the number that they are; of long ones the beginning: the dump below has them all. */
function bytesText(bytes: Uint8Array): string {
  if (bytes.length <= 8) return `${toHex(bytes)} (${bigIntFromBytes(bytes)})`;
  if (bytes.length <= 32) return toHex(bytes);
  return `${toHex(bytes.subarray(0, 24))}… (${bytes.length} bytes)`;
}

function rest(payload: Uint8Array, offset: number): FieldReport {
  const bytes = payload.subarray(offset);
  return { name: 'the rest', value: bytesText(bytes), offset, length: bytes.length };
}
