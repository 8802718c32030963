/**
 * Creates a matcher for an entire text: `*` matches any characters, `?` one, and `piece` may add more. Its time is bounded
 * by the length of the text times the length of the pattern, unlike that of a regular expression.
 * @param piece Reads a piece of the pattern that matches one character (`?`, a letter, a class) at a position.
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

/** A piece of a pattern that matches one character of a text. */
export interface WildcardPiece {
  /** Its length in the pattern; at least 1. */
  readonly length: number;
  readonly isMatch: (character: string) => boolean;
}

/** `?` matches any character, every other one matches itself. */
function oneCharacter(pattern: string, at: number): WildcardPiece {
  const wanted = pattern[at]!;
  return { length: 1, isMatch: wanted === '?' ? () => true : (character) => character === wanted };
}

/** If the rest does not match, the last `*` takes one more character; earlier ones never need to. */
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
