import { normalName, trimmed } from '../../text/white-space.ts';
import { SCENARIO_NAMES, SCENARIOS, type ScenarioName } from '../scenarios.ts';
import { comparableName, looseName } from './column-names.ts';
import type { ColumnSettings } from './file-columns.ts';

/** A value of the scenario column: what it means, and what is sent in its place. */
export interface ScenarioValue {
  readonly scenario: ScenarioName;
  readonly sent: string;
}

const MAX_SPELLINGS = 100;

/**
 * The values of the scenario column in all files of a run. A connector knows one value for a scenario, so one is sent: the
 * customer's own, else the first one met.
 */
export class ScenarioValues {
  readonly #byValue: ReadonlyMap<string, ScenarioName>;
  readonly #byLooseValue: ReadonlyMap<string, ScenarioName>;
  /** What is sent for each scenario, as far as it is known. */
  readonly #sent: Map<ScenarioName, string>;
  /** The values as they were met, so that most records need no folding of case. */
  readonly #bySpelling = new Map<string, ScenarioValue>();

  constructor({ scenarioValues }: ColumnSettings) {
    const usual = SCENARIO_NAMES.flatMap((name) =>
      [name, SCENARIOS[name].value].map((value) => [value, name] as const),
    );
    const own = scenarioValues.map(({ scenario, value }) => [value, scenario] as const);
    const all = [...usual, ...own];
    this.#byValue = new Map(all.map(([value, name]) => [comparableName(value), name]));
    this.#byLooseValue = new Map(all.map(([value, name]) => [looseName(value), name]));
    // Of several own values of a scenario the first one is sent.
    this.#sent = new Map(own.toReversed().map(([value, name]) => [name, normalName(value)]));
  }

  /** Reads a value of a record. @returns undefined for one that stands for no scenario. */
  read(value: string): ScenarioValue | undefined {
    return this.#bySpelling.get(value) ?? this.#readNew(value);
  }

  /** Whether a value stands for no scenario; asking changes nothing. */
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

  /** What marks a scenario in what is sent; its usual value where no record has one. */
  sentFor(scenario: ScenarioName): string {
    return this.#sent.get(scenario) ?? SCENARIOS[scenario].value;
  }

  /** The scenarios, for messages. */
  get known(): string {
    return [...new Set(this.#byValue.values())].join(', ');
  }
}
