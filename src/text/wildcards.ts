/**
 * A matcher for a whole text: `*` stands for any characters, `?` for one, and whatever `piece` adds. Its time is bounded by
 * length of text times length of pattern, whatever they are; a regular expression's is not.
 * @param piece Reads a piece of the pattern that stands for one character (`?`, a letter, a class) at a position.
 */
export function wildcardMatcher(
  pattern: string,
  piece: (pattern: string, at: number) => WildcardPiece = oneCharacter,
): (text: string) => boolean {
  const pieces: (WildcardPiece | '*')[] = [];
  for (let at = 0; at < pattern.length; ) {
    if (pattern[at] === '*') {
      if (pieces.at(-1) !== '*') pieces.push('*');
      at += 1;
    } else {
      const next = piece(pattern, at);
      pieces.push(next);
      at += next.length;
    }
  }
  return (text) => matches(pieces, text);
}

/** What stands for one character of a text. */
export interface WildcardPiece {
  /** Characters of the pattern that it takes; at least 1. */
  readonly length: number;
  readonly isMatch: (character: string) => boolean;
}

/** `?` for any character, every other one for itself. */
export function oneCharacter(pattern: string, at: number): WildcardPiece {
  const wanted = pattern[at]!;
  return { length: 1, isMatch: wanted === '?' ? () => true : (character) => character === wanted };
}

/** The last `*` takes one character more each time the rest does not match; an earlier one never needs to. */
function matches(pieces: readonly (WildcardPiece | '*')[], text: string): boolean {
  let at = 0;
  let next = 0;
  let star = -1;
  let starAt = 0;
  while (at < text.length) {
    const piece = pieces[next];
    if (piece === '*') {
      star = next;
      starAt = at;
      next += 1;
    } else if (piece?.isMatch(text[at]!)) {
      at += 1;
      next += 1;
    } else if (star === -1) {
      return false;
    } else {
      starAt += 1;
      at = starAt;
      next = star + 1;
    }
  }
  return pieces.slice(next).every((piece) => piece === '*');
}
