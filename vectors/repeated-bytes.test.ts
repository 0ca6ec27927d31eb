import { expect, it } from 'vitest';
import { toHex } from '../protocol/bytes/index.ts';
import { BadInput } from './inputs.ts';
import { repeatedBytesOf } from './repeated-bytes.ts';
import type { Json } from './vector.ts';

it.each<readonly [string, Json, string]>([
  ['hex', '00ff', '00ff'],
  ['no time', { head: 'aa', count: 0, each: ['bb'] }, 'aa00000000'],
  ['the same bytes', { head: '', count: 3, each: ['bb', 'cc'] }, '03000000bbccbbccbbcc'],
  ['a growing int32', { head: 'aa', count: 2, each: [{ int32: -1, step: 2 }] }, 'aa02000000ffffffff01000000'],
  [
    'a growing int64',
    { head: '', count: 2, each: [{ int64: '4294967295', step: 1 }] },
    '02000000ffffffff000000000000000001000000',
  ],
])('%s', (_what, value, bytes) => {
  expect(toHex(repeatedBytesOf('body', value))).toBe(bytes);
});

it.each<readonly [string, Json]>([
  ['a number', 5],
  ['a list', ['00']],
  ['a negative count', { head: '', count: -1, each: [] }],
  ['a count beyond all bounds', { head: '', count: 2 ** 40, each: ['00'] }],
  ['parts that are no list', { head: '', count: 1, each: '00' }],
  ['a part that is a number', { head: '', count: 1, each: [0] }],
])('refuses %s', (_what, value) => {
  expect(() => repeatedBytesOf('body', value)).toThrow(BadInput);
});
