import { quoted } from '../../text/printable.ts';
import { SCENARIO_NAMES, SCENARIOS, type ScenarioName } from '../scenarios.ts';
import { type ColumnSettings, type HeaderProblem, headerProblem } from './file-columns.ts';
import { columnFromInputLabel, type NamedColumns } from './named-columns.ts';

/** Usual names of the scenario column (Microsoft Learn; a widely copied sample says `Scenario`). */
export const USUAL_SCENARIO_COLUMNS: readonly string[] = ['HRScenario', 'Scenario'];

/** Finds the scenario column: that of the input, else one with a usual name. Position -1 without one. */
export function findScenarioColumn(
  header: NamedColumns,
  settings: ColumnSettings,
): { position: number; problems: HeaderProblem[] } {
  if (settings.scenarioColumn !== 'auto') {
    const [position = -1] = header.find(settings.scenarioColumn);
    const missing = `The input \`scenario-column\` names the column ${quoted(settings.scenarioColumn)}, which the file does not have.`;
    return {
      position,
      problems:
        position === -1
          ? [headerProblem('missing-column', columnFromInputLabel(settings.scenarioColumn), missing)]
          : [],
    };
  }
  const position = USUAL_SCENARIO_COLUMNS.flatMap((name) => header.find(name))[0] ?? -1;
  return { position, problems: [] };
}

/** The scenario that each value of the scenario column stands for; keys are in lower case. */
export function scenarioByValue(settings: ColumnSettings): ReadonlyMap<string, ScenarioName> {
  return new Map([
    ...SCENARIO_NAMES.map((name) => [SCENARIOS[name].value.toLowerCase(), name] as const),
    ...settings.scenarioValues.map(({ scenario, value }) => [value.toLowerCase(), scenario] as const),
  ]);
}
