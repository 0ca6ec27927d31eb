// Where in a value something is: `updates.users[3].photo`. Names and indexes are kept as they are while values are
// walked, and are put together only when there is something to say.

export type Path = (string | number)[];

/** The first name stands alone, fields are joined by dots, indexes stand in brackets. */
export function printPath(path: Path): string {
  let text = '';
  path.forEach((part, i) => {
    if (typeof part === 'number') text += `[${part}]`;
    else text += i === 0 ? part : `.${part}`;
  });
  return text;
}
