import { writeFileSync } from 'node:fs';

/**
 * Imported before a measured program: writes down what it used, as `Usage` in measure.ts. JavaScript, like the
 * baselines, since Node.js needs 60 ms to remove types.
 */
process.on('exit', () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  const usage = { peakMiB: maxRSS / 1024, cpuSeconds: (userCPUTime + systemCPUTime) / 1_000_000 };
  writeFileSync(process.env.BENCH_USAGE_FILE ?? '', JSON.stringify(usage));
});
