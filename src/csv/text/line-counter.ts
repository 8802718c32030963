/** Counts physical lines in text that comes in pieces: CRLF, LF and a lone CR end one. */
export class LineCounter {
  /** The line on which the text so far ends, from 1. */
  line = 1;
  #endsInReturn = false;

  add(text: string): void {
    if (text === '') return;
    // The CR of this CRLF came last time, and was taken for a lone one.
    if (this.#endsInReturn && text.startsWith('\n')) this.line -= 1;
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) this.line += 1;
    for (let at = text.indexOf('\r'); at !== -1; at = text.indexOf('\r', at + 1)) {
      if (text[at + 1] !== '\n') this.line += 1;
    }
    this.#endsInReturn = text.endsWith('\r');
  }
}
