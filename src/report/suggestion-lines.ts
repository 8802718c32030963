import type { Suggestion } from '../check/suggest/suggestion.ts';
import { formatCount, formatNumber } from '../text/numbers.ts';
import { formatYamlMapping } from './yaml.ts';

/** What the check does with the suggested inputs. */
export function formatEffect({ errorsBefore, errorsAfter, isDecided }: Suggestion): string {
  const left = isDecided ? '' : ' This assumes that the question below is answered.';
  if (errorsAfter >= errorsBefore)
    return `With these inputs the file can be read. ${formatCount(errorsAfter, 'error')} ${errorsAfter === 1 ? 'remains' : 'remain'}, in values that no input changes.${left}`;
  const after = errorsAfter === 0 ? 'no errors' : formatCount(errorsAfter, 'error');
  return `With these inputs the check of all files finds ${after} instead of ${formatNumber(errorsBefore)}.${left}`;
}

/** A suggestion for the log. */
export function describeSuggestion(suggestion: Suggestion): string[] {
  const { inputs, notes } = suggestion;
  return [
    ...(inputs.length === 0
      ? []
      : [
          `Suggested inputs, to paste under \`with:\`, where they replace inputs of the same names. ${formatEffect(suggestion)}`,
          '',
          ...formatYamlMapping(inputs),
          '',
        ]),
    ...notes.map((note) => `- ${note}`),
  ];
}
