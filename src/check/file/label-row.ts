import { trimmed } from '../../text/white-space.ts';
import type { FileColumns } from '../columns/file-columns.ts';
import type { ScenarioValues } from '../columns/scenario-values.ts';

const MAX_LABEL = 64;
/** Words in labels, in the languages of HR systems; a record of a person contains none of them. */
const WORDS =
  'upn user username login account employee day last first name timestamp string text varchar remarks? rating required ' +
  'optional benutzer konto mitarbeiter tag utilisateur courriel correo usuario jour giorno utente dipendente gebruiker ' +
  'medewerker użytkownik';
/** The same as parts of words, and words in scripts in which regular expressions find no word boundaries. */
const PARTS =
  'mail datum date fecha tag$ пользователь сотрудник дата почта 日 メール 氏名 邮箱 郵件 日期 이메일 날짜';
const anyOf = (words: string): string => words.replaceAll(' ', '|');
const LABEL_WORDS = new RegExp(`\\b(?:${anyOf(WORDS)})\\b|${anyOf(PARTS)}`, 'iu');

/**
 * Whether a row consists of labels: every required value is a short text with at most one digit, no value is a user, a
 * date or a scenario, and one contains a label word. Such a row cannot be a record.
 */
export function isLabelRow(
  cells: readonly string[],
  columns: FileColumns,
  scenarioValues: ScenarioValues,
): boolean {
  const scenario = columns.onlyScenario;
  const required =
    scenario === undefined
      ? [...columns.users, columns.scenarioColumn]
      : columns.bound.get(scenario)!.fields.flatMap(({ field, columns: at }) => (field.required ? at : []));
  if (required.length === 0) return false;
  const labels = cells.filter((cell) => cell !== '');
  return (
    required.every((i) => i >= 0 && isLabel(cells[i] ?? '')) &&
    labels.every(isLabel) &&
    labels.some((cell) => LABEL_WORDS.test(cell)) &&
    (columns.scenarioColumn === -1 || scenarioValues.isUnknown(cells[columns.scenarioColumn] ?? ''))
  );
}

function isLabel(cell: string): boolean {
  if (cell.length > MAX_LABEL) return false;
  const text = trimmed(cell);
  return /\p{L}/u.test(text) && !/[@\\]|\p{Nd}.*\p{Nd}/u.test(text);
}
