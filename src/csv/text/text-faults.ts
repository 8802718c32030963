import { isUtf8 } from 'node:buffer';
import { endOfLine } from '../block-text.ts';
import { UnreadableTextError, WrongEncodingError } from '../content-fault.ts';
import { adviseEncoding, adviseOtherEncoding } from './encoding-advice.ts';
import { LineCounter } from './line-counter.ts';

/**
 * Checks that whole lines are valid UTF-8.
 * @param firstLine Physical line number of the first byte.
 * @throws {UnreadableTextError} with the line of the first bad byte.
 */
export function assertUtf8(bytes: Buffer, firstLine: number): void {
  let line = firstLine;
  for (let start = 0; start < bytes.length; line += 1) {
    const end = endOfLine(bytes, start);
    const found = bytes.subarray(start, end);
    if (!isUtf8(found)) {
      throw new UnreadableTextError(
        line,
        'The line contains bytes that are not valid UTF-8.',
        adviseEncoding(found),
      );
    }
    start = end;
  }
}

/** Control characters of ISO 6429 that do not occur in text; U+0085 is a line break on mainframes. */
const CONTROL = /[\u0080-\u0084\u0086-\u009f]/;
/** Private-use characters, which have a meaning only in the system that defined them. */
const PRIVATE = /\p{Co}/u;

/**
 * Checks that decoded text has no characters that indicate a wrong encoding.
 * @param firstLine Physical line number of its first character.
 * @param encoding The encoding used, for the advice.
 * @throws {WrongEncodingError} @throws {UnreadableTextError} with the line of the first one.
 */
export function assertText(text: string, firstLine: number, encoding: string): void {
  const control = text.search(CONTROL);
  const inPrivate = text.search(PRIVATE);
  if (control === -1 && inPrivate === -1) return;
  const isControl = inPrivate === -1 || (control !== -1 && control < inPrivate);
  const lines = new LineCounter();
  lines.add(text.slice(0, isControl ? control : inPrivate));
  const line = firstLine + lines.line - 1;
  const advice = adviseOtherEncoding(encoding);
  if (!isControl) {
    const what = 'The line contains private-use characters, which other systems cannot read.';
    throw new UnreadableTextError(line, what, advice);
  }
  const what = `Decoded as ${encoding}, the line contains control characters (U+0080 to U+009F), which do not occur in text.`;
  throw new WrongEncodingError(line, what, advice);
}

/** The error for a line whose bytes cannot be decoded. */
export function notInEncoding(line: number, encoding: string): UnreadableTextError {
  const what = `The line contains bytes that are not valid ${encoding}.`;
  return new UnreadableTextError(line, what, adviseOtherEncoding(encoding));
}
