import { trimmed } from '../../text/white-space.ts';
import type { FileColumns } from '../columns/file-columns.ts';
import type { ScenarioValues } from '../columns/scenario-values.ts';

const MAX_LABEL = 64;
/** Words of labels, in the languages of HR systems; a row of people has none of them. */
const LABEL_WORDS =
  /\b(?:e-?mail|upn|user|username|login|account|employee|date|day|last|first|name|datetime|timestamp|string|text|varchar|remarks?|rating|required|optional|benutzer|konto|mitarbeiter|datum|tag|utilisateur|courriel|fecha|correo|usuario|jour|giorno|utente|dipendente|gebruiker|medewerker|użytkownik|пользователь|сотрудник|дата|почта)\b|mail|datum|date|fecha|tag$|日|メール|氏名|邮箱|郵件|日期|이메일|날짜/iu;

/**
 * Whether a row is one of labels: every value that a record needs is a short text without more than one digit, nothing
 * in it is a user, a date or a scenario, and a word in it is one of labels. It cannot be a record then.
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
