import { normalName } from '../../text/white-space.ts';
import { SCENARIO_NAMES, SCENARIOS } from '../scenarios.ts';
import { bindScenario } from './bind-scenario.ts';
import { chooseScenario } from './choose-scenario.ts';
import { columnLabel, headerContext } from './column-label.ts';
import { comparableName, knownNames, looseName, namesFromInputs, withoutEmptyEnd } from './column-names.ts';
import { type ColumnSettings, type FileColumns, type HeaderProblem, headerProblem } from './file-columns.ts';
import { NamedColumns } from './named-columns.ts';
import { findScenarioColumn } from './scenario-column.ts';

const MAX_COLUMNS = 1000;

/** Whether a header has a field of a scenario, by its usual name, an alias or the input `columns`. */
export function hasKnownField(cells: readonly string[], settings: ColumnSettings): boolean {
  return headerContext(cells, namesFromInputs(settings)).hasKnownField;
}

/**
 * Reads a header with a known field.
 * @param next The first record below the header.
 * @returns The columns, and their problems that do not depend on the records. With `joined-header` or `too-many-columns`
 *   there are no columns.
 */
export function readHeader(
  cells: readonly string[],
  next: readonly string[] | undefined,
  settings: ColumnSettings,
): { columns?: FileColumns; problems: HeaderProblem[] } {
  if (isJoinedWith(cells, next, settings))
    return { problems: [headerProblem('joined-header', null, JOINED)] };
  const found = withoutEmptyEnd(cells.map(normalName));
  if (found.length > MAX_COLUMNS) {
    return { problems: [headerProblem('too-many-columns', null, `The header has ${found.length} columns.`)] };
  }
  const names = withMappedNames(found, settings);
  const labelContext = {
    ...headerContext(cells, namesFromInputs(settings)),
    hasKnownField: !hasRecord(cells),
  };
  const labels = names.map((name, i) =>
    columnLabel(name === found[i] ? cells[i]! : name, i + 1, labelContext),
  );
  const header = new NamedColumns(names, labels);
  const bound = new Map(
    SCENARIO_NAMES.map((name) => [name, bindScenario(SCENARIOS[name], header, settings)]),
  );
  const scenarioColumn = findScenarioColumn(header, settings);
  const fields = [...bound.values()].flatMap((scenario) => scenario.fields);
  const known = new Set(fields.flatMap(({ columns }) => columns));
  const choice =
    scenarioColumn.position === -1 || settings.scenario !== 'auto'
      ? chooseScenario(bound, labels, settings)
      : undefined;
  return {
    columns: {
      names,
      labels,
      users: [...new Set(fields.flatMap(({ field, columns }) => (field.kind === 'user' ? columns : [])))],
      scenarioColumn: settings.scenario === 'auto' ? scenarioColumn.position : -1,
      onlyScenario: choice?.scenario,
      equallyLikely: choice?.equallyLikely ?? [],
      bound,
      unknown: names.flatMap((_, i) => (known.has(i) || i === scenarioColumn.position ? [] : [i])),
    },
    problems: [...scenarioColumn.problems, ...(choice?.problems ?? [])],
  };
}

const JOINED =
  'The line break between the header and the first record is missing: the last column name is followed by the first value. Change the export so that the header has its own line.';

/** Whether the header line includes the first record: with n columns it has 2n - 1 cells, and the nth is a known name and more text. */
function isJoinedWith(
  cells: readonly string[],
  next: readonly string[] | undefined,
  settings: ColumnSettings,
): boolean {
  const width = next?.length ?? 0;
  if (width < 2 || cells.length !== 2 * width - 1) return false;
  const joint = looseName(cells[width - 1]!);
  return [...knownNames(settings)].some((name) => joint.startsWith(name) && joint.length > name.length);
}

/** A column in the input `columns` is sent under the name typed there, which is the name in the connector. */
function withMappedNames(names: readonly string[], settings: ColumnSettings): string[] {
  const typed = settings.columns.map(({ column }) => normalName(column));
  const header = new NamedColumns(names, names);
  const byPosition = new Map(
    typed.flatMap((name) => header.find(name).map((position) => [position, name] as const)),
  );
  return names.map((name, i) => byPosition.get(i) ?? name);
}

/**
 * Whether the header line contains a record in addition to column names, as it does if the line end between the header
 * and the first record is lost: then a cell of letters may be the name of a person. A user (including `CONTOSO\\name`),
 * a date or a number indicates a record.
 */
function hasRecord(cells: readonly string[]): boolean {
  return cells.some((cell) => /[@\uff20\\]|\p{Nd}{4}/u.test(cell));
}

/** Finds columns with the same name. Those that are not sent (`unmapped-columns: drop`) are ignored. */
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
