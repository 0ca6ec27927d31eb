// The types are held against values: what does not compile fails `npm run types`.

import { expect, it } from 'vitest';
import { createCodec } from '../protocol/tl/index.ts';
import { type Api, type ApiObject, type ApiResult, type ApiUpdates, loadLayers } from './index.ts';

it('objects of the types are what the codec takes', () => {
  const codec = createCodec<ApiObject>(loadLayers().schema(227));
  const dc: ApiResult<'help.getNearestDc'> = { _: 'nearestDc', country: 'NL', this_dc: 2, nearest_dc: 4 };
  const updates: ApiUpdates = { _: 'updatesTooLong' };
  const call: Api<'users.getUsers'> = { _: 'users.getUsers', id: [{ _: 'inputUserSelf' }] };
  const users: ApiResult<'users.getUsers'> = [{ _: 'userEmpty', id: 5n }];
  for (const object of [dc, updates, call, ...users])
    expect(codec.decode(codec.encode(object))).toEqual(object);

  // @ts-expect-error: a field is missing
  const lacking: Api<'nearestDc'> = { _: 'nearestDc', country: 'NL', this_dc: 2 };
  expect(() => codec.encode(lacking)).toThrow();
  // @ts-expect-error: not a result of this method
  const wrong: ApiResult<'help.getNearestDc'> = { _: 'updatesTooLong' };
  expect(wrong._).toBe('updatesTooLong');
});
