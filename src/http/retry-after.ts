/** The limit of `Retry-After`, ten minutes: the minutes of a job cost money, and the next run resumes. */
export const MAX_RETRY_AFTER_MS = 600_000;

const TIME = String.raw`\d\d:\d\d:\d\d`;
const MONTH = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)';

/** The three forms of an HTTP date (RFC 9110, section 5.6.7): IMF-fixdate, RFC 850, asctime. All of them are UTC. */
const HTTP_DATES: readonly RegExp[] = [
  new RegExp(String.raw`^[A-Z][a-z]{2}, (\d\d) ${MONTH} \d{4} ${TIME} GMT$`),
  new RegExp(String.raw`^[A-Z][a-z]{5,8}, (\d\d)-${MONTH}-\d\d ${TIME} GMT$`),
  new RegExp(String.raw`^[A-Z][a-z]{2} ${MONTH} ([ \d]\d) ${TIME} \d{4}$`),
];

/**
 * Both forms of RFC 9110, section 10.2.3: seconds, or an HTTP date. Anything else is ignored, because a valid
 * `Retry-After` makes a 503 a definite refusal.
 * @param now Milliseconds since 1970.
 * @returns Milliseconds to wait, capped; undefined when absent or neither.
 */
export function parseRetryAfter(value: string | undefined, now: number): number | undefined {
  const text = value?.trim() ?? '';
  const wait = /^\d+$/.test(text) ? Number(text) * 1000 : (parseHttpDate(text) ?? Number.NaN) - now;
  if (Number.isNaN(wait)) return undefined;
  return Math.min(Math.max(wait, 0), MAX_RETRY_AFTER_MS);
}

function parseHttpDate(text: string): number | undefined {
  const day = HTTP_DATES.map((form) => form.exec(text)?.[1]).find((found) => found !== undefined);
  if (day === undefined) return undefined;
  const time = Date.parse(text.endsWith('GMT') ? text : `${text} GMT`);
  // `Date.parse` turns the 31st of February into a day of March.
  return new Date(time).getUTCDate() === Number(day) ? time : undefined;
}
