// Faults put into the codec on purpose, and the law that each of them breaks. A mutant is a change of one line
// of protocol/tl; the line must be there exactly once, so that a mutant cannot go stale unnoticed.

// biome-ignore-all lint/suspicious/noTemplateCurlyInString: lines of the code generator are quoted as text

/** One fault. */
export interface TlMutant {
  readonly name: string;
  /** the law that must catch it: a key of the table of laws in tl-mutants.test.ts */
  readonly law: string;
  /** file of protocol/tl */
  readonly file: string;
  readonly line: string;
  readonly mutated: string;
}

export const tlMutants: readonly TlMutant[] = [
  {
    name: 'the writer forgets the padding at 253 bytes',
    law: 'roundTrip',
    file: 'write-state.ts',
    line: 'const next = pos + ((header + length + 3) & ~3);',
    mutated: 'const next = pos + (length === 253 ? header + length : (header + length + 3) & ~3);',
  },
  {
    name: 'the writer takes the short form for 254 bytes',
    law: 'roundTrip',
    file: 'write-state.ts',
    line: 'const header = length < 254 ? 1 : 4;',
    mutated: 'const header = length <= 254 ? 1 : 4;',
  },
  {
    name: 'the writer leaves old bytes in the padding',
    law: 'sameBytes',
    file: 'write-state.ts',
    line: 'w.view.setInt32(next - 4, 0, true);',
    mutated: 'w.view.getInt32(next - 4, true);',
  },
  {
    name: 'a string window is used beyond its end',
    law: 'roundTrip',
    file: 'read-state.ts',
    line: 'if (start < r.windowStart || stop > r.windowEnd) {',
    mutated: 'if (start < r.windowStart || start >= r.windowEnd) {',
  },
  {
    name: 'a window outlives its input',
    law: 'roundTrip',
    file: 'read-state.ts',
    line: 'this.depth = 0;\n    this.windowEnd = 0;',
    mutated: 'this.depth = 0;',
  },
  {
    name: 'readers of a combination of flags look at the first flags only',
    law: 'roundTrip',
    file: 'compile-read-fields.ts',
    line: 'if (firsts[i] === a && seconds[i] === b)',
    mutated: 'if (firsts[i] === a)',
  },
  {
    name: 'flags are written without bit 31',
    law: 'roundTrip',
    file: 'compile-write-keys.ts',
    line: 'bits.set(condition.bit, `(h${index} ? ${1 << condition.bit} : 0)`);',
    mutated: 'bits.set(condition.bit, `(h${index} ? ${(1 << condition.bit) & 0x7fffffff} : 0)`);',
  },
  {
    name: 'strings are not looked at for their end',
    law: 'prefixesRefused',
    file: 'read-state.ts',
    line: 'if (next > r.end) throw REFUSED;',
    mutated: '',
  },
  {
    name: 'the view covers the memory behind the input',
    law: 'prefixesRefused',
    file: 'read-state.ts',
    line: 'new DataView(bytes.buffer, bytes.byteOffset, bytes.length)',
    mutated: 'new DataView(bytes.buffer, bytes.byteOffset)',
  },
  {
    name: 'trailing bytes are accepted',
    law: 'surroundingsIgnored',
    file: 'compiled-codec.ts',
    line: 'if (!isWhole) throw REFUSED;',
    mutated: 'if (!isWhole) return value;',
  },
  {
    name: 'padding is not looked at',
    law: 'flipRefusedOrAnother',
    file: 'read-state.ts',
    line: 'if (padding !== 0 && last >>> (32 - 8 * padding) !== 0) throw REFUSED;',
    mutated: '',
  },
  {
    name: 'unknown flags are passed over',
    law: 'flipRefusedOrAnother',
    file: 'read-code.ts',
    line: "if (this.#limits.unknownFlags === 'refuse' && ~mask !== 0)",
    mutated: 'if (mask < -1)',
  },
  {
    name: 'broken UTF-8 is repaired',
    law: 'flipRefusedOrAnother',
    file: 'read-state.ts',
    line: "return text.includes('\\ufffd') ? strictUtf8(bytes.subarray(start, end)) : text;",
    mutated: 'return text;',
  },
  {
    name: 'anything but boolTrue is false',
    law: 'flipRefusedOrAnother',
    file: 'read-code.ts',
    line: 'this.code += `if (${id} !== ${BOOL_TRUE_ID | 0} && ${id} !== ${BOOL_FALSE_ID | 0}) throw REFUSED;\\n`;',
    mutated: '',
  },
  {
    name: 'a constructor of another type is accepted',
    law: 'agreeOnBytes',
    file: 'compile-read.ts',
    line: "if (definition?.kind !== 'constructor' || definition.result.name !== type) throw REFUSED;",
    mutated: 'if (definition === undefined) throw REFUSED;',
  },
  {
    name: 'the depth is not counted',
    law: 'tooDeepRefused',
    file: 'compile-read.ts',
    line: 'if (++r.depth > maxDepth) throw REFUSED;\n        const id',
    mutated: 'const id',
  },
  {
    name: 'a claimed count is believed',
    law: 'countBounded',
    file: 'read-state.ts',
    line: 'if (count < 0 || count * minItemSize > r.end - r.pos) throw REFUSED;',
    mutated: '',
  },
  {
    name: 'any number passes as int',
    law: 'wrongPartRefused',
    file: 'write-code.ts',
    line: 'this.#fixed(`(${name} | 0) !== ${name}`,',
    mutated: "this.#fixed('false',",
  },
  {
    name: 'unknown fields are passed over',
    law: 'agreeOnValue',
    file: 'compile-write-fields.ts',
    line: 'for (const key in object) if (!known.has(key) && object[key] !== undefined) throw REFUSED;',
    mutated: '',
  },
  {
    name: 'fields of one bit may be apart',
    law: 'agreeOnValue',
    file: 'compile-write-keys.ts',
    line: 'for (const other of others) if (first !== other)',
    mutated: 'for (const other of others) if (first === other)',
  },
];
