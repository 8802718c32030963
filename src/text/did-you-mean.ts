import { closest, distance } from 'fastest-levenshtein';

/** ` Did you mean …?` if one of the names is close or holds the text, else nothing. */
export function suggestion(text: string, names: readonly string[]): string {
  const wanted = text.toLowerCase();
  const byLowerCase = new Map(names.map((name) => [name.toLowerCase(), name]));
  const lower = [...byLowerCase.keys()];
  const holding = lower.find((name) => wanted.length >= FEWEST_LETTERS && name.includes(wanted));
  const near = closest(wanted, lower);
  const isNear = distance(wanted, near) <= Math.max(2, Math.ceil(near.length / 3));
  const name = byLowerCase.get(isNear ? near : (holding ?? ''));
  return name === undefined ? '' : ` Did you mean \`${name}\`?`;
}

/** Shorter texts stand in too many names. */
const FEWEST_LETTERS = 4;
