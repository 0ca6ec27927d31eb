// JSON.parse rounds integers beyond 2^53 without a word, and two different ids then compare equal. 64-bit ids may
// stand in a file as numbers, so such literals become strings before they are parsed.

/** The same JSON text, with every integer that a double cannot hold put in quotes. */
export function quoteLongIntegers(json: string): string {
  return json.replace(TOKEN, (token) => (isLongInteger(token) ? `"${token}"` : token));
}

/** A string (so that digits in it are left alone) or a number. Without a choice a character: that takes stack for each. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/gs;

function isLongInteger(token: string): boolean {
  return /^-?[1-9]\d{15,}$/.test(token) && !Number.isSafeInteger(Number(token));
}
