import type { Tally, UploadEvent } from '../connector/upload-events.ts';
import { formatCount, formatNumber } from '../text/numbers.ts';

import type { Printer } from './printer.ts';

/** Minimum milliseconds between progress lines; lines about waits and splits are printed immediately. */
const QUIET_MS = 3_000;

/**
 * Prints the progress of an upload to the log. Only our own words and numbers; no groups, since the runner collapses
 * them.
 * @param now Monotonic milliseconds, for the rate.
 */
export function createProgress(
  printer: Printer,
  now: () => number = () => performance.now(),
): (event: UploadEvent) => void {
  let startedAt = now();
  let lastLineAt = startedAt;
  return (event) => {
    switch (event.kind) {
      case 'started':
        startedAt = now();
        lastLineAt = startedAt;
        return;
      case 'call-accepted':
        if (now() - lastLineAt < QUIET_MS) return;
        lastLineAt = now();
        printer.info(progressLine(event.tally, now() - startedAt));
        return;
      case 'waiting':
        printer.info(
          `Call ${event.index} ${event.happened}; trying again in ${duration(event.delayMs)} ` +
            `(attempt ${event.nextAttempt} of ${event.maxAttempts}).`,
        );
        return;
      case 'token-renewed':
        printer.info(`Call ${event.index} got status 401; trying again with a new access token.`);
        return;
      case 'split':
        printer.info(
          `Call ${event.index} got status 413: ${formatCount(event.records, 'record')} are too many for the service. ` +
            `Continuing with at most ${formatCount(event.limit, 'record')} per call.`,
        );
        return;
    }
  };
}

function progressLine(tally: Tally, elapsedMs: number): string {
  const perSecond = (tally.recordsDone * 1000) / Math.max(elapsedMs, 1);
  const left = tally.records - tally.recordsDone;
  const rate = perSecond >= 10 ? Math.round(perSecond) : Number(perSecond.toPrecision(1));
  const remaining = left > 0 && perSecond > 0 ? `, about ${duration((left / perSecond) * 1000)} left` : '';
  return (
    `Uploaded ${formatNumber(tally.recordsDone)} of ${formatNumber(tally.records)} records ` +
    `(${formatNumber(tally.callsDone)} of ${formatCount(tally.calls, 'call')}), ${formatNumber(rate)} records/s${remaining}.`
  );
}

/** A duration in its two largest units: `12 s`, `3 min 20 s`, `2 h 5 min`. */
function duration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}
