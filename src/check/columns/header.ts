import { SCENARIO_NAMES, SCENARIOS } from '../scenarios.ts';
import { bindScenario } from './bind-scenario.ts';
import { chooseScenario } from './choose-scenario.ts';
import { columnLabel, comparableName, headerContext } from './column-label.ts';
import { type ColumnSettings, type FileColumns, type HeaderProblem, headerProblem } from './file-columns.ts';
import { NamedColumns } from './named-columns.ts';
import { findScenarioColumn, USUAL_SCENARIO_COLUMNS } from './scenario-column.ts';

/** Whether a header cell is a name that an admin, Microsoft's pages or the inputs give a column; used to find the delimiter. */
export function isKnownColumn(settings: ColumnSettings): (cell: string) => boolean {
  const names = new Set(
    [
      ...SCENARIO_NAMES.flatMap((name) => SCENARIOS[name].fields).flatMap((field) => [
        field.name,
        ...field.aliases,
      ]),
      ...USUAL_SCENARIO_COLUMNS,
      ...namesFromInputs(settings),
    ].map(comparableName),
  );
  return (cell) => names.has(comparableName(cell));
}

function namesFromInputs(settings: ColumnSettings): string[] {
  const column = settings.scenarioColumn === 'auto' ? [] : [settings.scenarioColumn];
  return [...settings.columns.map(({ column }) => column), ...column];
}

/**
 * Reads a header.
 * @returns The columns, and what is wrong with them whatever the records hold. With `missing-header` or
 *   `too-many-columns` there are no columns to speak of.
 */
export function readHeader(
  cells: readonly string[],
  settings: ColumnSettings,
): { columns?: FileColumns; problems: HeaderProblem[] } {
  const context = headerContext(cells, namesFromInputs(settings));
  if (!context.hasKnownField)
    return { problems: [headerProblem('missing-header', null, missingHeader(cells.length))] };
  const names = withoutEmptyEnd(cells.map((cell) => cell.trim()));
  if (names.length > MAX_COLUMNS) {
    return { problems: [headerProblem('too-many-columns', null, `The header has ${names.length} columns.`)] };
  }
  const labelContext = { ...context, hasKnownField: !holdsRecord(cells) };
  const labels = names.map((name, i) => columnLabel(name, i + 1, labelContext));
  const header = new NamedColumns(names, labels);
  const bound = new Map(
    SCENARIO_NAMES.map((name) => [name, bindScenario(SCENARIOS[name], header, settings)]),
  );
  const scenarioColumn = findScenarioColumn(header, settings);
  const known = new Set(
    [...bound.values()].flatMap(({ fields }) => fields.flatMap(({ columns }) => columns)),
  );
  const choice =
    scenarioColumn.position === -1 || settings.scenario !== 'auto'
      ? chooseScenario(bound, settings)
      : undefined;
  return {
    columns: {
      names,
      labels,
      scenarioColumn: settings.scenario === 'auto' ? scenarioColumn.position : -1,
      onlyScenario: choice?.scenario,
      equallyLikely: choice?.equallyLikely ?? [],
      bound,
      unknown: names.flatMap((_, i) => (known.has(i) || i === scenarioColumn.position ? [] : [i])),
    },
    problems: [...scenarioColumn.problems, ...(choice?.problems ?? [])],
  };
}

const MAX_COLUMNS = 1000;

/**
 * Whether the first line holds a person besides names of columns, as it does when the line end between header and
 * first record is lost: then a cell of plain letters may be somebody's name. A user (also as `CONTOSO\\name`), a date
 * or a number tells.
 */
function holdsRecord(cells: readonly string[]): boolean {
  return cells.some((cell) => /[@＠\\]|\p{Nd}{4}/u.test(cell));
}

function missingHeader(cells: number): string {
  const hint = cells === 1 ? ' It has a single cell: perhaps the delimiter is another one.' : '';
  return `The first line holds no known column name.${hint}`;
}

function withoutEmptyEnd(names: string[]): string[] {
  return names.slice(0, names.findLastIndex((name) => name !== '') + 1);
}

/** Columns with one name. Those that are not sent (`unmapped-columns: drop`) do no harm. */
export function findDuplicateColumns(columns: FileColumns, dropsUnknown: boolean): HeaderProblem[] {
  const seen = new Map<string, number>();
  const dropped = new Set(dropsUnknown ? columns.unknown : []);
  return columns.names.flatMap((name, i) => {
    const key = comparableName(name);
    if (key === '' || dropped.has(i)) return [];
    const first = seen.get(key);
    if (first === undefined) {
      seen.set(key, i);
      return [];
    }
    const label = columns.labels[i]!;
    return [
      headerProblem('duplicate-column', label, `Column ${i + 1} has the same name as column ${first + 1}.`),
    ];
  });
}
