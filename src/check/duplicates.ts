/** The identity of an event: two valid records with the same one are the same event. */
export interface RecordKey {
  /** Position in `SCENARIO_NAMES`. */
  scenario: number;
  /** The user, case-folded. */
  user: string;
  /** Instant of the scenario's date; both 0 for scenarios without one. */
  seconds: number;
  ticks: number;
}

/** A key as text. */
export function keyText(key: RecordKey): string {
  return `${key.scenario}|${key.seconds}|${key.ticks}|${key.user}`;
}

const BUCKETS = 256;
const CHUNK = 1024;
/** 2 ** 45: the bucket is the top 8 of 53 bits. */
const BUCKET_SIZE = 2 ** 45;

/**
 * Hashes of all keys, 8 bytes each, to find those that come twice. Two keys with one hash are only suspects; the
 * check reads them again and compares them as they are. The hashes lie in small pieces by their first bits, so that
 * memory grows in steps of 8 KiB and sorting needs no second copy of all.
 */
export class KeyHashes {
  readonly #buckets: Float64Array[][] = Array.from({ length: BUCKETS }, () => []);
  readonly #used = new Uint16Array(BUCKETS).fill(CHUNK);

  add(key: RecordKey): void {
    const hash = hashOfKey(key);
    const bucket = Math.floor(hash / BUCKET_SIZE);
    const chunks = this.#buckets[bucket]!;
    let used = this.#used[bucket]!;
    if (used === CHUNK) {
      chunks.push(new Float64Array(CHUNK));
      used = 0;
    }
    chunks[chunks.length - 1]![used] = hash;
    this.#used[bucket] = used + 1;
  }

  /** The hashes that occur more than once, in order. Empties this object. */
  takeRepeated(): Float64Array {
    const repeated: number[] = [];
    const largest = Math.max(...this.#buckets.map((chunks) => chunks.length));
    // One for all buckets: an array for each would be garbage as large as all hashes.
    const scratch = new Float64Array(largest * CHUNK);
    for (const [bucket, chunks] of this.#buckets.entries()) {
      for (const [i, chunk] of chunks.entries()) scratch.set(chunk, i * CHUNK);
      const size = chunks.length === 0 ? 0 : (chunks.length - 1) * CHUNK + this.#used[bucket]!;
      const sorted = scratch.subarray(0, size).sort();
      for (let i = 1; i < sorted.length; i += 1) {
        if (sorted[i] === sorted[i - 1] && sorted[i] !== repeated.at(-1)) repeated.push(sorted[i]!);
      }
      this.#buckets[bucket] = [];
      this.#used[bucket] = CHUNK;
    }
    return Float64Array.from(repeated);
  }
}

/** 53 bits of a key. Speed decides: a collision costs a second look, no wrong finding. */
export function hashOfKey(key: RecordKey): number {
  let a = 0xdeadbeef ^ key.scenario;
  let b = 0x41c6ce57 ^ key.ticks;
  a = Math.imul(a ^ (key.seconds | 0), 2654435761);
  b = Math.imul(b ^ Math.floor(key.seconds / 4294967296), 1597334677);
  const { user } = key;
  for (let i = 0; i < user.length; i += 1) {
    const code = user.charCodeAt(i);
    a = Math.imul(a ^ code, 2654435761);
    b = Math.imul(b ^ code, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return 4294967296 * (2097151 & b) + (a >>> 0);
}

/** Suspects that are settled in one reading of the files; more of them take more readings, so that memory is bounded. */
export const SUSPECTS_PER_READING = 100_000;

/** A set of record numbers in one bit each. */
export class RecordNumbers {
  #bits = new Uint8Array(1024);
  size = 0;

  add(number: number): void {
    const byte = number >>> 3;
    if (byte >= this.#bits.length) {
      const grown = new Uint8Array(Math.max(byte + 1, this.#bits.length * 2));
      grown.set(this.#bits);
      this.#bits = grown;
    }
    this.#bits[byte]! |= 1 << (number & 7);
    this.size += 1;
  }

  has(number: number): boolean {
    return ((this.#bits[number >>> 3] ?? 0) & (1 << (number & 7))) !== 0;
  }
}
