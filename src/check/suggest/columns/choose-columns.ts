import { isNameOfField } from '../../columns/column-names.ts';
import { namedFormHint } from '../../dates/hints/named-forms.ts';
import { SCENARIO_NAMES, SCENARIOS, type ScenarioName } from '../../scenarios.ts';
import { isUser } from '../../users.ts';
import type { ColumnProfile } from './column-profile.ts';
import { chooseEffectiveDate, chooseResignationDates, eventDates } from './date-columns.ts';
import { findScenarioColumn, type ScenarioColumn } from './scenario-column.ts';
import { isAbout, type Topic } from './similar-names.ts';
import { type Choice, chooseUser } from './user-column.ts';

/** A field and the column that fills it. */
export interface FieldColumn {
  readonly field: string;
  readonly column: ColumnProfile;
  /** A record must have it; optional ones are mapped only where their names may be shown. */
  readonly isRequired: boolean;
}

/** What cannot be known, for people to decide. */
export type OpenQuestion =
  | {
      readonly kind: 'users';
      readonly columns: readonly ColumnProfile[];
      /** They seem to be of other people than those of the records. */
      readonly areDoubtful: boolean;
    }
  | { readonly kind: 'no-user' }
  | { readonly kind: 'dates'; readonly fields: readonly string[]; readonly columns: readonly ColumnProfile[] }
  | { readonly kind: 'one-date'; readonly columns: readonly ColumnProfile[] }
  | { readonly kind: 'no-date'; readonly unread?: { readonly column: ColumnProfile; readonly hint: string } }
  | { readonly kind: 'missing-fields'; readonly scenario: ScenarioName; readonly fields: readonly string[] }
  | { readonly kind: 'scenario'; readonly scenarios: readonly ScenarioName[] };

/** The columns of a file by what they mean. */
export interface ChosenColumns {
  readonly fields: readonly FieldColumn[];
  /** The scenario of all records, where it is clear. */
  readonly scenario: ScenarioName | undefined;
  readonly scenarioColumn: ScenarioColumn | undefined;
  readonly questions: readonly OpenQuestion[];
}

/** What the header and the inputs say already. */
export interface KnownColumns {
  /** The scenario of the input; `auto` for none. */
  readonly scenario: ScenarioName | 'auto';
  /** Positions of columns by the field that they have the name of. */
  readonly fields: ReadonlyMap<string, number>;
  /** Position of the scenario column; -1 for none. */
  readonly scenarioColumn: number;
  /** The column of users may contain other names of them, such as employee numbers (`resolve-users`). */
  readonly looksUsersUp: boolean;
}

/** Chooses the columns of a file by what they contain, then by their names. What has a known name and fits stays. */
export function chooseColumns(profiles: readonly ColumnProfile[], known: KnownColumns): ChosenColumns {
  const given = known.scenario;
  const column = given === 'auto' ? findScenarioColumn(profiles, known.scenarioColumn) : undefined;
  const scenarios = new Set(column?.scenarios.filter((scenario) => scenario !== undefined));
  const user = userOf(profiles, known);
  const users: Part =
    user.kind === 'one'
      ? { fields: [needed('EmailAddress', user.column)], questions: [] }
      : {
          fields: [],
          questions: [
            user.kind === 'several'
              ? { kind: 'users', columns: user.columns, areDoubtful: user.areDoubtful === true }
              : { kind: 'no-user' },
          ],
        };
  if (column !== undefined && (scenarios.size > 1 || column.column.position === known.scenarioColumn)) {
    const parts = [...scenarios].map((scenario) =>
      fieldsOf(scenario, recordsOf(profiles, column, scenario), known),
    );
    const fields = parts.flatMap((part) => part.fields);
    const named = new Map(fields.map((field) => [field.field, profiles[field.column.position]!]));
    return {
      fields: [
        ...users.fields,
        ...fields
          .filter(({ field }, i) => fields.findIndex((other) => other.field === field) === i)
          .map((field) => ({ ...field, column: named.get(field.field)! })),
      ],
      scenario: undefined,
      scenarioColumn: column,
      questions: [...users.questions, ...parts.flatMap((part) => part.questions)],
    };
  }
  const [only] = scenarios;
  const scenario = given === 'auto' ? (only ?? knownScenario(known) ?? clearScenario(profiles)) : given;
  const part = scenario === undefined ? unclear(profiles, known) : fieldsOf(scenario, profiles, known);
  return {
    fields: [...users.fields, ...part.fields],
    scenario,
    scenarioColumn: undefined,
    questions: [...users.questions, ...part.questions],
  };
}

/** The column of the users. One with the field's own name is not replaced, only asked about where no value is a user. */
function userOf(profiles: readonly ColumnProfile[], known: KnownColumns): Choice {
  const column = profiles[known.fields.get('EmailAddress') ?? -1];
  const isNamed = column !== undefined && isNameOfField(column.name, 'EmailAddress');
  if (
    column !== undefined &&
    (known.looksUsersUp || column.kind === 'user' || (isNamed && column.values.some(isUser)))
  )
    return { kind: 'one', column };
  const found = chooseUser(profiles);
  return isNamed && found.kind === 'one'
    ? { kind: 'several', columns: [found.column], areDoubtful: true }
    : found;
}

interface Part {
  readonly fields: readonly FieldColumn[];
  readonly questions: readonly OpenQuestion[];
}

/**
 * The column of a field by its name. One that only the input `columns` maps has to have values of the field's kind; the
 * field's own name is not given to another column, since missing or wrong values stay findings.
 */
function knownColumn(
  field: string,
  kind: ColumnProfile['kind'],
  profiles: readonly ColumnProfile[],
  { fields }: KnownColumns,
): ColumnProfile | undefined {
  const column = profiles[fields.get(field) ?? -1];
  if (column?.kind === kind) return column;
  return kind === 'date' && column !== undefined && isNameOfField(column.name, field) ? column : undefined;
}

/** The scenario that has a field which no other one has; of profiles only what they need, since other files have the rest too. */
function knownScenario({ fields }: KnownColumns): ScenarioName | undefined {
  return SCENARIO_NAMES.find((scenario) =>
    SCENARIOS[scenario].fields.some(
      ({ name, required }) =>
        fields.has(name) &&
        (required || scenario !== 'employee-profile') &&
        SCENARIO_NAMES.every(
          (other) => other === scenario || !SCENARIOS[other].fields.some((field) => field.name === name),
        ),
    ),
  );
}

const needed = (field: string, column: ColumnProfile): FieldColumn => ({ field, column, isRequired: true });

/** The columns as the records of one scenario fill them. */
function recordsOf(
  profiles: readonly ColumnProfile[],
  { scenarios }: ScenarioColumn,
  scenario: ScenarioName,
): ColumnProfile[] {
  const isOfScenario = (_: unknown, i: number): boolean => scenarios[i] === scenario;
  return profiles.map((profile) => {
    const values = profile.values.filter(isOfScenario);
    const filled = values.filter((value) => value !== '').length / Math.max(1, values.length);
    return {
      ...profile,
      values,
      filled,
      readings: profile.readings.map((dates) => dates.filter(isOfScenario)),
    };
  });
}

/** The scenario that the columns leave no doubt of. */
function clearScenario(profiles: readonly ColumnProfile[]): ScenarioName | undefined {
  const dates = eventDates(profiles);
  const names = profiles.map(({ name }) => name);
  const about = (...topics: Topic[]): boolean => names.some((name) => isAbout(name, ...topics));
  const has = (isWanted: (name: string) => boolean): boolean =>
    profiles.some(({ kind, name }) => kind === 'text' && isWanted(name));
  const isLeaving = dates.some(({ name }) => isAbout(name, 'resignation', 'last-day', 'leaving'));
  if (isLeaving) return 'resignation';
  if (dates.length === 0) {
    const isProfile = PROFILE_TOPICS.every((topic) => about(topic));
    return isProfile ? 'employee-profile' : undefined;
  }
  if (about('improvement')) return 'performance-improvement-plan';
  const hasLevels =
    has((name) => isAbout(name, 'level') && isAbout(name, 'old')) &&
    has((name) => isAbout(name, 'level') && isAbout(name, 'new') && !isAbout(name, 'old'));
  const hasRating = has((name) => isAbout(name, 'rating'));
  if (hasLevels !== hasRating) return hasLevels ? 'job-level-change' : 'performance-review';
  if (hasLevels) return undefined;
  const isEffective = dates.some(({ name }) => isAbout(name, 'effective'));
  const isPair = !isEffective && !('several' in chooseResignationDates(dates));
  return isPair ? 'resignation' : undefined;
}

const PROFILE_TOPICS = ['first-name', 'last-name', 'address-1', 'zip'] as const satisfies readonly Topic[];

/** Scenarios with one date, whose checks are the same. */
const ONE_DATE: readonly ScenarioName[] = [
  'job-level-change',
  'performance-review',
  'performance-improvement-plan',
];

/** The scenario is not clear: a date that says so is the effective date of three of them. */
function unclear(profiles: readonly ColumnProfile[], known: KnownColumns): Part {
  const dates = eventDates(profiles);
  const effective = dates.filter(({ name }) => isAbout(name, 'effective'));
  const date =
    knownColumn('EffectiveDate', 'date', profiles, known) ??
    (effective.length === 1 ? effective[0] : undefined);
  if (date !== undefined)
    return {
      fields: [needed('EffectiveDate', date)],
      questions: [{ kind: 'scenario', scenarios: ONE_DATE }],
    };
  if (dates.length === 0) return { fields: [], questions: [noDate(profiles)] };
  return dates.length === 1
    ? { fields: [], questions: [{ kind: 'one-date', columns: dates }] }
    : {
        fields: [],
        questions: [{ kind: 'dates', fields: ['ResignationDate', 'LastWorkingDate'], columns: dates }],
      };
}

/** A column that seems to have dates in a form that no pattern reads tells what to do about them. */
function noDate(profiles: readonly ColumnProfile[]): OpenQuestion {
  for (const column of profiles) {
    const present = column.values.filter((value) => value !== '');
    const hints = present.map((value) =>
      isNumber(value) && !isDateName(column.name) ? undefined : namedFormHint(value),
    );
    const [hint] = hints.filter((one) => one !== undefined);
    const share = hints.filter((one) => one === hint).length / Math.max(1, present.length);
    if (hint !== undefined && share >= MIN_UNREAD) return { kind: 'no-date', unread: { column, hint } };
  }
  return { kind: 'no-date' };
}

const MIN_UNREAD = 0.6;

/** A number may be anything. */
function isNumber(value: string): boolean {
  return /^[\d.,]+$/.test(value);
}

function isDateName(name: string): boolean {
  return isAbout(name, 'resignation', 'last-day', 'leaving', 'effective');
}

/** Where the fields of text are found, by the names of columns. */
const TEXT_FIELDS: Readonly<
  Record<
    Exclude<ScenarioName, 'resignation'>,
    readonly {
      readonly field: string;
      readonly topics: readonly Topic[];
      readonly not?: readonly Topic[];
      readonly isRequired?: true;
    }[]
  >
> = {
  'job-level-change': [
    { field: 'OldLevel', topics: ['level', 'old'] },
    { field: 'NewLevel', topics: ['level', 'new'], not: ['old'] },
    { field: 'Remarks', topics: ['remarks'] },
  ],
  'performance-review': [
    { field: 'Rating', topics: ['rating'], not: ['remarks'] },
    { field: 'Remarks', topics: ['remarks'] },
  ],
  'performance-improvement-plan': [
    { field: 'Rating', topics: ['rating'], not: ['remarks'] },
    { field: 'Remarks', topics: ['remarks'] },
  ],
  'employee-profile': [
    { field: 'EmployeeFirstName', topics: ['first-name'], not: ['last-name'], isRequired: true },
    { field: 'EmployeeLastName', topics: ['last-name'], isRequired: true },
    {
      field: 'EmployeeAddressLine1',
      topics: ['address-1'],
      not: ['address-2', 'zip', 'city'],
      isRequired: true,
    },
    { field: 'EmployeeZipCode', topics: ['zip'], isRequired: true },
    { field: 'EmployeeAddressLine2', topics: ['address-2'] },
    { field: 'EmployeeCity', topics: ['city'], not: ['zip'] },
    { field: 'EmployeeState', topics: ['state'] },
    { field: 'EmployeeCountry', topics: ['country'] },
    { field: 'EmployeeDepartment', topics: ['department'] },
    { field: 'EmployeeType', topics: ['type'] },
    { field: 'EmployeeRole', topics: ['role'], not: ['department'] },
  ],
};

/** The columns of a scenario beside that of the user. */
function fieldsOf(scenario: ScenarioName, profiles: readonly ColumnProfile[], known: KnownColumns): Part {
  if (scenario === 'resignation') return resignationFields(profiles, known);
  const texts = textFields(scenario, profiles, known);
  if (scenario === 'employee-profile') {
    const missing = TEXT_FIELDS[scenario]
      .filter(({ field, isRequired }) => isRequired && !texts.some((found) => found.field === field))
      .map(({ field }) => field);
    return {
      fields: texts,
      questions: missing.length === 0 ? [] : [{ kind: 'missing-fields', scenario, fields: missing }],
    };
  }
  const knownDate = knownColumn('EffectiveDate', 'date', profiles, known);
  const date: Choice =
    knownDate === undefined ? chooseEffectiveDate(eventDates(profiles)) : { kind: 'one', column: knownDate };
  if (date.kind === 'one') return { fields: [needed('EffectiveDate', date.column), ...texts], questions: [] };
  return {
    fields: texts,
    questions: [
      date.kind === 'none'
        ? noDate(profiles)
        : { kind: 'dates', fields: ['EffectiveDate'], columns: date.columns },
    ],
  };
}

function resignationFields(profiles: readonly ColumnProfile[], known: KnownColumns): Part {
  const resignation = knownColumn('ResignationDate', 'date', profiles, known);
  const lastDay = knownColumn('LastWorkingDate', 'date', profiles, known);
  const found = chooseResignationDates(eventDates(profiles), { resignation, lastDay });
  if (!('several' in found)) {
    return {
      fields: [needed('ResignationDate', found.resignation), needed('LastWorkingDate', found.lastDay)],
      questions: [],
    };
  }
  const { several } = found;
  if (several.length === 0) return { fields: [], questions: [noDate(profiles)] };
  if (several.length === 1) return { fields: [], questions: [{ kind: 'one-date', columns: several }] };
  const both = [
    { field: 'ResignationDate', column: resignation },
    { field: 'LastWorkingDate', column: lastDay },
  ];
  return {
    fields: both.flatMap(({ field, column }) => (column === undefined ? [] : [needed(field, column)])),
    questions: [
      {
        kind: 'dates',
        fields: both.filter(({ column }) => column === undefined).map(({ field }) => field),
        columns: several,
      },
    ],
  };
}

function textFields(
  scenario: Exclude<ScenarioName, 'resignation'>,
  profiles: readonly ColumnProfile[],
  known: KnownColumns,
): FieldColumn[] {
  const taken = new Set<number>(known.fields.values());
  return TEXT_FIELDS[scenario].flatMap(({ field, topics, not = [], isRequired = false }) => {
    const position = known.fields.get(field);
    if (position !== undefined) {
      // Only the first columns of a very wide file have a profile.
      const column = profiles[position];
      return column === undefined ? [] : [{ field, column, isRequired }];
    }
    const found = profiles.filter(
      ({ kind, position, name }) =>
        kind === 'text' &&
        !taken.has(position) &&
        topics.every((topic) => isAbout(name, topic)) &&
        !not.some((topic) => isAbout(name, topic)),
    );
    const [column] = found;
    if (column === undefined || (found.length > 1 && !isRequired)) return [];
    taken.add(column.position);
    return [{ field, column, isRequired }];
  });
}
