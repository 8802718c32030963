/** Characters as numbers: the bytes of ASCII text, or UTF-16 code units. */
export type CharacterCodes = Uint8Array | Uint16Array;

const FIRST_LENGTH = 64;

/** A short text as UTF-16 code units. The object is reused for many texts. */
export class CodeText {
  codes = new Uint16Array(FIRST_LENGTH);
  length = 0;

  setText(text: string): this {
    if (text.length > this.codes.length) this.codes = new Uint16Array(2 * text.length);
    for (let i = 0; i < text.length; i += 1) this.codes[i] = text.charCodeAt(i);
    this.length = text.length;
    return this;
  }

  /** Whether this is the same text, character by character. */
  equals(source: CharacterCodes, from: number, to: number): boolean {
    if (to - from !== this.length) return false;
    for (let i = 0; i < this.length; i += 1) if (this.codes[i] !== source[from + i]) return false;
    return true;
  }
}
