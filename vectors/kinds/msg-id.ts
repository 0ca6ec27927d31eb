// Message identifiers: seconds in the high half, nanoseconds in the low one (as gotd fills it), two low bits clear.
// Other fillings are as good on the wire; a vector of this kind is of this one.
// https://core.telegram.org/mtproto/description#message-identifier-msg-id

import { int64ToBytes, reverseBytes } from '../../protocol/bytes/index.ts';
import { BadInput, int64Readings } from '../inputs.ts';
import type { Json } from '../vector.ts';
import type { Kind } from './kind.ts';

export const msgId: Kind = {
  kind: 'msg_id',
  inputs: ['time', 'requested'],
  expected: ['msg_id_hex', 'msg_id', 'issued'],
  compute: ({ inputs }) => ({
    msg_id_hex: () => reverseBytes(int64ToBytes(idOf(inputs.value('time')))),
    msg_id: () => idOf(inputs.value('time')),
    issued: () => {
      const requested = inputs.value('requested');
      const list: readonly Json[] = Array.isArray(requested) ? requested : [requested];
      const issued = issue(list.map(idOf));
      return Array.isArray(requested) ? issued : (issued[0] ?? null);
    },
  }),
};

/** A client never issues an id twice, nor one below another: what is not greater becomes the last one plus 4. */
function issue(requested: readonly bigint[]): bigint[] {
  let last = -1n;
  return requested.map((id) => {
    last = id > last ? id : last + 4n;
    return last;
  });
}

/** The id of a time (ISO 8601, or a number since the epoch in s, ms, µs or ns), or an id as it is. */
function idOf(value: Json): bigint {
  const iso = typeof value === 'string' ? ISO.exec(value) : null;
  if (iso !== null) {
    const [, seconds = '', fraction = '', zone = 'Z'] = iso;
    const whole = Date.parse(`${seconds}${zone}`);
    if (Number.isNaN(whole)) throw new BadInput(`no time: ${JSON.stringify(value)}`);
    return idAt(BigInt(whole / 1000), BigInt(fraction.padEnd(9, '0').slice(0, 9)));
  }
  if (typeof value === 'number' && !Number.isInteger(value))
    return idAt(BigInt(Math.floor(value)), BigInt(Math.round((value % 1) * 1e9)));
  const [number] = int64Readings(value);
  if (number === undefined) throw new BadInput(`no time and no id: ${JSON.stringify(value)}`);
  const unit = UNITS.find(({ below }) => number < below);
  if (unit === undefined) return number;
  return idAt(number / unit.perSecond, ((number % unit.perSecond) * NANO) / unit.perSecond);
}

const ISO = /^(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)?$/;
const NANO = 1_000_000_000n;
/** Times of this century in each unit; identifiers are greater. */
const UNITS: readonly { readonly below: bigint; readonly perSecond: bigint }[] = [
  { below: 10n ** 11n, perSecond: 1n },
  { below: 10n ** 14n, perSecond: 1000n },
  { below: 10n ** 17n, perSecond: 1_000_000n },
  { below: 4n * 10n ** 18n, perSecond: NANO },
];

function idAt(seconds: bigint, nanoseconds: bigint): bigint {
  return (seconds << 32n) | (nanoseconds & ~3n);
}
