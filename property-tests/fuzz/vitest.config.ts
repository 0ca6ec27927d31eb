import { fileURLToPath } from 'node:url';
import { defineConfig, type ViteUserConfig } from 'vitest/config';

// Files of `npm run fuzz`: never part of `npm test`. One file after the other: each has its share of the time.
const config: ViteUserConfig = defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  test: {
    name: 'fuzz',
    include: ['property-tests/fuzz/**/*.fuzz.ts'],
    fileParallelism: false,
    testTimeout: 0,
    reporters: ['default'],
  },
});

export default config;
