import { SCENARIO_NAMES, type ScenarioName } from '../scenarios.ts';
import {
  type BoundScenario,
  type ColumnSettings,
  type HeaderProblem,
  headerProblem,
} from './file-columns.ts';
import { describeMissing, describeSeen } from './seen-columns.ts';

interface ScenarioChoice {
  readonly scenario?: ScenarioName;
  readonly equallyLikely: readonly ScenarioName[];
  readonly problems: HeaderProblem[];
}

/** Chooses the scenario if there is no scenario column: that of the input, or the one with the most fields in the header. */
export function chooseScenario(
  bound: ReadonlyMap<ScenarioName, BoundScenario>,
  labels: readonly string[],
  settings: ColumnSettings,
): ScenarioChoice {
  if (settings.scenario !== 'auto') return { scenario: settings.scenario, equallyLikely: [], problems: [] };
  const scored = [...bound.values()].map((entry) => ({ entry, score: filledFields(entry) }));
  const best = Math.max(...scored.map(({ score }) => score));
  const winners = scored.filter(({ score }) => score === best).map(({ entry }) => entry);
  const complete = winners.filter(({ problems }) => problems.length === 0);
  const candidates = complete.length > 0 ? complete : winners;
  const [first] = candidates;
  const haveSameChecks = candidates.every((entry) => checksOf(entry) === checksOf(first!));
  if (best > 1 && haveSameChecks) {
    const [chosen, ...others] = candidates.map(({ scenario }) => scenario.name);
    return { scenario: chosen!, equallyLikely: others, problems: [] };
  }
  const names =
    best > 1 ? candidates.map(({ scenario }) => scenario.name).join(', ') : SCENARIO_NAMES.join(', ');
  const message = {
    seen: `The columns match more than one HR scenario, or none. ${describeSeen(labels)} ${describeMissing(bound)}`,
    fix: `Set the input \`scenario\` to one of: ${names}. Map columns with other names in \`columns\`.`,
  };
  return { equallyLikely: [], problems: [headerProblem('no-scenario', null, message)] };
}

function filledFields(entry: BoundScenario): number {
  return entry.fields.filter(({ columns }) => columns.length > 0).length;
}

/** How the check would treat the file under a scenario, as text to compare. */
function checksOf(entry: BoundScenario): string {
  const filled = entry.fields.filter(({ columns, field }) => columns.length > 0 || field.required);
  return JSON.stringify(
    filled.map(({ field, columns }) => [field.kind, field.required, field.maximumLength, columns]),
  );
}
