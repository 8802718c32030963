import { randomBytes } from 'node:crypto';
import type { CharacterCodes } from '../text/character-codes.ts';

/** The identity of an event: two valid records with the same key are the same event. The object is reused for all records. */
export interface RecordKey {
  /** Position in `SCENARIO_NAMES`. */
  scenario: number;
  /** The user, case-folded; empty if the record has none to compare. */
  readonly user: KeyText;
  /** Instant of the scenario's date; both 0 for scenarios without one. */
  seconds: number;
  ticks: number;
}

/** Longer than any user principal name; other values are possible before users are looked up. */
const FIRST_BYTES = 512;

/** A text as UTF-8, and the same bytes as 16-bit words for the hash. The object is reused for all records. */
export class KeyText {
  bytes = Buffer.allocUnsafeSlow(FIRST_BYTES);
  words = new Uint16Array(this.bytes.buffer);
  /** Number of bytes. */
  length = 0;

  get isEmpty(): boolean {
    return this.length === 0;
  }

  clear(): void {
    this.length = 0;
  }

  setText(text: string): this {
    this.#setLength(Buffer.byteLength(text));
    this.bytes.write(text);
    return this;
  }

  /** Takes over ASCII characters, in lower case. */
  setLowerCase(codes: CharacterCodes, from: number, to: number): void {
    this.#setLength(to - from);
    const { bytes } = this;
    for (let at = from; at < to; at += 1) {
      const code = codes[at]!;
      bytes[at - from] = code >= 0x41 && code <= 0x5a ? code | 0x20 : code;
    }
  }

  #setLength(length: number): void {
    if (length >= this.bytes.length) {
      this.bytes = Buffer.allocUnsafeSlow(2 * length);
      this.words = new Uint16Array(this.bytes.buffer);
    }
    this.length = length;
    // The second half of the last word, if the length is odd.
    this.bytes[length] = 0;
  }
}

/** Where a record is. */
export interface RecordPlace {
  /** Position of its file among the files of the run. */
  readonly file: number;
  readonly line: number;
}

/** 32-bit words of an entry: four of the hash, one of the line. */
const ENTRY_WORDS = 5;
const LINE = 4;
/** Entries per chunk: memory grows in steps of 320 KiB, without copying. */
const ENTRIES_PER_CHUNK = 2 ** 14;
const FIRST_SLOTS = 2 ** 12;

/**
 * The events of a run, as 128-bit hashes of their keys with the line of the first record: 20 bytes per record, and 11
 * to 22 for the hash table. For keys chosen without knowledge of the run's random numbers, two events have the same
 * hash with a probability below 2^-64, so a record is never reported as a duplicate by chance.
 */
export class SeenRecords {
  readonly #hash = new KeyHash();
  readonly #chunks: Int32Array[] = [];
  /** Number of the first entry of each file. */
  readonly #fileStarts: number[] = [];
  #size = 0;
  /**
   * Open addressing, two words per slot: the entry's number from 1 (0 is free) and the first word of its hash, so that an
   * entry is read only if it almost certainly matches.
   */
  #slots = new Int32Array(FIRST_SLOTS * 2);

  /** Assigns the records that follow to the next file. */
  startFile(): void {
    this.#fileStarts.push(this.#size);
  }

  /**
   * Adds an event of the current file.
   * @returns Its first place; undefined the first time.
   */
  add(key: RecordKey, line: number): RecordPlace | undefined {
    const { words } = this.#hash;
    this.#hash.set(key);
    const slots = this.#slots;
    const first = words[0]!;
    let at = placeIn(slots, first);
    for (let entry = slots[at]!; entry !== 0; entry = slots[at]!) {
      if (slots[at + 1] === first && this.#has(entry - 1, words)) return this.#placeOf(entry - 1);
      at = next(slots, at);
    }
    slots[at] = this.#append(words, line);
    slots[at + 1] = first;
    if (this.#size * 8 > slots.length * 3) this.#grow();
    return undefined;
  }

  #has(entry: number, words: Int32Array): boolean {
    const chunk = this.#chunks[Math.floor(entry / ENTRIES_PER_CHUNK)]!;
    const at = (entry % ENTRIES_PER_CHUNK) * ENTRY_WORDS;
    return (
      chunk[at] === words[0] &&
      chunk[at + 1] === words[1] &&
      chunk[at + 2] === words[2] &&
      chunk[at + 3] === words[3]
    );
  }

  #placeOf(entry: number): RecordPlace {
    const chunk = this.#chunks[Math.floor(entry / ENTRIES_PER_CHUNK)]!;
    const line = chunk[(entry % ENTRIES_PER_CHUNK) * ENTRY_WORDS + LINE]!;
    return { file: this.#fileStarts.findLastIndex((start) => start <= entry), line };
  }

  /** @returns The entry's number, from 1. */
  #append(words: Int32Array, line: number): number {
    const at = (this.#size % ENTRIES_PER_CHUNK) * ENTRY_WORDS;
    if (at === 0) this.#chunks.push(new Int32Array(ENTRIES_PER_CHUNK * ENTRY_WORDS));
    const chunk = this.#chunks[this.#chunks.length - 1]!;
    for (let i = 0; i < LANES; i += 1) chunk[at + i] = words[i]!;
    chunk[at + LINE] = line;
    this.#size += 1;
    return this.#size;
  }

  #grow(): void {
    const before = this.#slots;
    const slots = new Int32Array(before.length * 2);
    for (let from = 0; from < before.length; from += 2) {
      if (before[from] === 0) continue;
      let at = placeIn(slots, before[from + 1]!);
      while (slots[at] !== 0) at = next(slots, at);
      slots[at] = before[from]!;
      slots[at + 1] = before[from + 1]!;
    }
    this.#slots = slots;
  }
}

/** Where the search for a hash starts. The product mixes the sum's high bits, which depend on all words, into the low ones. */
function placeIn(slots: Int32Array, word: number): number {
  const product = Math.imul(word, 0x9e3779b1);
  return ((product ^ (product >>> 15)) << 1) & (slots.length - 1);
}

function next(slots: Int32Array, at: number): number {
  return (at + 2) & (slots.length - 1);
}

/** Words of the user; longer users reuse the random numbers, and user principal names are shorter. */
const KEYED_POSITIONS = 512;
const LANES = 4;
/** Words before the user: scenario, three of the seconds, two of the ticks, length of the user. */
const PREFIX_WORDS = 7;
/** Makes every instant of .NET positive. */
const SECONDS_BEFORE_1970 = 62_135_596_800;

/**
 * A multilinear hash: the sum of the key's 16-bit words, each multiplied by its own random number, in four lanes of
 * 32 bits. Every run has new numbers, so no one can prepare two keys with the same hash.
 * Source: Carter and Wegman, "Universal classes of hash functions", 1979; Lemire and Kaser, "Strongly universal string
 * hashing is fast", 2014.
 */
class KeyHash {
  /** The hash of the last key. */
  readonly words = new Int32Array(LANES);
  readonly #factors: Int32Array;
  readonly #prefix = new Uint16Array(PREFIX_WORDS);

  constructor() {
    const numbers = (PREFIX_WORDS + KEYED_POSITIONS) * LANES;
    this.#factors = new Int32Array(Uint8Array.from(randomBytes(numbers * 4)).buffer);
  }

  set({ scenario, user, seconds, ticks }: RecordKey): void {
    const instant = seconds + SECONDS_BEFORE_1970;
    this.words.fill(0);
    const prefix = this.#prefix;
    prefix[0] = scenario;
    prefix[1] = instant;
    prefix[2] = Math.floor(instant / 2 ** 16);
    prefix[3] = Math.floor(instant / 2 ** 32);
    prefix[4] = ticks;
    prefix[5] = ticks >>> 16;
    prefix[6] = user.length;
    this.#add(prefix, PREFIX_WORDS, 0);
    this.#add(user.words, (user.length + 1) >> 1, PREFIX_WORDS);
  }

  /** Adds 16-bit words, of which the first is at position `first` of the key. */
  #add(added: Uint16Array, length: number, first: number): void {
    const factors = this.#factors;
    const { words } = this;
    let one = words[0]!;
    let two = words[1]!;
    let three = words[2]!;
    let four = words[3]!;
    for (let i = 0; i < length; i += 1) {
      const word = added[i]!;
      const at = (first + (i % KEYED_POSITIONS)) * LANES;
      one = (one + Math.imul(word, factors[at]!)) | 0;
      two = (two + Math.imul(word, factors[at + 1]!)) | 0;
      three = (three + Math.imul(word, factors[at + 2]!)) | 0;
      four = (four + Math.imul(word, factors[at + 3]!)) | 0;
    }
    words[0] = one;
    words[1] = two;
    words[2] = three;
    words[3] = four;
  }
}
