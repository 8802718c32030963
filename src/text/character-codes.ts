/** Characters as numbers: the bytes of ASCII text, or UTF-16 code units. */
export type CharacterCodes = Uint8Array | Uint16Array;

const FIRST_LENGTH = 64;

/** A short text as UTF-16 code units. The object is reused for many texts. */
export class CodeText {
  codes = new Uint16Array(FIRST_LENGTH);
  length = 0;

  get isEmpty(): boolean {
    return this.length === 0;
  }

  clear(): void {
    this.length = 0;
  }

  setText(text: string): this {
    this.#makeRoom(text.length);
    for (let i = 0; i < text.length; i += 1) this.codes[i] = text.charCodeAt(i);
    this.length = text.length;
    return this;
  }

  /** Takes over ASCII characters in lower case. */
  setLowerCase(source: CharacterCodes, from: number, to: number): void {
    this.#makeRoom(to - from);
    for (let at = from; at < to; at += 1) {
      const code = source[at]!;
      this.codes[at - from] = code >= 0x41 && code <= 0x5a ? code | 0x20 : code;
    }
    this.length = to - from;
  }

  /** Whether this is the same text, character by character. */
  equals(source: CharacterCodes, from: number, to: number): boolean {
    if (to - from !== this.length) return false;
    for (let i = 0; i < this.length; i += 1) if (this.codes[i] !== source[from + i]) return false;
    return true;
  }

  #makeRoom(length: number): void {
    if (length > this.codes.length) this.codes = new Uint16Array(2 * length);
  }
}

/** The text of some ASCII characters. */
export function asciiText(codes: CharacterCodes, from: number, to: number): string {
  return String.fromCharCode(...codes.subarray(from, to));
}
