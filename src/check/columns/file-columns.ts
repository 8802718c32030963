import type { Message } from '../findings.ts';
import type { RuleName } from '../rules.ts';
import type { Field, Scenario, ScenarioName } from '../scenarios.ts';

/** The inputs about columns and scenarios. Names are compared in normal form, ignoring case. */
export interface ColumnSettings {
  readonly scenario: ScenarioName | 'auto';
  /** `auto`, or the name of the scenario column. */
  readonly scenarioColumn: string;
  /** The customer's own values of the scenario column; the usual values are accepted too. */
  readonly scenarioValues: readonly { readonly scenario: ScenarioName; readonly value: string }[];
  /** The customer's own column names, by field name or alias. */
  readonly columns: readonly { readonly field: string; readonly column: string }[];
}

/** A problem with the header, either in general or for one scenario. */
export interface HeaderProblem {
  readonly rule: RuleName;
  readonly column: string | null;
  readonly message: Message;
}

/** A field and its columns in the file. */
export interface BoundField {
  readonly field: Field;
  /** Positions in the header from 0; empty if the field has no column. The first one is on the mapping sheet. */
  readonly columns: readonly number[];
}

/** One scenario with the columns of this file. */
export interface BoundScenario {
  readonly scenario: Scenario;
  readonly fields: readonly BoundField[];
  /** What is missing in the header for records of this scenario. */
  readonly problems: readonly HeaderProblem[];
}

/** The columns of one file and what they mean. */
export interface FileColumns {
  /** Names as sent, in the order of the file, in normal form and without trailing empty ones. */
  readonly names: readonly string[];
  /** Their labels in messages (law 1). */
  readonly labels: readonly string[];
  /** Positions of the columns that contain users. */
  readonly users: readonly number[];
  /** Position of the scenario column; -1 if there is none. */
  readonly scenarioColumn: number;
  /** The scenario of all records if there is no scenario column. */
  readonly onlyScenario: ScenarioName | undefined;
  /** Other scenarios that match the columns equally well and have the same checks. */
  readonly equallyLikely: readonly ScenarioName[];
  readonly bound: ReadonlyMap<ScenarioName, BoundScenario>;
  /** Positions of columns that belong to no scenario. */
  readonly unknown: readonly number[];
}

/** @param column The label of the column, or null if the problem concerns the header as a whole. */
export function headerProblem(rule: RuleName, column: string | null, message: Message): HeaderProblem {
  return { rule, column, message };
}
