/** A `Retry-After` above ten minutes is cut to that: a job's minutes are paid for, and the next run goes on. */
export const MAX_RETRY_AFTER_MS = 600_000;

/** Both forms of RFC 9110, section 10.2.3: seconds, or a date. Capped; undefined when absent or neither. */
export function parseRetryAfter(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined;
  const text = value.trim();
  const wait = /^\d+$/.test(text)
    ? Number(text) * 1000
    : /^[A-Z][a-z]{2}/.test(text)
      ? Date.parse(text) - now
      : Number.NaN;
  if (Number.isNaN(wait)) return undefined;
  return Math.min(Math.max(wait, 0), MAX_RETRY_AFTER_MS);
}
