import { defineConfig } from 'vitest/config';

/** The long tests: `npm run test:soak`. */
export default defineConfig({
  // Afterwards tens of thousands of files are removed.
  test: { include: ['test/soak/**/*.soak.ts'], fileParallelism: false, hookTimeout: 300_000 },
});
