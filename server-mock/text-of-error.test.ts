import { describe, expect, it } from 'vitest';
import { textOf } from './text-of-error.ts';

describe('the text of what was thrown', () => {
  it.each<[string, unknown, string]>([
    ['a string', 'on purpose', 'on purpose'],
    ['nothing', undefined, 'undefined'],
    ['an error', Object.assign(new Error('on purpose'), { stack: 'where it was' }), 'where it was'],
    ['an error without a stack', Object.assign(new Error('on purpose'), { stack: undefined }), 'on purpose'],
    ['an object without a prototype', Object.create(null), 'something that has no text'],
    [
      'an error whose stack has no text',
      Object.assign(new Error(), { stack: Object.create(null) }),
      'something that has no text',
    ],
    [
      'what throws when it is looked at',
      {
        toString: () => {
          throw new Error('again');
        },
      },
      'something that has no text',
    ],
  ])('is there for %s', (_what, error, text) => {
    expect(textOf(error)).toBe(text);
  });
});
