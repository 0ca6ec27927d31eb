import { defineConfig, type ViteUserConfig } from 'vitest/config';

// Two projects: `unit` is what stands beside the code; `property` is fast-check and takes longer.
// Benchmarks are not vitest's: bench/ measures peers in one process (see bench/main.ts).
const config: ViteUserConfig = defineConfig({
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: [
            '{protocol,client,server-mock,vectors,reports,bench,cli,tools,schemas}/**/*.test.ts',
            'interop/clients/*.test.ts',
          ],
        },
      },
      {
        extends: true,
        test: {
          name: 'property',
          include: ['property-tests/**/*.test.ts'],
          setupFiles: ['property-tests/replay-setup.ts'],
          testTimeout: 180_000,
        },
      },
    ],
    benchmark: { include: [] },
    // Far beyond what anything takes on a quiet machine: a limit ends what hangs, and judges no speed.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});

export default config;
