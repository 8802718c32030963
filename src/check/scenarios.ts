/** The five HR scenarios, as the `scenario` input, the receipt and the summary name them. */
export type ScenarioName =
  | 'resignation'
  | 'job-level-change'
  | 'performance-review'
  | 'performance-improvement-plan'
  | 'employee-profile';

/** What the cells of a field must contain. */
export type FieldKind = 'user' | 'date' | 'text';

/** One field of a scenario. */
export interface Field {
  /** The usual column name, which findings, the `columns` input and the mapping sheet use for the field. */
  readonly name: string;
  /** Other names of the column that need no line in `columns`. */
  readonly aliases: readonly string[];
  readonly kind: FieldKind;
  /** A record must have a value. */
  readonly required: boolean;
  /** Maximum length of a value in UTF-16 code units (as in .NET); undefined if none is documented. */
  readonly maximumLength?: number;
}

export interface Scenario {
  readonly name: ScenarioName;
  /** The usual value in the scenario column, and the name on the portal's page. */
  readonly value: string;
  readonly fields: readonly Field[];
  /** The field that distinguishes records of one user; undefined if there is one record per user (profiles). */
  readonly dateField: string | undefined;
}

const USER: Field = {
  name: 'EmailAddress',
  aliases: ['UserPrincipalName'],
  kind: 'user',
  required: true,
};

const date = (name: string, ...aliases: string[]): Field => ({ name, aliases, kind: 'date', required: true });
const required = (name: string, ...aliases: string[]): Field => ({
  name,
  aliases,
  kind: 'text',
  required: true,
});
const optional = (name: string, ...aliases: string[]): Field => ({
  name,
  aliases,
  kind: 'text',
  required: false,
});
const limited = (maximumLength: number, field: Field): Field => ({ ...field, maximumLength });

/**
 * Source: Microsoft Learn, "Set up a connector to import HR data" (January 2026), and the samples on that page, whose
 * column names are the aliases. `TerminationDate` is the name of `ResignationDate` on the US Government page.
 */
export const SCENARIOS: Readonly<Record<ScenarioName, Scenario>> = {
  resignation: {
    name: 'resignation',
    value: 'Resignation',
    fields: [USER, date('ResignationDate', 'TerminationDate'), date('LastWorkingDate')],
    dateField: 'ResignationDate',
  },
  'job-level-change': {
    name: 'job-level-change',
    value: 'Job level change',
    fields: [
      USER,
      date('EffectiveDate'),
      limited(200, optional('Remarks')),
      optional('OldLevel'),
      optional('NewLevel'),
    ],
    dateField: 'EffectiveDate',
  },
  'performance-review': {
    name: 'performance-review',
    value: 'Performance review',
    fields: [USER, date('EffectiveDate'), limited(200, optional('Remarks')), limited(25, optional('Rating'))],
    dateField: 'EffectiveDate',
  },
  'performance-improvement-plan': {
    name: 'performance-improvement-plan',
    value: 'Performance improvement plan',
    fields: [
      USER,
      date('EffectiveDate'),
      limited(200, optional('Remarks', 'ImprovementRemarks')),
      limited(25, optional('Rating', 'PerformanceRating')),
    ],
    dateField: 'EffectiveDate',
  },
  'employee-profile': {
    name: 'employee-profile',
    value: 'Employee profile',
    fields: [
      USER,
      optional('UserName'),
      required('EmployeeFirstName'),
      required('EmployeeLastName'),
      required('EmployeeAddressLine1', 'EmployeeAddLine1'),
      optional('EmployeeAddressLine2', 'EmployeeAddLine2'),
      optional('EmployeeCity'),
      optional('EmployeeState'),
      required('EmployeeZipCode'),
      optional('EmployeeCountry'),
      optional('EmployeeDepartment', 'EmployeeDept'),
      optional('EmployeeType'),
      optional('EmployeeRole'),
    ],
    dateField: undefined,
  },
};

/** All scenario names, in the order of messages. */
export const SCENARIO_NAMES = Object.keys(SCENARIOS) as ScenarioName[];
