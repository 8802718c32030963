import { SECONDS_PER_DAY } from '../calendar.ts';

/** A local time in a zone: its offset from UTC, or why it has none. */
export interface LocalTime {
  readonly offsetSeconds: number;
  /** `once` is the usual case; `twice`: clocks went back, this is the earlier instant; `never`: clocks skipped it. */
  readonly occurs: 'once' | 'twice' | 'never';
}

/** A period in which the offset does not change. Instants in seconds since 1970; `end` is exclusive. */
interface Span {
  readonly start: number;
  readonly end: number;
  readonly offset: number;
}

const HOUR = 3600;
/** Clocks change by multiples of this, ever since there have been standard time zones. */
const QUARTER = 900;
/** Clocks never change twice within this period. */
const STEP = 3 * HOUR;
/** Limits the size of the cache; 50 years of days. */
const MAX_DAYS = 18_250;

/**
 * Offsets of one IANA zone, from the tz database of the runtime. They are cached by day: files have many dates on
 * few days, and `Intl` is a thousand times slower.
 */
export class TimeZone {
  readonly #format: Intl.DateTimeFormat;
  readonly #days = new Map<number, LocalTime | readonly Span[]>();

  /** @param name A name that `Intl` supports. @throws {RangeError} */
  constructor(name: string) {
    this.#format = new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' });
  }

  /** @param localSeconds The local time as if it were UTC, in seconds since 1970. */
  resolve(localSeconds: number): LocalTime {
    const day = Math.floor(localSeconds / SECONDS_PER_DAY);
    let known = this.#days.get(day);
    if (known === undefined) {
      known = this.#lookUp(day);
      if (this.#days.size >= MAX_DAYS) this.#days.clear();
      this.#days.set(day, known);
    }
    return 'occurs' in known ? known : resolveIn(known, localSeconds);
  }

  /**
   * The first local time of a day: midnight, unless clocks skip it.
   * @returns Undefined for a day that a zone skipped entirely (Samoa, 2011-12-30).
   */
  startOfDay(localMidnight: number): number | undefined {
    for (let seconds = 0; seconds < SECONDS_PER_DAY; seconds += QUARTER) {
      if (this.resolve(localMidnight + seconds).occurs !== 'never') return localMidnight + seconds;
    }
    return undefined;
  }

  /** One result for a day without a clock change, otherwise the spans around it. Offsets are less than a day. */
  #lookUp(day: number): LocalTime | readonly Span[] {
    const start = (day - 1) * SECONDS_PER_DAY;
    const end = (day + 2) * SECONDS_PER_DAY;
    const offset = this.#offsetAt(start);
    if (offset === this.#offsetAt(end)) return { offsetSeconds: offset, occurs: 'once' };
    return this.#spans(start, end);
  }

  #spans(from: number, to: number): readonly Span[] {
    const spans: Span[] = [];
    let start = from;
    for (let at = from; at < to; at += STEP) {
      const offset = this.#offsetAt(at);
      if (offset === this.#offsetAt(at + STEP)) continue;
      const end = this.#changeBetween(at, at + STEP);
      spans.push({ start, end, offset });
      start = end;
    }
    return [...spans, { start, end: Number.POSITIVE_INFINITY, offset: this.#offsetAt(to) }];
  }

  /** The first instant with the later one's offset. */
  #changeBetween(before: number, after: number): number {
    const offset = this.#offsetAt(before);
    let [low, high] = [before, after];
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (this.#offsetAt(middle) === offset) low = middle;
      else high = middle;
    }
    return high;
  }

  #offsetAt(instantSeconds: number): number {
    // "3/29/2026, GMT+01:00"; historical offsets may have seconds.
    const match = LONG_OFFSET.exec(this.#format.format(instantSeconds * 1000));
    const [, sign, hours, minutes, seconds = '0'] = match ?? [];
    if (sign === undefined) return 0;
    const size = Number(hours) * HOUR + Number(minutes) * 60 + Number(seconds);
    return sign === '-' ? -size : size;
  }
}

const LONG_OFFSET = /GMT([+-])(\d\d):(\d\d)(?::(\d\d))?$/;

/** A local time is in each span that has an instant at which clocks show it; the spans are in order. */
function resolveIn(spans: readonly Span[], localSeconds: number): LocalTime {
  const fits = spans.filter(
    ({ start, end, offset }) => localSeconds - offset >= start && localSeconds - offset < end,
  );
  const [first] = fits;
  if (first === undefined) return { offsetSeconds: spans[0]!.offset, occurs: 'never' };
  return { offsetSeconds: first.offset, occurs: fits.length === 1 ? 'once' : 'twice' };
}
