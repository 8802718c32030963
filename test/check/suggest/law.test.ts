import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { CheckResult } from '../../../src/check/check-result.ts';
import type { Suggestion } from '../../../src/check/suggest/suggestion.ts';
import { describeCheck } from '../../../src/report/check-lines.ts';
import { describeSuggestion } from '../../../src/report/suggestion-lines.ts';
import { StrangeWords } from '../../e2e/strange-words.ts';
import { encodeAs } from './encode.ts';
import { withTrial } from './trial.ts';

/** All that the check and the suggestion say to people, and the file of findings. */
function shownText(check: CheckResult, suggestion: Suggestion | undefined): string {
  const { alike, first, telling } = check.findings;
  const findings = [...alike.map((group) => group.first), ...first, ...telling];
  return [
    ...describeCheck(check),
    ...findings.map(({ column, message, fix }) => `${column} ${message} ${fix}`),
    ...(suggestion === undefined ? [] : describeSuggestion(suggestion)),
    JSON.stringify(check.mapping),
    readFileSync(check.findingsPath, 'utf8'),
  ].join('\n');
}

/** Rows as a system writes them, each cell with a strange word in it. */
function rows(words: StrangeWords, delimiter: string, date: (day: number) => string, count = 4): string[] {
  return Array.from({ length: count }, (_, i) =>
    [words.name(), words.plain(), words.user(), date(i), date(i + 1), words.digits(), words.han()].join(
      delimiter,
    ),
  );
}

const day = (i: number): string => String((i % 28) + 1).padStart(2, '0');
const DATES: readonly ((i: number) => string)[] = [
  (i) => `${day(i)}.03.2026`,
  (i) => `03/${day(i)}/2026`,
  (i) => `2026-03-${day(i)}T09:30:00Z`,
  (i) => `${day(i)} Mar 2026`,
  (i) => `202603${day(i)}`,
];

/** Files without a header, or with rows that could be taken for one. */
const SHAPES: Readonly<
  Record<string, (lines: string[], words: StrangeWords, delimiter: string) => string[]>
> = {
  'no header': (lines) => lines,
  'a title with a person': (lines, words) => [words.name(), ...lines],
  'a first row of somebody without a user and dates': (lines, words, delimiter) => [
    [words.name(), words.plain(), words.plain(), '', '', '', ''].join(delimiter),
    ...lines,
  ],
  'a header, and a total with a name': (lines, words, delimiter) => [
    ['Person', 'Kind', 'Account', 'Given on', 'Left on', 'Number', 'Text'].join(delimiter),
    ...lines,
    [`Total ${words.plain()}`, words.plain(), '', '', '', '', ''].join(delimiter),
  ],
};

const FILES = Object.keys(SHAPES).flatMap((shape) =>
  [',', ';', '\t', '|', '^'].flatMap((delimiter) =>
    DATES.map((date, i) => ({
      name: `${shape}, dates ${i}, ${JSON.stringify(delimiter)}`,
      shape,
      delimiter,
      date,
    })),
  ),
);

describe('no cell of a file is shown', () => {
  it.each(FILES)('$name', async ({ shape, delimiter, date }) => {
    const words = new StrangeWords();
    const content = SHAPES[shape]!(rows(words, delimiter, date), words, delimiter).join('\n');
    await withTrial(content, async (trial) => {
      const check = await trial.check({});
      const suggestion = await trial.suggest(check, {});
      expect(words.foundIn(shownText(check, suggestion))).toEqual([]);
    });
  });

  it('in a legacy encoding, the values of a scenario column included', async () => {
    const cells = new StrangeWords();
    const kinds = [cells.plain(), cells.plain()];
    const lines = Array.from({ length: 25 }, (_, i) =>
      [kinds[i % 2], `${cells.plain()}ä`, cells.user(), DATES[0]!(i), DATES[0]!(i + 1)].join(';'),
    );
    const content = encodeAs(['Art;Name;Konto;Gemeldet;Letzter Tag', ...lines].join('\r\n'), 'windows-1252');
    await withTrial(content, async (trial) => {
      const check = await trial.check({});
      const suggestion = await trial.suggest(check, {});
      expect(suggestion!.inputs.map(({ name }) => name)).toEqual(['encoding', 'columns', 'date-format']);
      expect(cells.foundIn(shownText(check, suggestion))).toEqual([]);
    });
  });
});
