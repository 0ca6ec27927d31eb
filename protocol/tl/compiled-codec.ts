// The codec of generated readers and writers. They only say that something is wrong; the interpreter, which
// walks the same bytes or the same object again, says what and where. Both are the same to a caller.

import type { CodecLimits } from './codec.ts';
import { ReadCompiler } from './compile-read.ts';
import { WriteCompiler } from './compile-write.ts';
import { memo } from './generate.ts';
import { InterpretingCodec } from './interpreting-codec.ts';
import type { Read } from './read-cell.ts';
import { REFUSED, ReadState } from './read-state.ts';
import type { TlSchema } from './schema.ts';
import type { TlObject, TlValue } from './value.ts';
import type { Write } from './write-cell.ts';
import { WriteState } from './write-state.ts';

export class CompiledCodec<T extends TlObject> extends InterpretingCodec<T> {
  readonly #readers: ReadCompiler;
  readonly #writers: WriteCompiler;
  readonly #readTypes = new Map<string, Read>();
  readonly #writeTypes = new Map<string, Write>();
  readonly #input = new ReadState();
  #output = new WriteState(FIRST_CAPACITY);
  #coldReads = COLD_READS;

  constructor(schema: TlSchema, limits: CodecLimits) {
    super(schema, limits);
    this.#readers = new ReadCompiler(schema, limits);
    this.#writers = new WriteCompiler(schema, limits);
  }

  override encode(object: T): Uint8Array {
    try {
      return this.#write(this.#writers.object, object, toWhole);
    } catch (cause) {
      super.encode(object);
      throw disagreement(cause);
    }
  }

  override encodeParts(object: T): Uint8Array[] {
    try {
      return this.#write(this.#writers.object, object, toParts);
    } catch (cause) {
      super.encode(object);
      throw disagreement(cause);
    }
  }

  override encodeAs(type: string, value: TlValue): Uint8Array {
    const write = this.#writeTypes.get(type) ?? this.#writerOf(type);
    try {
      return this.#write(write, value, toWhole);
    } catch (cause) {
      super.encodeAs(type, value);
      throw disagreement(cause);
    }
  }

  override decode(bytes: Uint8Array): T {
    if (this.#isCold(bytes)) return super.decode(bytes);
    try {
      return this.#readWhole(this.#readers.object, bytes) as T;
    } catch (cause) {
      this.#input.finish();
      super.decode(bytes);
      throw disagreement(cause);
    }
  }

  override decodeAs(type: string, bytes: Uint8Array): TlValue {
    const read = this.#readTypes.get(type) ?? this.#readerOf(type);
    try {
      return this.#readWhole(read, bytes);
    } catch (cause) {
      this.#input.finish();
      super.decodeAs(type, bytes);
      throw disagreement(cause);
    }
  }

  override decodePrefix(bytes: Uint8Array, offset = 0): { value: T; end: number } {
    const input = this.#input;
    try {
      if (!(offset >= 0)) throw REFUSED;
      input.begin(bytes, offset);
      const value = this.#readers.object(input) as T;
      return { value, end: input.pos };
    } catch (cause) {
      super.decodePrefix(bytes, offset);
      throw disagreement(cause);
    } finally {
      input.finish();
    }
  }

  #writerOf(type: string): Write {
    return memo(this.#writeTypes, type, () => this.#writers.shape(this.shapeOf(type)));
  }

  #readerOf(type: string): Read {
    return memo(this.#readTypes, type, () => this.#readers.shape(this.shapeOf(type)));
  }

  /** The first short values are interpreted: a program that reads one has it sooner than code is generated. */
  #isCold(bytes: Uint8Array): boolean {
    if (this.#coldReads === 0 || bytes.length > COLD_LENGTH) return false;
    this.#coldReads--;
    return true;
  }

  #readWhole<V extends TlValue>(read: Read<V>, bytes: Uint8Array): V {
    const input = this.#input;
    input.begin(bytes, 0);
    const value = read(input);
    const isWhole = input.pos === input.end;
    input.finish();
    if (!isWhole) throw REFUSED;
    return value;
  }

  #write<R>(write: Write, value: unknown, finish: (output: WriteState) => R): R {
    const output = this.#output;
    for (;;) {
      output.begin();
      try {
        write(output, value);
        const result = finish(output);
        if (output.bytes.length > KEPT_CAPACITY) this.#output = new WriteState(FIRST_CAPACITY);
        return result;
      } catch (error) {
        // a write past the end; anything else, and a value that no buffer holds, is for the interpreter
        if (!(error instanceof RangeError) || output.bytes.length >= MOST_CAPACITY) throw error;
        output.grow();
      }
    }
  }
}

const COLD_READS = 2;
const COLD_LENGTH = 4096;
const FIRST_CAPACITY = 4096;
/** A buffer that grew beyond this is not kept. */
const KEPT_CAPACITY = 2 ** 22;
const MOST_CAPACITY = 2 ** 30;

function toWhole(output: WriteState): Uint8Array {
  return output.finish();
}

function toParts(output: WriteState): Uint8Array[] {
  return output.parts();
}

function disagreement(cause: unknown): Error {
  return new Error('the compiled codec refused what the interpreting codec accepts: a fault of fakedc', {
    cause,
  });
}
