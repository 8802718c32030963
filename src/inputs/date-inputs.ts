import { compileDateFormat, type DateFormat, isIso, relationOf } from '../check/dates/date-format.ts';
import { DatePatternError, parsePattern } from '../check/dates/date-pattern.ts';
import { TimeZone } from '../check/dates/zones/time-zones.ts';
import { isZoneName } from '../check/dates/zones/zone-names.ts';
import { quoted } from '../text/printable.ts';
import type { InputReader } from './input-reader.ts';

/** Reads `date-format` and `time-zone`. */
export function readDateInputs(inputs: InputReader): DateFormat {
  const zone = readTimeZone(inputs);
  const forms = readForms(inputs);
  return compileDateFormat(forms.length === 0 ? ['iso'] : forms, zone);
}

/** The valid forms. */
function readForms(inputs: InputReader): string[] {
  const lines = inputs.lines('date-format');
  const forms = lines.filter((form, i) => {
    const problem = patternProblem(form);
    if (problem === undefined) return true;
    const place = lines.length === 1 ? '' : `Line ${i + 1} of `;
    inputs.add({
      code: 'date-format-invalid',
      what: `${place}\`date-format\` ${problem}.`,
      fix: [PATTERN_ADVICE],
    });
    return false;
  });
  refuseConflicts(inputs, forms);
  return forms;
}

const PATTERN_ADVICE =
  'Use `iso` or a pattern in the letters of .NET, such as `dd/MM/yyyy` or `M/d/yyyy h:mm tt`; see docs/rules.md, "How your system writes dates".';

function patternProblem(form: string): string | undefined {
  if (isIso(form)) return undefined;
  try {
    parsePattern(form);
    return undefined;
  } catch (error) {
    if (!(error instanceof DatePatternError)) throw error;
    return error.message;
  }
}

function refuseConflicts(inputs: InputReader, forms: readonly string[]): void {
  for (const [i, form] of forms.entries()) {
    const other = forms.slice(0, i).find((earlier) => relationOf(earlier, form) === 'other');
    if (other === undefined) continue;
    inputs.add({
      code: 'date-format-conflict',
      what: `\`date-format\` has ${quoted(other)} and ${quoted(form)}, which read the same text as different dates.`,
      fix: [
        'Keep the one that your system writes.',
        'If the file has both, nothing distinguishes them: export dates in one form, preferably ISO 8601.',
      ],
    });
  }
}

function readTimeZone(inputs: InputReader): TimeZone | undefined {
  const name = inputs.text('time-zone');
  if (name === '') return undefined;
  if (isZoneName(name)) return new TimeZone(name);
  // Imported lazily: only a wrong name needs the tables.
  inputs.add(import('../check/dates/zones/zone-advice.ts').then(({ explainZone }) => explainZone(name)));
  return undefined;
}
