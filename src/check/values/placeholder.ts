/** Words that programs write for a missing value: databases, R, Python, JavaScript, spreadsheets. */
const ANY_CASE: ReadonlySet<string> = new Set([
  'null',
  '(null)',
  '<null>',
  '[null]',
  '\\n',
  'n/a',
  '#n/a',
  'n.a.',
  'n.a',
  '<na>',
  '<n/a>',
  '(n/a)',
  'undefined',
  'none',
  '(none)',
  '<none>',
  '(blank)',
  '(empty)',
  'tbd',
  'tba',
  'not available',
  'not applicable',
  '#null!',
  '#value!',
  '#ref!',
  '#name?',
  '#div/0!',
  '#num!',
  'k.a.',
]);
/** Case-sensitive, because otherwise these are names of people. */
const THIS_CASE: ReadonlySet<string> = new Set(['NA', 'NaN', 'NIL', 'NaT']);
// The hyphens and dashes of Unicode, and the minus sign.
const ONLY_SIGNS = /^[-\u2010-\u2015\u2212._?*/\\#]+$/u;
const MAX_PLACEHOLDER = 16;

/** Whether a value is a placeholder for a missing value: `NULL`, `N/A`, a hyphen. @param value Trimmed. */
export function isPlaceholder(value: string): boolean {
  if (value.length > MAX_PLACEHOLDER) return false;
  return ONLY_SIGNS.test(value) || THIS_CASE.has(value) || ANY_CASE.has(value.toLowerCase());
}
