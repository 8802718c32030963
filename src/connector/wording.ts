/** A number for people: `1,203`. */
export function count(n: number): string {
  return n.toLocaleString('en-US');
}

/** A number with its noun: `1 record`, `1,203 records`. */
export function plural(n: number, noun: string): string {
  return `${count(n)} ${noun}${n === 1 ? '' : 's'}`;
}
