import { closest, distance } from 'fastest-levenshtein';

/** ` Did you mean …?` if one of the names is close or contains the text, else nothing. */
export function suggestion(text: string, names: readonly string[]): string {
  if (text.length > MAX_TEXT) return '';
  const wanted = text.toLowerCase();
  const byLowerCase = new Map(names.map((name) => [name.toLowerCase(), name]));
  const lower = [...byLowerCase.keys()];
  const containing = lower.find((name) => wanted.length >= MIN_LETTERS && name.includes(wanted));
  const near = closest(wanted, lower);
  const isNear = distance(wanted, near) <= Math.max(2, Math.ceil(near.length / 3));
  const name = byLowerCase.get(isNear ? near : (containing ?? ''));
  return name === undefined ? '' : ` Did you mean \`${name}\`?`;
}

/** A longer text is not a mistyped name, and comparing it is slow. */
const MAX_TEXT = 100;

/** Shorter texts are contained in too many names. */
const MIN_LETTERS = 4;
