const LOST = /\ufffd|\p{L}\?+\p{L}/u;

/**
 * Whether letters of a value were lost before the file was written: U+FFFD, which a program writes for what it could
 * not read, or question marks between letters, which one writes for what its encoding does not have.
 */
export function hasLostLetters(value: string): boolean {
  // Nearly no value has either.
  return (value.includes('?') || value.includes('\ufffd')) && LOST.test(value);
}
