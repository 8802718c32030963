const LOST = /\ufffd|\p{L}\?+\p{L}/u;

/**
 * Whether letters of a value were lost before the file was written: programs write U+FFFD for bytes that they could not
 * decode, and question marks for letters that are not in their encoding.
 */
export function hasLostLetters(value: string): boolean {
  // Almost no value has either.
  return (value.includes('?') || value.includes('\ufffd')) && LOST.test(value);
}
