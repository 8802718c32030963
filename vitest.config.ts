import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/soak/**'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Most of the time is spent in waiting for the processes that tests start.
    maxWorkers: 2 * availableParallelism(),
    maxConcurrency: 4,
    // `npm test -- --coverage`. What the tests of the built action run, in processes of their own, does not count.
    coverage: { include: ['src/**'], reporter: ['text-summary'] },
  },
});
