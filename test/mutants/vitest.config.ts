import { readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';
import type { InstrumentedModule } from './mutants.ts';

/** `npm run test:mutants`: the tests in process, with one module as the instrumenter wrote it. */
const { path, code } = JSON.parse(
  readFileSync(process.env.INSTRUMENTED_MODULE!, 'utf8'),
) as InstrumentedModule;

export default defineConfig({
  plugins: [{ name: 'instrumented', enforce: 'pre', load: (id) => (id === path ? code : undefined) }],
  test: {
    include: ['test/**/*.test.ts'],
    exclude: [
      'test/soak/**',
      'test/e2e/**',
      'test/demo/**',
      'test/setup/**',
      'test/docs/**',
      'test/repository.test.ts',
    ],
    // It would take the module as it was before another instrumentation.
    fsModuleCache: false,
    bail: 1,
    reporters: ['dot'],
  },
});
