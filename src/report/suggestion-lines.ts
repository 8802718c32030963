import type { Suggestion } from '../check/suggest/suggestion.ts';
import { formatCount } from '../text/numbers.ts';
import { formatYamlMapping } from './yaml.ts';

/** The suggested inputs as lines of YAML; none where there are none. */
export function formatSuggestedInputs({ inputs }: Suggestion): string[] {
  return formatYamlMapping(inputs);
}

/** What the check does with the suggested inputs. */
export function formatEffect({ errorsBefore, errorsAfter, isDecided }: Suggestion): string {
  const after = errorsAfter === 0 ? 'no errors' : formatCount(errorsAfter, 'error');
  const left = isDecided ? '' : ', once the question below is answered';
  return `With these inputs the check finds ${after} in the whole input instead of ${formatCount(errorsBefore, 'error')}${left}.`;
}

/** A suggestion for the log. */
export function describeSuggestion(suggestion: Suggestion): string[] {
  const { inputs, notes } = suggestion;
  const lines = formatSuggestedInputs(suggestion);
  return [
    ...(inputs.length === 0
      ? []
      : [`Suggested inputs, to paste under \`with:\`. ${formatEffect(suggestion)}`, '', ...lines, '']),
    ...notes.map((note) => `- ${note}`),
  ];
}
