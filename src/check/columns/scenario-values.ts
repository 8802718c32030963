import { normalName, trimmed } from '../../text/white-space.ts';
import { SCENARIO_NAMES, SCENARIOS, type ScenarioName } from '../scenarios.ts';
import { comparableName, looseName } from './column-names.ts';
import type { ColumnSettings } from './file-columns.ts';

/** A value of the scenario column: its meaning, and the value to send instead. */
export interface ScenarioValue {
  readonly scenario: ScenarioName;
  readonly sent: string;
}

const MAX_SPELLINGS = 100;

/**
 * The values of the scenario column in all files of a run. A connector accepts one value per scenario, so one is sent:
 * the customer's own, or else the first one found.
 */
export class ScenarioValues {
  readonly #byValue: ReadonlyMap<string, ScenarioName>;
  readonly #byLooseValue: ReadonlyMap<string, ScenarioName>;
  /** The value to send for each scenario, if known yet. */
  readonly #sent: Map<ScenarioName, string>;
  /** Cache by exact spelling, so that most records need no case folding. */
  readonly #bySpelling = new Map<string, ScenarioValue>();

  constructor({ scenarioValues }: ColumnSettings) {
    const usual = SCENARIO_NAMES.flatMap((name) =>
      [name, SCENARIOS[name].value].map((value) => [value, name] as const),
    );
    const own = scenarioValues.map(({ scenario, value }) => [value, scenario] as const);
    const all = [...usual, ...own];
    this.#byValue = new Map(all.map(([value, name]) => [comparableName(value), name]));
    this.#byLooseValue = new Map(all.map(([value, name]) => [looseName(value), name]));
    // If a scenario has several own values, the first one is sent.
    this.#sent = new Map(own.toReversed().map(([value, name]) => [name, normalName(value)]));
  }

  /** Reads a value of a record. @returns undefined if it does not match a scenario. */
  read(value: string): ScenarioValue | undefined {
    return this.#bySpelling.get(value) ?? this.#readNew(value);
  }

  /** Whether a value does not match a scenario. Has no side effects. */
  isUnknown(value: string): boolean {
    return this.#scenarioOf(value) === undefined;
  }

  #scenarioOf(value: string): ScenarioName | undefined {
    return this.#byValue.get(comparableName(value)) ?? this.#byLooseValue.get(looseName(value));
  }

  #readNew(value: string): ScenarioValue | undefined {
    const scenario = this.#scenarioOf(value);
    if (scenario === undefined) return undefined;
    const sent = this.#sent.get(scenario) ?? trimmed(value);
    this.#sent.set(scenario, sent);
    if (this.#bySpelling.size < MAX_SPELLINGS) this.#bySpelling.set(value, { scenario, sent });
    return { scenario, sent };
  }

  /** The value that is sent for a scenario; its usual value if no record has one. */
  sentFor(scenario: ScenarioName): string {
    return this.#sent.get(scenario) ?? SCENARIOS[scenario].value;
  }
}
