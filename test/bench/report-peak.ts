import { writeFileSync } from 'node:fs';

/** Loaded before a measured program: leaves its peak memory behind. */
process.on('exit', () => {
  writeFileSync(process.env.BENCH_PEAK_FILE!, String(process.resourceUsage().maxRSS / 1024));
});
