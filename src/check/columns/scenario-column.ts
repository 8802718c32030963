import { quoted } from '../../text/printable.ts';
import { USUAL_SCENARIO_COLUMNS } from './column-names.ts';
import { type ColumnSettings, type HeaderProblem, headerProblem } from './file-columns.ts';
import { columnFromInputLabel, type NamedColumns } from './named-columns.ts';

/** Finds the scenario column: that of the input, or one with a usual name. The position is -1 if there is none. */
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
  const position = header.find(...USUAL_SCENARIO_COLUMNS)[0] ?? -1;
  return { position, problems: [] };
}
