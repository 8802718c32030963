import { hash, pbkdf2 } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { promisify } from 'node:util';
import type forge from 'node-forge';

/** The key derivation functions of node-forge, with the signatures that its own code uses. */
interface Derivations {
  readonly pkcs5: { pbkdf2: (...parameters: Pbes2KeyParameters) => string };
  readonly pki: { readonly pbe: { generatePkcs12Key: typeof pkcs12Key } };
  readonly pkcs12: { generateKey: typeof pkcs12Key };
}

/** A digest of node-forge; OpenSSL uses the same names. */
interface Digest {
  readonly algorithm: string;
  readonly digestLength: number;
  readonly blockLength: number;
}

/** Thrown by the functions that node-forge calls, which cannot wait, for a key that has not been derived yet. */
class KeyNeeded extends Error {
  readonly iterations: number;
  readonly derive: (signal: AbortSignal) => Promise<void>;

  constructor(iterations: number, derive: (signal: AbortSignal) => Promise<void>) {
    super('A key has to be derived first');
    this.iterations = iterations;
    this.derive = derive;
  }
}

/** Keys by what they are derived from, as node-forge's strings of bytes. */
type Keys = Map<string, string>;

/**
 * Runs code of node-forge that derives keys, with OpenSSL in the place of its own derivation: that takes 40 seconds for
 * a PFX with a million iterations, and ten for PBES2 files that GnuTLS writes; OpenSSL takes a second or two. (The older
 * PBE files of GnuTLS are slower with it.) The code is run again after each key that it needed, so that the event loop is
 * free in between: a cancelled run stops within two seconds.
 * @param onKey Called with the number of iterations before a key is derived. What it throws ends the work.
 * @throws {Error} The reason of the signal, or an AbortError with it.
 */
export async function withDerivedKeys<T>(
  library: typeof forge,
  work: () => T,
  onKey: (iterations: number) => void,
  signal: AbortSignal,
): Promise<T> {
  const keys: Keys = new Map();
  for (;;) {
    try {
      return withOurDerivations(library, keys, work);
    } catch (error) {
      if (!(error instanceof KeyNeeded)) throw error;
      onKey(error.iterations);
      await error.derive(signal);
      signal.throwIfAborted();
    }
  }
}

/** Whether an error that was caught inside the work has to reach `withDerivedKeys`. */
export function isKeyNeeded(error: unknown): boolean {
  return error instanceof KeyNeeded;
}

/** @throws {KeyNeeded} unless it is derived already. @throws {RangeError} for a damaged number of iterations. */
function keyFor(
  keys: Keys,
  parameters: readonly unknown[],
  iterations: number,
  derive: (signal: AbortSignal) => Promise<Buffer>,
): string {
  if (!(iterations >= 1)) throw new RangeError('No iterations');
  const id = JSON.stringify(parameters);
  const key = keys.get(id);
  if (key !== undefined) return key;
  throw new KeyNeeded(iterations, async (signal) => {
    keys.set(id, (await derive(signal)).toString('binary'));
  });
}

function withOurDerivations<T>(library: typeof forge, keys: Keys, work: () => T): T {
  const { pkcs5, pki, pkcs12 } = library as unknown as Derivations;
  const own = [pkcs5.pbkdf2, pki.pbe.generatePkcs12Key, pkcs12.generateKey] as const;
  const key: typeof pkcs12Key = (password, salt, id, iterations, length, digest) => {
    const parameters = [password, salt.bytes(), id, iterations, length, digest?.algorithm];
    const bytes = keyFor(keys, parameters, iterations, (signal) =>
      pkcs12KeyBytes(signal, password, salt, id, iterations, length, digest),
    );
    return library.util.createBuffer(bytes) as unknown as ReturnType<typeof pkcs12Key>;
  };
  pkcs5.pbkdf2 = (...parameters) => pbes2Key(keys, ...parameters);
  [pki.pbe.generatePkcs12Key, pkcs12.generateKey] = [key, key];
  try {
    return work();
  } finally {
    [pkcs5.pbkdf2, pki.pbe.generatePkcs12Key, pkcs12.generateKey] = own;
  }
}

/** RFC 8018, section 5.2. The password is encoded as UTF-8, as in OpenSSL and Windows. */
function pbes2Key(keys: Keys, ...[password, salt, iterations, length, digest]: Pbes2KeyParameters): string {
  const name = typeof digest === 'object' ? digest.algorithm : (digest ?? 'sha1');
  return keyFor(keys, [password, salt, iterations, length, name], iterations, () =>
    promisify(pbkdf2)(password ?? '', Buffer.from(salt, 'binary'), iterations, length, name),
  );
}

type Pbes2KeyParameters = [
  password: string | undefined,
  salt: string,
  iterations: number,
  length: number,
  digest: Digest | string | undefined,
];

type Pkcs12KeyParameters = [
  password: string | null | undefined,
  salt: { bytes(): string },
  id: number,
  iterations: number,
  length: number,
  digest: Digest | undefined,
];

/** The signature of node-forge's function. */
declare function pkcs12Key(...parameters: Pkcs12KeyParameters): { getBytes(): string };

/** Rounds after which a cancellation is noticed: some milliseconds. */
const ROUNDS_AT_ONCE = 10_000;

/** RFC 7292, appendix B.2; the comments number its steps. */
async function pkcs12KeyBytes(
  signal: AbortSignal,
  ...[password, salt, id, iterations, length, digest]: Pkcs12KeyParameters
): Promise<Buffer> {
  const { algorithm, digestLength, blockLength } = digest ?? {
    algorithm: 'sha1',
    digestLength: 20,
    blockLength: 64,
  };
  const diversifier = Buffer.alloc(blockLength, id); // 1
  let input = Buffer.concat([
    fill(Buffer.from(salt.bytes(), 'binary'), blockLength), // 2
    fill(bmpString(password), blockLength), // 3
  ]); // 4
  const parts: Buffer[] = [];
  for (let i = 0; i < Math.ceil(length / digestLength); i++) {
    let part = Buffer.concat([diversifier, input]);
    for (let round = 0; round < iterations; round++) {
      part = hash(algorithm, part, 'buffer'); // 6 A
      if (round % ROUNDS_AT_ONCE === ROUNDS_AT_ONCE - 1) await setImmediate(undefined, { signal });
    }
    parts.push(part);
    const addend = Buffer.alloc(blockLength, part); // 6 B
    input = Buffer.concat(blocksOf(input, blockLength).map((block) => increased(block, addend))); // 6 C
  }
  return Buffer.concat(parts).subarray(0, length);
}

/** Repeats bytes up to a multiple of the block length; empty stays empty. */
function fill(bytes: Buffer, blockLength: number): Buffer {
  if (bytes.length === 0) return bytes;
  return Buffer.alloc(Math.ceil(bytes.length / blockLength) * blockLength, bytes);
}

/** UTF-16, big-endian, null-terminated; empty without a password. */
function bmpString(password: string | null | undefined): Buffer {
  return password == null ? Buffer.alloc(0) : Buffer.from(`${password}\0`, 'utf16le').swap16();
}

function blocksOf(bytes: Buffer, length: number): Buffer[] {
  return Array.from({ length: bytes.length / length }, (_, i) =>
    bytes.subarray(i * length, (i + 1) * length),
  );
}

/** The sum of two numbers and 1, modulo their length. */
function increased(block: Buffer, addend: Buffer): Buffer {
  const sum = Buffer.alloc(block.length);
  let carry = 1;
  for (let i = block.length - 1; i >= 0; i--) {
    carry += block[i]! + addend[i]!;
    sum[i] = carry & 0xff;
    carry >>= 8;
  }
  return sum;
}
