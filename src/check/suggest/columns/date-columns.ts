import type { ColumnProfile } from './column-profile.ts';
import { isAbout } from './similar-names.ts';
import { type Choice, choiceOf, preferred } from './user-column.ts';

/** A record needs its date, so that a column which is often empty is of something else. */
const MIN_FILLED = 0.7;
/** Between a notice and a last day; more is between the beginning and the end of a contract. */
const MAX_NOTICE_SECONDS = 400 * 86_400;

/** The columns of dates that may be those of an event: neither of a birth nor of a beginning, as far as names tell. */
export function eventDates(profiles: readonly ColumnProfile[]): readonly ColumnProfile[] {
  const dates = profiles.filter(
    ({ kind, filled, name }) =>
      kind === 'date' &&
      filled >= MIN_FILLED &&
      (!isAbout(name, 'never-event') || isAbout(name, 'last-day', 'resignation', 'effective')),
  );
  return dates.filter(
    ({ name }) =>
      !isAbout(name, 'other-date') || isAbout(name, 'resignation', 'last-day', 'leaving', 'effective'),
  );
}

/** The two dates of a resignation. */
export interface ResignationDates {
  readonly resignation: ColumnProfile;
  readonly lastDay: ColumnProfile;
}

/**
 * Finds the two dates of a resignation. Of two columns the one that is never later is the resignation, unless one is
 * called the last day; of more the names tell which two.
 * @returns The columns that nothing tells apart otherwise; none for fewer than two.
 */
export function chooseResignationDates(
  dates: readonly ColumnProfile[],
  known: { readonly [Key in keyof ResignationDates]?: ColumnProfile | undefined } = {},
): ResignationDates | { readonly several: readonly ColumnProfile[] } {
  const near = withoutBeginnings(dates);
  const { resignation, lastDay } = known;
  if (resignation !== undefined && lastDay !== undefined) return { resignation, lastDay };
  if (resignation !== undefined) {
    const rest = near.filter((date) => date !== resignation);
    const choice = choiceOf(preferred(rest, ({ name }) => isAbout(name, 'last-day')));
    if (choice.kind !== 'one') return { several: choice.kind === 'none' ? [resignation] : choice.columns };
    return mayBeReversed(resignation, choice.column)
      ? { several: [resignation, choice.column] }
      : { resignation, lastDay: choice.column };
  }
  if (lastDay !== undefined) {
    const rest = near.filter((date) => date !== lastDay);
    const choice = choiceOf(preferred(rest, ({ name }) => isAbout(name, 'resignation')));
    if (choice.kind !== 'one') return { several: choice.kind === 'none' ? [lastDay] : choice.columns };
    return mayBeReversed(choice.column, lastDay)
      ? { several: [choice.column, lastDay] }
      : { resignation: choice.column, lastDay };
  }
  const lastDays = near.filter(({ name }) => isAbout(name, 'last-day'));
  const resignations = near.filter(({ name }) => isAbout(name, 'resignation') && !isAbout(name, 'last-day'));
  const leaving = near.filter(
    ({ name }) => isAbout(name, 'leaving') && !isAbout(name, 'resignation', 'last-day'),
  );
  const pairs: readonly (readonly ColumnProfile[])[] = [
    near,
    [...resignations, ...lastDays],
    [...resignations, ...leaving],
    [...leaving, ...lastDays],
  ];
  const pair = pairs.find((columns) => columns.length === 2);
  return pair === undefined ? { several: near } : inOrder(pair[0]!, pair[1]!);
}

/** Without columns that are long before another one, as the beginning of a contract is before its end. */
function withoutBeginnings(dates: readonly ColumnProfile[]): readonly ColumnProfile[] {
  return dates.filter(
    (date) =>
      !dates.some(
        (other) =>
          other !== date && READINGS.every((reading) => medianGap(date, other, reading) > MAX_NOTICE_SECONDS),
      ),
  );
}

/** Positions of the two ways to read dates whose order nothing shows. */
const READINGS = [0, 1] as const;

/** Seconds from one to the other in the record in the middle; 0 where no record has both. */
function medianGap(from: ColumnProfile, to: ColumnProfile, reading: number): number {
  const gaps = gapsBetween(from, to, reading).toSorted((a, b) => a - b);
  return gaps[Math.floor(gaps.length / 2)] ?? 0;
}

function gapsBetween(from: ColumnProfile, to: ColumnProfile, reading: number): number[] {
  const [starts, ends] = [from, to].map(({ readings }) => readings[reading] ?? readings[0] ?? []);
  return starts!.flatMap((start, i) => {
    const end = ends![i];
    return start === undefined || end === undefined ? [] : [end - start];
  });
}

/** Whether nearly every record has one date before the other, however the dates are read. */
function isBefore(one: ColumnProfile, other: ColumnProfile): boolean {
  return READINGS.every((reading) => isBeforeIn(reading, one, other));
}

/** Whether a last day would be before its resignation in nearly every record, in one way to read the dates. */
function mayBeReversed(resignation: ColumnProfile, lastDay: ColumnProfile): boolean {
  return READINGS.some((reading) => isBeforeIn(reading, lastDay, resignation));
}

function isBeforeIn(reading: number, one: ColumnProfile, other: ColumnProfile): boolean {
  const gaps = gapsBetween(one, other, reading).filter((gap) => gap !== 0);
  return gaps.length > 0 && gaps.filter((gap) => gap > 0).length / gaps.length >= MIN_IN_ORDER;
}

/** A pair that is the other way round in some records has wrong values in them. */
const MIN_IN_ORDER = 0.95;

function inOrder(one: ColumnProfile, other: ColumnProfile): ResignationDates | { several: ColumnProfile[] } {
  const forward = { resignation: one, lastDay: other };
  const backward = { resignation: other, lastDay: one };
  const isLastDay = [one, other].map(({ name }) => isAbout(name, 'last-day'));
  if (isLastDay[0] !== isLastDay[1]) return isLastDay[1] ? forward : backward;
  if (isBefore(one, other)) return forward;
  if (isBefore(other, one)) return backward;
  const ranks = [rankOf(one), rankOf(other)] as const;
  if (ranks[0] === ranks[1]) return { several: [one, other] };
  return ranks[0] < ranks[1] ? forward : backward;
}

/** How late in the course of things a name is: the notice, then the exit. */
function rankOf({ name }: ColumnProfile): number {
  if (isAbout(name, 'resignation')) return 1;
  return isAbout(name, 'leaving') ? 2 : 0;
}

/** The date of an event that has one. */
export function chooseEffectiveDate(dates: readonly ColumnProfile[]): Choice {
  return choiceOf(preferred(dates, ({ name }) => isAbout(name, 'effective')));
}
