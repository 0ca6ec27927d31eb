// Prints sha256-lanes.as: SHA-256 (FIPS 180-4, 6.2.2) of four texts at once, one in each 32-bit lane of a 128-bit
// vector, which takes about as long as two of them alone. The rounds are a loop of 16, after which every variable and
// every word of the message schedule is at its place again.

import { ROUND_CONSTANTS } from './sha256-constants.ts';

/** AssemblyScript that exports hashWords(): adds the blocks whose words stand at WORDS to the states at STATES. */
export function sha256LanesSource(): string {
  const loop = rounds((word) => `v128.load32_splat(constant, ${4 * word})`, nextWord);
  const end = rounds((word) => `v128.load32_splat(constant, ${4 * word})`);
  const lines = [
    ...WORDS.map((word, i) => `let ${word} = v128.load(WORDS, ${16 * i});`),
    ...STATE.map((name, i) => `let ${name} = v128.load(STATES, ${16 * i});`),
    'let before = v128.xor(b, c);',
    'let now: v128;',
    'let constant = CONSTANTS;',
    'for (const last = CONSTANTS + 192; constant < last; constant += 64) {',
    ...loop.map((line) => `  ${line}`),
    '}',
    ...end,
    ...STATE.map(
      (name, i) => `v128.store(STATES, i32x4.add(v128.load(STATES, ${16 * i}), ${name}), ${16 * i});`,
    ),
  ];
  return `import { STATES, WORDS } from './memory';

const CONSTANTS: usize = memory.data<u32>([${ROUND_CONSTANTS.join(', ')}], 16);

export function hashWords(): void {
${lines.map((line) => `  ${line}\n`).join('')}}
`;
}

const STATE: readonly string[] = [...'abcdefgh'];
/** The last 16 words of the message schedule, in a ring. */
const WORDS: readonly string[] = Array.from({ length: 16 }, (_, i) => `w${i}`);

/** 16 rounds; `after` says what becomes of a word of the schedule once it is used. */
function rounds(constant: (word: number) => string, after: (word: number) => string[] = () => []): string[] {
  return WORDS.flatMap((word, round) => {
    const [a, b, , d, e, f, g, h] = STATE.map((_, i) => STATE.at((i - round) % 8) as string) as Eight;
    // (a & b) ^ (a & c) ^ (b & c) is b ^ ((a ^ b) & (b ^ c)), and a round's a ^ b is the next round's b ^ c.
    const [now, before] = round % 2 === 0 ? ['now', 'before'] : ['before', 'now'];
    return [
      `${h} = ${sum(h, rotations(e, 6, 11, 25), `v128.xor(${g}, v128.and(${e}, v128.xor(${f}, ${g})))`, sum(constant(round), word))};`,
      `${d} = ${sum(d, h)};`,
      `${now} = v128.xor(${a}, ${b});`,
      `${h} = ${sum(h, rotations(a, 2, 13, 22), `v128.xor(${b}, v128.and(${now}, ${before}))`)};`,
      ...after(round),
    ];
  });
}

type Eight = [string, string, string, string, string, string, string, string];

/** The word that follows 16 later takes its place. */
function nextWord(round: number): string[] {
  const [word, second, tenth, fifteenth] = [0, 1, 9, 14].map(
    (later) => WORDS[(round + later) % 16] as string,
  ) as [string, string, string, string];
  const small0 = `v128.xor(${rotations(second, 7, 18)}, i32x4.shr_u(${second}, 3))`;
  const small1 = `v128.xor(${rotations(fifteenth, 17, 19)}, i32x4.shr_u(${fifteenth}, 10))`;
  return [`${word} = ${sum(word, small0, tenth, small1)};`];
}

/** In pairs, so that no sum waits for a long chain. */
function sum(...terms: readonly string[]): string {
  if (terms.length === 1) return terms[0] as string;
  const half = terms.length >> 1;
  return `i32x4.add(${sum(...terms.slice(0, half))}, ${sum(...terms.slice(half))})`;
}

/** Exclusive or of a word rotated to the right by each of so many bits. */
function rotations(word: string, ...bits: readonly number[]): string {
  return xor(...bits.flatMap((n) => [`i32x4.shr_u(${word}, ${n})`, `i32x4.shl(${word}, ${32 - n})`]));
}

function xor(...terms: readonly string[]): string {
  if (terms.length === 1) return terms[0] as string;
  const half = terms.length >> 1;
  return `v128.xor(${xor(...terms.slice(0, half))}, ${xor(...terms.slice(half))})`;
}
