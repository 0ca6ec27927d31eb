// Numbers of a tree as text.

/** A long, in decimal and in hex; of a message id the time too. @param label the field's name */
export function longText(label: string, value: bigint): string {
  return /msg_id$/.test(label) ? messageId(value) : `${value} (${hex64(value)})`;
}

/** A message id carries the second at which it was made. */
function messageId(value: bigint): string {
  const seconds = Number(BigInt.asUintN(64, value) >> 32n);
  const time = seconds < 946_684_800 ? '' : `, ${new Date(1000 * seconds).toISOString().replace('.000', '')}`;
  return `${value} (${hex64(value)}${time})`;
}

/** As JavaScript prints it, but for -0. */
export function doubleText(value: number): string {
  return Object.is(value, -0) ? '-0' : `${value}`;
}

function hex64(value: bigint): string {
  return BigInt.asUintN(64, value).toString(16).padStart(16, '0');
}
