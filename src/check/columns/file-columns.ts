import type { Message } from '../findings.ts';
import type { RuleName } from '../rules.ts';
import type { Field, Scenario, ScenarioName } from '../scenarios.ts';

/** What the inputs say of columns and scenarios. Names are compared in normal form, without regard to case. */
export interface ColumnSettings {
  readonly scenario: ScenarioName | 'auto';
  /** `auto`, or the name of the scenario column. */
  readonly scenarioColumn: string;
  /** The customer's own values of the scenario column; usual values are understood besides. */
  readonly scenarioValues: readonly { readonly scenario: ScenarioName; readonly value: string }[];
  /** The customer's own column names, by field name or alias. */
  readonly columns: readonly { readonly field: string; readonly column: string }[];
}

/** Something wrong with the header, or with it for one scenario. */
export interface HeaderProblem {
  readonly rule: RuleName;
  readonly column: string | null;
  readonly message: Message;
}

/** A field and the columns of the file that fill it. */
export interface BoundField {
  readonly field: Field;
  /** Positions in the header from 0, none when no column fills the field. The first is the one for the mapping sheet. */
  readonly columns: readonly number[];
}

/** One scenario as this file's columns provide for it. */
export interface BoundScenario {
  readonly scenario: Scenario;
  readonly fields: readonly BoundField[];
  /** What the file's header lacks for records of this scenario. */
  readonly problems: readonly HeaderProblem[];
}

/** The columns of one file and what they mean. */
export interface FileColumns {
  /** Names in the order of the file as they are sent, in normal form and without empty ones at the end. */
  readonly names: readonly string[];
  /** What may be shown of them (law 1). */
  readonly labels: readonly string[];
  /** Positions of the columns of users. */
  readonly users: readonly number[];
  /** Position of the scenario column, -1 without one. */
  readonly scenarioColumn: number;
  /** The scenario of all records when there is no scenario column. */
  readonly onlyScenario: ScenarioName | undefined;
  /** Other scenarios that the columns fit just as well and whose checks are the same. */
  readonly equallyLikely: readonly ScenarioName[];
  readonly bound: ReadonlyMap<ScenarioName, BoundScenario>;
  /** Positions of columns that no scenario knows. */
  readonly unknown: readonly number[];
}

/** A problem of a header. @param column Its label, or null where it is about the header as a whole. */
export function headerProblem(rule: RuleName, column: string | null, message: Message): HeaderProblem {
  return { rule, column, message };
}
