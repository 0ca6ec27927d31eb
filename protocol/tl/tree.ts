// Bytes as a tree for people: every field with its offset, whatever schema it is of. Nothing is lost: what does
// not parse is a node of raw bytes with the reason, and so is what follows a value.
// Understands, besides TL: the envelope of a plain message (https://core.telegram.org/mtproto/description),
// gzip_packed, containers, and vectors of objects whose type nobody says.

import { ByteReader, MalformedError } from '../bytes/index.ts';
import { gunzip } from '../gzip/index.ts';
import type { Definition } from './definition.ts';
import { readTlBytes, VECTOR_ID } from './primitives.ts';
import { printId, printType } from './print-schema.ts';
import type { Field, Shape, TlSchema } from './schema.ts';
import { Broken, TreeCursor } from './tree-cursor.ts';
import type { TlNode } from './tree-node.ts';
import { argumentType, lineText, longText } from './tree-text.ts';

/** Where a tree looks up ids: the first schema that has one. */
export type SchemaList = readonly TlSchema[];

/** The nodes of `bytes`, one after the other; they cover it from the first byte to the last. */
export function readTree(bytes: Uint8Array, schemas: SchemaList): TlNode[] {
  return new TreeReader(bytes, schemas).run();
}

class TreeReader {
  readonly #bytes: Uint8Array;
  readonly #schemas: SchemaList;
  readonly #cursor: TreeCursor;
  readonly #reader: ByteReader;
  #depth: number;

  /** @param depth of what holds the bytes: packed data may hold packed data */
  constructor(bytes: Uint8Array, schemas: SchemaList, depth = 0) {
    this.#depth = depth;
    this.#bytes = bytes;
    this.#schemas = schemas;
    this.#cursor = new TreeCursor(bytes);
    this.#reader = this.#cursor.reader;
  }

  run(): TlNode[] {
    const nodes: TlNode[] = [];
    try {
      if (isPlainMessage(this.#bytes)) this.#envelope(nodes);
      while (this.#reader.remaining > 0) {
        if (!this.#knowsNext()) break;
        this.#object(nodes, 'value', undefined);
      }
    } catch (error) {
      if (!(error instanceof Broken)) throw error;
    }
    if (this.#reader.remaining > 0) this.#cursor.rest(nodes, this.#bytes.length);
    return nodes;
  }

  #envelope(nodes: TlNode[]): void {
    const at = this.#reader.offset;
    const children: TlNode[] = [];
    this.#cursor.field(children, 'auth_key_id', 'long', () => `${this.#reader.int64()} (a plain message)`);
    this.#cursor.field(children, 'msg_id', 'long', () => longText('msg_id', this.#reader.int64()));
    this.#cursor.field(children, 'length', 'int', () => `${this.#reader.int32()}`);
    nodes.push({
      offset: at,
      length: this.#reader.offset - at,
      label: 'envelope',
      type: 'plain message',
      children,
    });
  }

  #knowsNext(): boolean {
    if (this.#reader.remaining < 4) return false;
    const id = new ByteReader(this.#bytes.subarray(this.#reader.offset)).uint32();
    return id === VECTOR_ID || this.#find(id) !== undefined;
  }

  #find(id: number): { schema: TlSchema; definition: Definition } | undefined {
    for (const schema of this.#schemas) {
      const definition = schema.byId(id);
      if (definition !== undefined) return { schema, definition };
    }
    return undefined;
  }

  /** Any boxed value. @param type what must stand here, for the label of a mistake */
  #object(nodes: TlNode[], label: string, type: string | undefined): void {
    const offset = this.#reader.offset;
    const node: TlNode = { offset, length: 0, label, type: type ?? 'Object', children: [] };
    nodes.push(node);
    if (++this.#depth > MOST_DEPTH) this.#cursor.broken(node, 'nested too deep');
    this.#cursor.within(node, () => {
      const id = this.#cursor.guard(node, () => this.#reader.uint32());
      if (id === VECTOR_ID) this.#objects(node);
      else this.#constructed(node, id, type);
    });
    this.#depth--;
  }

  #constructed(node: TlNode, id: number, type: string | undefined): void {
    const found = this.#find(id);
    if (found === undefined) this.#cursor.broken(node, `no schema has the constructor ${printId(id)}`);
    const { schema, definition } = found;
    node.type = `${definition.name}#${printId(id)} = ${printType(definition.result)}`;
    if (type !== undefined && definition.result.name !== type)
      node.problem = `${definition.name} is no ${type}`;
    this.#fields(node, schema, definition);
  }

  /** A boxed vector of which nobody says what it holds: objects, as long as their ids are known. */
  #objects(node: TlNode): void {
    const count = this.#cursor.guard(node, () => this.#reader.int32());
    node.type = `Vector of ${count}`;
    for (let i = 0; i < count && this.#knowsNext(); i++) this.#object(node.children, `[${i}]`, undefined);
  }

  #fields(node: TlNode, schema: TlSchema, definition: Definition): void {
    const fields = schema.fieldsOf(definition);
    const flags: number[] = [];
    fields.forEach((field, index) => {
      const { name, shape, condition } = field;
      if (condition !== undefined && (((flags[condition.field] ?? 0) >>> condition.bit) & 1) === 0) return;
      const type = argumentType(definition, index);
      if (shape.kind === 'true')
        node.children.push({
          offset: this.#reader.offset,
          length: 0,
          label: name,
          type,
          value: 'true',
          children: [],
        });
      else if (shape.kind === 'flags')
        this.#cursor.field(node.children, name, type, () => {
          const value = this.#reader.uint32();
          flags[index] = value;
          return `${printId(value)}${(value & ~shape.mask) === 0 ? '' : ` (unknown bits ${printId((value & ~shape.mask) >>> 0)})`}`;
        });
      else if (shape.kind === 'any')
        this.#any(node.children, field, lengthBefore(node.children, field, fields));
      else this.#shape(node.children, schema, shape, name, type);
    });
    if (definition.name === 'gzip_packed') this.#unpack(node);
  }

  #shape(nodes: TlNode[], schema: TlSchema, shape: Shape, label: string, type: string): void {
    const reader = this.#reader;
    switch (shape.kind) {
      case 'vector':
        this.#vector(nodes, schema, shape, label, type);
        break;
      case 'boxed':
        this.#object(nodes, label, shape.type);
        break;
      case 'bare':
        this.#bare(nodes, schema, shape.definition, label);
        break;
      case 'bytes':
        this.#cursor.byteField(nodes, label, type, () => readTlBytes(reader));
        break;
      case 'fixed':
        this.#cursor.byteField(nodes, label, type, () => reader.take(shape.size, type));
        break;
      default:
        this.#cursor.field(nodes, label, type, () => lineText(reader, shape, label));
    }
  }

  #bare(nodes: TlNode[], schema: TlSchema, definition: Definition, label: string): void {
    const offset = this.#reader.offset;
    const node: TlNode = { offset, length: 0, label, type: `${definition.name} (bare)`, children: [] };
    nodes.push(node);
    this.#cursor.within(node, () => this.#fields(node, schema, definition));
  }

  #vector(
    nodes: TlNode[],
    schema: TlSchema,
    shape: Shape & { kind: 'vector' },
    label: string,
    type: string,
  ): void {
    const offset = this.#reader.offset;
    const node: TlNode = { offset, length: 0, label, type, children: [] };
    nodes.push(node);
    this.#cursor.within(node, () => {
      const count = this.#cursor.guard(node, () => {
        if (shape.boxed && this.#reader.uint32() !== VECTOR_ID)
          throw new MalformedError('UNEXPECTED_CONSTRUCTOR', 'not a vector');
        return this.#reader.int32();
      });
      node.type = `${type} of ${count}`;
      if (count < 0 || count * Math.max(1, schema.minSize(shape.item)) > this.#reader.remaining)
        this.#cursor.broken(node, `${count} items cannot stand in ${this.#reader.remaining} bytes`);
      const itemType = type.replace(/^[^<]*<(.*)>$/, '$1');
      for (let i = 0; i < count; i++) this.#shape(node.children, schema, shape.item, `[${i}]`, itemType);
    });
  }

  /** @param size bytes that were announced, if any were */
  #any(nodes: TlNode[], { name }: Field, size: number | undefined): void {
    const end = size === undefined ? this.#bytes.length : this.#reader.offset + size;
    if (end > this.#bytes.length || !this.#knowsNext()) {
      this.#cursor.rest(nodes, Math.min(end, this.#bytes.length), name);
      return;
    }
    this.#object(nodes, name, undefined);
    if (size !== undefined && this.#reader.offset < end) this.#cursor.rest(nodes, end);
  }

  /** What gzip_packed holds, as children that count offsets from the unpacked beginning. */
  #unpack(node: TlNode): void {
    const packed = node.children.find(({ label }) => label === 'packed_data');
    if (packed?.bytes === undefined) return;
    try {
      const unpacked = gunzip(packed.bytes);
      const children = new TreeReader(unpacked, this.#schemas, this.#depth).run();
      node.children.push({
        offset: 0,
        length: unpacked.length,
        label: 'unpacked',
        type: `${unpacked.length} bytes`,
        children,
      });
    } catch (error) {
      if (!(error instanceof MalformedError)) throw error;
      packed.problem = error.message;
    }
  }
}

const MOST_DEPTH = 200;

/** auth_key_id 0 and a length that fits. */
function isPlainMessage(bytes: Uint8Array): boolean {
  if (bytes.length < 24 || bytes.subarray(0, 8).some((byte) => byte !== 0)) return false;
  const length = new DataView(bytes.buffer, bytes.byteOffset).getInt32(16, true);
  return length >= 4 && length <= bytes.length - 20;
}

/** The value of the `bytes:int` field that was read before. */
function lengthBefore(
  nodes: readonly TlNode[],
  { sizedBy }: Field,
  fields: readonly Field[],
): number | undefined {
  const name = sizedBy === undefined ? undefined : fields[sizedBy]?.name;
  const value = name && nodes.find(({ label }) => label === name)?.value;
  return value === undefined || Number(value) < 0 ? undefined : Number(value);
}
