// What both compilers need: functions from source text, and memo tables.

/** A function of one parameter (`r` or `w`) or two (`w, o`) with that body; `scope` holds its free names. */
export function generate<F>(parameters: string, scope: Readonly<Record<string, unknown>>, body: string): F {
  const make = new Function(...Object.keys(scope), `'use strict';\nreturn (${parameters}) => {\n${body}\n};`);
  return make(...Object.values(scope)) as F;
}

/** `{ c0: values[0], c1: values[1], ... }` */
export function numbered(prefix: string, values: readonly unknown[]): Record<string, unknown> {
  return Object.fromEntries(values.map((value, i) => [`${prefix}${i}`, value]));
}

/** What the map has for the key, made when it has nothing. */
export function memo<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

/** Is code generation allowed here? A content security policy may forbid it. */
export function canGenerate(): boolean {
  try {
    return generate<() => boolean>('', {}, 'return true;')();
  } catch {
    return false;
  }
}
