import type { CharacterCodes } from '../text/character-codes.ts';

export const LF = 0x0a;
export const CR = 0x0d;
export const QUOTATION_MARK = 0x22;

/** The text of a block of complete lines, as characters and as numbers at the same positions. */
export interface BlockText {
  readonly codes: CharacterCodes;
  /** Decoded when it is needed: most records need no strings. */
  readonly text: string;
  /** Number of UTF-8 bytes between two positions. */
  byteLength(from: number, to: number): number;
}

/** ASCII: the bytes are the codes. Valid until they change. */
export class AsciiText implements BlockText {
  readonly codes: Buffer;
  #text: string | undefined;

  constructor(bytes: Buffer) {
    this.codes = bytes;
  }

  get text(): string {
    this.#text ??= this.codes.toString('latin1');
    return this.#text;
  }

  byteLength(from: number, to: number): number {
    return to - from;
  }
}

/** Any other text. */
export class WideText implements BlockText {
  readonly text: string;
  readonly codes: Uint16Array;

  /** @param room Receives the codes: at least two bytes for each of the text. Valid until it changes. */
  constructor(text: string, room: ArrayBuffer) {
    this.text = text;
    // Runners have little-endian processors, so the bytes of UTF-16LE are the code units.
    Buffer.from(room).write(text, 'utf16le');
    this.codes = new Uint16Array(room, 0, text.length);
  }

  byteLength(from: number, to: number): number {
    return Buffer.byteLength(this.text.slice(from, to));
  }
}

/** @param at Position of a CR or LF. @returns The position after the line end: CRLF, LF or a lone CR. */
export function afterLineEnd(codes: CharacterCodes, at: number): number {
  return codes[at] === CR && codes[at + 1] === LF ? at + 2 : at + 1;
}

/** @returns The position after the line end that follows `from`, or the end of the text. */
export function endOfLine(codes: CharacterCodes, from: number): number {
  for (let at = from; at < codes.length; at += 1) {
    const code = codes[at];
    if (code === LF || code === CR) return afterLineEnd(codes, at);
  }
  return codes.length;
}
