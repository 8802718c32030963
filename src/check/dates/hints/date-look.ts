/** Whether the day or the month comes first, in forms where both are possible. */
export type DayOrder = 'day-first' | 'month-first';

/** Patterns that read a value as the same date, strictest first. */
export interface Meaning {
  readonly order?: DayOrder;
  readonly patterns: readonly string[];
}

/** The possible meanings of a value by its appearance, in ranks by likelihood: a rank counts only if the ones before it fail. */
export type Look = readonly (readonly Meaning[])[];

/** One way to write the day: how it looks, and the patterns for a match. */
interface DayForm {
  readonly look: string;
  patterns(groups: Groups): Look;
}

type Groups = Readonly<Record<string, string | undefined>>;

const either = (...patterns: string[]): Meaning => ({ patterns });
const yearLetters = (year = ''): string => 'y'.repeat(year.length);

/** Source: the default and usual settings of the systems in docs/rules.md, "How your system writes dates". */
const DAY_FORMS: readonly DayForm[] = [
  {
    look: String.raw`\d{1,2}(?<gap>\. |[-./ ])\d{1,2}\k<gap>(?<year>\d{4}|\d\d)`,
    patterns: ({ gap = '', year }) => {
      const y = yearLetters(year);
      const dayFirst: Meaning = { order: 'day-first', patterns: [`dd${gap}MM${gap}${y}`] };
      const monthFirst: Meaning = { order: 'month-first', patterns: [`MM${gap}dd${gap}${y}`] };
      // With points, the day comes first in every country.
      const ranks = gap.startsWith('.') ? [[dayFirst], [monthFirst]] : [[dayFirst, monthFirst]];
      return y === 'yy' ? [...ranks, [either(`yy${gap}MM${gap}dd`)]] : ranks;
    },
  },
  {
    look: String.raw`\d{4}(?<gap>[-./ ])\d{1,2}\k<gap>\d{1,2}`,
    patterns: ({ gap }) => [[either(`yyyy${gap}MM${gap}dd`)]],
  },
  {
    look: String.raw`\d{1,2}(?<gap>\. |[-./ ]?)[A-Za-z]{3,9}(?<next>[-./ ]?)(?<year>\d{4}|\d\d)`,
    patterns: ({ gap, next, year }) => [
      [either(...MONTH_LETTERS.map((month) => `dd${gap}${month}${next}${yearLetters(year)}`))],
    ],
  },
  {
    look: String.raw`[A-Za-z]{3,9}(?<gap> {1,2}|-)\d{1,2}(?<next>,? |-)\d{4}`,
    patterns: ({ gap, next }) => [[either(...MONTH_LETTERS.map((month) => `${month}${gap}dd${next}yyyy`))]],
  },
  {
    look: String.raw`\d{4}(?<gap>[- ])[A-Za-z]{3,9}\k<gap>\d{1,2}`,
    patterns: ({ gap }) => [[either(...MONTH_LETTERS.map((month) => `yyyy${gap}${month}${gap}dd`))]],
  },
  {
    look: String.raw`\d{8}(?!\d)`,
    patterns: () => [
      [either('yyyyMMdd')],
      [
        { order: 'day-first', patterns: ['ddMMyyyy'] },
        { order: 'month-first', patterns: ['MMddyyyy'] },
      ],
    ],
  },
  // Only if digits of a time follow; other numbers of this length are counters, not dates.
  { look: String.raw`(?:19|20)\d{6}(?=\d{4})`, patterns: () => [[either('yyyyMMdd')]] },
];

const MONTH_LETTERS = ['MMM', 'MMMM'];

const WEEKDAY = `(?<weekday>(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?<full>day)?(?<afterWeekday>,? ))?`;
const JOINER = `(?<joiner>T|,? {1,2}| - )?`;
const TIME = String.raw`\d{1,2}(?<colon>[:.])\d\d(?<seconds>\k<colon>\d\d(?<fraction>[.,]\d+)?)?(?<half> ?[AP]M)?`;
const COMPACT_TIME = String.raw`\d{4}(?<compactSeconds>\d\d(?<digits>\d{1,9})?)?`;
const FRENCH_TIME = String.raw`(?<french>\d{1,2}h\d\d)`;
const OFFSET = String.raw`(?:(?<blank> ?)(?:(?<gmt>GMT)|(?<offset>Z|UTC|[+-]\d\d(?::?\d\d)?)))?`;

const LOOKS = DAY_FORMS.map(({ look, patterns }) => ({
  whole: new RegExp(
    `^${WEEKDAY}${look}(?:${JOINER}(?<time>${TIME}|${COMPACT_TIME}|${FRENCH_TIME})${OFFSET})?$`,
    'i',
  ),
  patterns,
}));

/** The possible meanings of a value by its appearance, whether or not they are valid dates; undefined if it matches no known form. */
export function lookOf(cell: string): Look | undefined {
  if (cell.length > MAX_LENGTH) return undefined;
  const text = cell.replace(/[\u00a0\u202f]/g, ' ');
  for (const { whole, patterns } of LOOKS) {
    const groups = whole.exec(text)?.groups;
    if (groups !== undefined) return wholePatterns(patterns(groups), groups);
  }
  return undefined;
}

/** Even `Wednesday, 30 September 2026 at …` is shorter. */
const MAX_LENGTH = 60;

function wholePatterns(look: Look, groups: Groups): Look {
  const weekday = groups.weekday === undefined ? '' : `${groups.full ? 'dddd' : 'ddd'}${groups.afterWeekday}`;
  const times = timePatterns(groups);
  return look.map((meanings) =>
    meanings.map((meaning) => {
      const strict = times.flatMap((time) => meaning.patterns.map((day) => weekday + day + time));
      return { ...meaning, patterns: [...new Set([...strict, ...strict.map(loosened)])] };
    }),
  );
}

/** Also accepts one-digit numbers, unless digits are adjacent. */
function loosened(pattern: string): string {
  return pattern.replace(/(?<![A-Za-z])(?:dd|MM|HH|hh)(?![A-Za-z])/g, (letters) => letters[0]!);
}

/** Includes the text between day and time; with and without a fraction. */
function timePatterns(groups: Groups): string[] {
  const { time, joiner = '', blank = '', gmt, offset } = groups;
  if (time === undefined) return [''];
  const zone = offset !== undefined ? `${blank}zzz` : gmt !== undefined ? `${blank}'GMT'` : '';
  return hourPatterns(groups).map((pattern) => `${joiner.toUpperCase()}${pattern}${zone}`);
}

function hourPatterns(groups: Groups): string[] {
  const { colon, seconds, fraction, half, french, compactSeconds, digits } = groups;
  if (french !== undefined) return ["HH'h'mm"];
  if (colon === undefined) {
    return [`HHmm${compactSeconds === undefined ? '' : 'ss'}${digits === undefined ? '' : 'fff'}`];
  }
  const minutes = `${half === undefined ? 'HH' : 'hh'}${colon}mm`;
  const halfDay = half === undefined ? '' : half.startsWith(' ') ? ' tt' : 'tt';
  if (seconds === undefined) return [minutes + halfDay];
  const fractions = fraction?.startsWith(',') ? [',fff'] : ['', '.FFFFFFF'];
  return fractions.map((letters) => `${minutes}${colon}ss${letters}${halfDay}`);
}
