/** Counts physical lines in a stream of text. CRLF, LF and a lone CR are line ends. */
export class LineCounter {
  /** The last line of the text so far, from 1. */
  line = 1;
  #endsInReturn = false;

  add(text: string): void {
    if (text === '') return;
    // The CR of this CRLF ended the previous piece, and was counted as a lone CR.
    if (this.#endsInReturn && text.startsWith('\n')) this.line -= 1;
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) this.line += 1;
    for (let at = text.indexOf('\r'); at !== -1; at = text.indexOf('\r', at + 1)) {
      if (text[at + 1] !== '\n') this.line += 1;
    }
    this.#endsInReturn = text.endsWith('\r');
  }
}
