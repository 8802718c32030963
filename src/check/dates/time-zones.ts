import { tzOffset } from '@date-fns/tz/tzOffset';

const DAY = 86_400;

/** What a local time is in a zone: its offset from UTC in minutes, or why it has none. */
export interface LocalTime {
  offsetMinutes: number;
  /** `once` is the usual case; `twice`: clocks went back, the earlier one was taken; `never`: clocks jumped over it. */
  occurs: 'once' | 'twice' | 'never';
}

/** Whether the runtime knows the IANA zone. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** Offsets of one IANA zone, remembered by day: files have many dates on few days, and asking Intl is slow. */
export class TimeZone {
  readonly #name: string;
  /** Offset of a day without a change of clocks; NaN for a day near one. */
  readonly #offsetOfDay = new Map<number, number>();

  constructor(name: string) {
    this.#name = name;
  }

  /** @param localSeconds The wall clock's time as if it were UTC, in seconds since 1970. */
  resolve(localSeconds: number): LocalTime {
    const day = Math.floor(localSeconds / DAY);
    let offset = this.#offsetOfDay.get(day);
    if (offset === undefined) {
      const before = this.#offsetAt((day - 1) * DAY);
      offset = before === this.#offsetAt((day + 2) * DAY) ? before : Number.NaN;
      if (this.#offsetOfDay.size > MOST_DAYS) this.#offsetOfDay.clear();
      this.#offsetOfDay.set(day, offset);
    }
    if (!Number.isNaN(offset)) return { offsetMinutes: offset, occurs: 'once' };
    return this.#resolveNearChange(localSeconds);
  }

  /** The offsets in force a day before and a day after are the only candidates; each is right if it is in force at the instant it leads to. */
  #resolveNearChange(localSeconds: number): LocalTime {
    const before = this.#offsetAt(localSeconds - DAY);
    const after = this.#offsetAt(localSeconds + DAY);
    const fits = [...new Set([before, after])].filter(
      (offset) => this.#offsetAt(localSeconds - offset * 60) === offset,
    );
    if (fits.length === 0) return { offsetMinutes: before, occurs: 'never' };
    return { offsetMinutes: fits[0]!, occurs: fits.length === 1 ? 'once' : 'twice' };
  }

  /** The first local time of a day; midnight, but where clocks jump over it. `never` for a day that a zone skipped as a whole. */
  startOfDay(localMidnight: number): { localSeconds: number } & LocalTime {
    for (let minutes = 0; minutes < 24 * 60; minutes += 15) {
      const localSeconds = localMidnight + minutes * 60;
      const local = this.resolve(localSeconds);
      if (local.occurs !== 'never') return { localSeconds, ...local };
    }
    return { localSeconds: localMidnight, ...this.resolve(localMidnight) };
  }

  #offsetAt(instantSeconds: number): number {
    return Math.round(tzOffset(this.#name, new Date(instantSeconds * 1000)));
  }
}

/** Bound of the memory; 50 years of days. */
const MOST_DAYS = 18_250;
