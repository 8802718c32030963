import { defineConfig } from 'vitest/config';

/** The long tests: `npm run test:soak`. */
export default defineConfig({ test: { include: ['test/soak/**/*.soak.ts'], fileParallelism: false } });
