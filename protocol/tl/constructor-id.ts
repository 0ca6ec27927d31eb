// Constructor ids: the CRC32 (IEEE) of a definition's normalised text.
// https://core.telegram.org/mtproto/TL-formal#combinator-identifiers-names
// Left out: ids that were assigned by hand (`vector`, `msg_container`): see the report of check-ids.ts.

import { crc32 } from '../bytes/index.ts';

/**
 * The id that the text of a definition gives: an unsigned 32-bit number.
 * @param definition `auth.logOut#5717da40 = Bool;`, with or without id and semicolon, or already normalised
 */
export function constructorId(definition: string): number {
  return crc32(encoder.encode(normalise(definition)));
}

/**
 * The text that is hashed: no id, no semicolon, no braces, `Vector<long>` as `Vector long`, `%Message` as
 * `message`, no `flags.N?true` arguments, `bytes` as `string` (save inside angle brackets), single spaces.
 */
export function normalise(definition: string): string {
  return definition
    .replace(/;\s*$/, '')
    .replace(/^(\s*[\w.]+)#[0-9a-fA-F]+/, '$1')
    .replace(/\s+[\w]+:[\w]+\.\d+\?true(?=\s|$)/g, '')
    .replace(/([:?])bytes(?=\s|$)/g, '$1string')
    .replace(/%([A-Z])/g, (_, letter: string) => letter.toLowerCase())
    .replace(/[<>{}]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

const encoder = new TextEncoder();
