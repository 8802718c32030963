import { SCENARIOS } from '../scenarios.ts';
import type { OpenQuestion } from './columns/choose-columns.ts';
import type { ColumnProfile } from './columns/column-profile.ts';

/** How a column is called in a sentence: by its name where that may be shown, else by its number. */
export type NameColumn = (column: ColumnProfile) => string;

/** What people have to decide, for each kind of question. */
export function formatQuestion(question: OpenQuestion, nameOf: NameColumn): string {
  switch (question.kind) {
    case 'users':
      if (question.areDoubtful)
        return `${sentenceStart(joined(question.columns, nameOf, 'and'))} ${question.columns.length === 1 ? 'contains' : 'contain'} users, but they seem to be other people than those of the records, or are often missing. Only if they are the right ones, add the column to \`columns\`, as \`EmailAddress: …\`; otherwise change the export to include the right ones.`;
      return `More than one column contains users: ${joined(question.columns, nameOf, 'and')}. Add the one with the user principal names to \`columns\`, as \`EmailAddress: …\`.`;
    case 'no-user':
      return 'No column contains users in the form of a user principal name (name@contoso.com). Change the export to include them. If a column identifies users in another way, such as by an employee number, see `resolve-users`.';
    case 'dates':
      return question.fields.length === 1
        ? `It is not clear which column is ${question.fields[0]}: ${joined(question.columns, nameOf, 'and')} contain dates. Add the right one to \`columns\`, as \`${question.fields[0]}: …\`.`
        : `It is not clear which columns are ${question.fields.join(' and ')}: ${joined(question.columns, nameOf, 'and')} contain dates. Add the right ones to \`columns\`, as ${question.fields.map((field) => `\`${field}: …\``).join(' and ')}.`;
    case 'one-date':
      return `Only one column can contain the dates of an event: ${joined(question.columns, nameOf, 'and')}. A resignation needs two, ResignationDate and LastWorkingDate: change the export to include both. If it is not a resignation, add \`EffectiveDate: …\` to \`columns\` and set \`scenario\`.`;
    case 'no-date':
      if (question.unread !== undefined)
        return `The dates in ${nameOf(question.unread.column)} cannot be read. ${question.unread.hint}.`;
      return 'No column contains dates that could be the dates of an event. Change the export to include them.';
    case 'missing-fields':
      return `No column was found for ${question.fields.join(', ')}, which ${SCENARIOS[question.scenario].value} needs. If the file has them, add them to \`columns\`.`;
    case 'scenario':
      return `The columns do not show which scenario this is: ${question.scenarios.join(', ')}. Set \`scenario\`.`;
  }
}

function sentenceStart(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function joined(columns: readonly ColumnProfile[], nameOf: NameColumn, last: string): string {
  const names = columns.map(nameOf);
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} ${last} ${names.at(-1)}`;
}

const asLines = (forms: readonly string[]): string => forms.map((form) => `\`${form}\``).join(', ');

/** @param dayFirst The forms with the day first. @param monthFirst The same with the month first. */
export function formatDayOrder(dayFirst: readonly string[], monthFirst: readonly string[]): string {
  return `It is not clear whether the day or the month comes first: no date in the file shows it. Set \`date-format\` to ${asLines(dayFirst)} (day first) or ${asLines(monthFirst)} (month first, as in the United States).`;
}

/** @param position From 1. */
export function formatOptional(field: string, position: number): string {
  return `Column ${position} may be ${field}, but its name must not be shown here. If it is ${field}, add \`${field}: …\` with the name of the column to \`columns\`.`;
}

/** @param position From 1. */
export function formatUnnamed(position: number, hasName: boolean): string {
  return hasName
    ? `Column ${position} has the same name as another column, so \`columns\` cannot map it. Change the export to give each column its own name.`
    : `Column ${position} has no name, so \`columns\` cannot map it. Change the export to write one.`;
}

export const REPLACE_PLACEHOLDERS =
  'The names of some columns must not be shown here. Replace each `<column N>` with the name of that column in the file.';
export const REVERSED_DATES =
  'With these columns, the last working day is before the resignation in most records: check which column is which before you use them.';
export const TOO_SLOW =
  'No inputs are suggested, because the file takes too long to analyze. Try it with its first 100 lines.';
export const MIXED_ORDER =
  'Some dates have the day first and others have the month first: export all dates in one form, preferably ISO 8601.';
export const NO_ZONE =
  'The dates have no offset from UTC, and their time zone is not in the file: without `time-zone` they are read as UTC. Set it to the zone of the system that wrote them, such as `time-zone: Europe/Berlin`.';
export const NO_HEADER =
  'The file has no header above its first record. Change the export to write the column names in the first line.';
export const NO_ENCODING =
  'The encoding of the file is not one of those that the action tries. Export it as UTF-8.';
export const CHECK_ENCODING =
  'The encoding was guessed from the text. To be sure, check a few names in the portal or in the HR system.';
