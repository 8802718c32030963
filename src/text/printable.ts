/**
 * Characters that a reader cannot see or that change what the others look like: control, format (bidirectional
 * overrides, zero-width), line and paragraph separators, lone surrogates, other invisible letters and selectors.
 */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]+/gu;

/** More than three marks on one letter serve to paint over the lines above and below. */
const STACKED_MARKS = /(\p{M}{3})\p{M}+/gu;

/**
 * Text from outside (file names, column names, a server's words, claims) made harmless for a log line: one line,
 * nothing in it invisible, unable to form a workflow command (`::name`, `##[name]`). What is taken out leaves a blank,
 * so that its neighbours cannot join to something new; applying it twice changes nothing.
 */
export function printable(text: string): string {
  return text
    .replace(UNSEEN, ' ')
    .replace(STACKED_MARKS, '$1')
    .replace(/:(?=:)/g, ': ')
    .replace(/##(?=\w*\[)/g, '## ');
}

/** The first `maximum` characters of a text, with `…` for what was cut off; never half a character. */
export function shortened(text: string, maximum: number): string {
  // Most texts are short: only a long one is taken apart into characters.
  if (text.length <= maximum) return text;
  const characters = Array.from(text.slice(0, maximum * 2 + 2));
  return characters.length <= maximum ? text : `${characters.slice(0, maximum - 1).join('')}…`;
}

/** Longest name that is shown; paths and subjects have fewer characters. */
const MAX_NAME_LENGTH = 300;

/**
 * A name from an input (a path, a column, a host, an audience) or from a token, whole and as it was given, or not at
 * all. It may be a secret that was pasted into the wrong input, and the runner masks that only where it is whole and
 * unaltered; so a name that would have to be altered to be harmless is not shown.
 */
export function asGiven(name: string): string {
  const isShown = name.length <= MAX_NAME_LENGTH && !name.includes('`') && printable(name) === name;
  return isShown ? name : `(${name.length} characters, not shown)`;
}

/** The same for a sentence: between backticks if it is shown. */
export function quoted(name: string): string {
  const text = asGiven(name);
  return text === name ? `\`${name}\`` : text;
}
