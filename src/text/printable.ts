/**
 * Characters that are invisible or change how others look: control, format (bidirectional
 * overrides, zero-width), line and paragraph separators, lone surrogates, other invisible letters and selectors.
 */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]+/gu;

/** More than three marks on one letter can overprint the lines above and below. */
const STACKED_MARKS = /(\p{M}{3})\p{M}+/gu;

/**
 * Makes text from outside (file names, column names, server text, claims) safe for a log line: a single line, without
 * invisible characters, unable to form a workflow command (`::name`, `##[name]`). Removed characters are replaced by a
 * space, so that their neighbors cannot form something new. Idempotent.
 */
export function printable(text: string): string {
  return text
    .replace(UNSEEN, ' ')
    .replace(STACKED_MARKS, '$1')
    .replace(/:(?=:)/g, ': ')
    .replace(/##(?=\w*\[)/g, '## ');
}

/** The first `maximum` characters of a text, with `…` if it was longer; never half a character. */
export function shortened(text: string, maximum: number): string {
  // Most texts are short: only a long one is split into characters.
  if (text.length <= maximum) return text;
  const characters = Array.from(text.slice(0, maximum * 2 + 2));
  return characters.length <= maximum ? text : `${characters.slice(0, maximum - 1).join('')}…`;
}

/** Maximum length of a name that is shown; paths and subjects are shorter. */
const MAX_NAME_LENGTH = 300;

/**
 * A name from an input (a path, a column, a host, an audience) or from a token, either unchanged or not at all. It may be
 * a secret that was pasted into the wrong input, which the runner masks only if it is complete and unchanged; so a name
 * that would have to be changed to be safe is not shown.
 */
export function asGiven(name: string): string {
  const isShown = name.length <= MAX_NAME_LENGTH && !name.includes('`') && printable(name) === name;
  return isShown ? name : `(${name.length} characters, not shown)`;
}

/** Like `asGiven`, but in backticks if it is shown. */
export function quoted(name: string): string {
  const text = asGiven(name);
  return text === name ? `\`${name}\`` : text;
}
