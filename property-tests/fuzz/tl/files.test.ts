import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { loadLayers } from '../../../schemas/index.ts';

it('every layer has a fuzz file', () => {
  const files = readdirSync(new URL('.', import.meta.url)).flatMap(
    (name) => /^layer-(\d+)\.fuzz\.ts$/.exec(name)?.[1] ?? [],
  );
  expect(files.map(Number)).toEqual(loadLayers().layers);
});
