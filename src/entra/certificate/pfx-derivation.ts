import { hash, pbkdf2Sync } from 'node:crypto';
import type forge from 'node-forge';

/** The key derivation functions of node-forge, with the signatures that its own code uses. */
interface Derivations {
  readonly pkcs5: { pbkdf2: typeof pbkdf2 };
  readonly pki: { readonly pbe: { generatePkcs12Key: typeof pkcs12Key } };
  readonly pkcs12: { generateKey: typeof pkcs12Key };
}

/** A digest of node-forge; OpenSSL uses the same names. */
interface Digest {
  readonly algorithm: string;
  readonly digestLength: number;
  readonly blockLength: number;
}

/**
 * Makes node-forge derive keys with OpenSSL. Its own code takes 40 seconds for a PFX with a million iterations, and ten
 * for PBES2 files that GnuTLS writes; OpenSSL takes a second or two. The older PBE files of GnuTLS are slower with it.
 */
export function deriveByOpenSsl(library: typeof forge): void {
  const derivations = library as unknown as Derivations;
  derivations.pkcs5.pbkdf2 = pbkdf2;
  const key: typeof pkcs12Key = (...parameters) =>
    library.util.createBuffer(pkcs12KeyBytes(...parameters).toString('binary')) as unknown as ReturnType<
      typeof pkcs12Key
    >;
  derivations.pki.pbe.generatePkcs12Key = key;
  derivations.pkcs12.generateKey = key;
}

/** RFC 8018, section 5.2. The password is encoded as UTF-8, as in OpenSSL and Windows. */
function pbkdf2(
  password: string | undefined,
  salt: string,
  iterations: number,
  length: number,
  digest: Digest | string | undefined,
): string {
  const name = typeof digest === 'object' ? digest.algorithm : (digest ?? 'sha1');
  const bytes = pbkdf2Sync(password ?? '', Buffer.from(salt, 'binary'), iterations, length, name);
  return bytes.toString('binary');
}

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

/** RFC 7292, appendix B.2; the comments number its steps. */
function pkcs12KeyBytes(...[password, salt, id, iterations, length, digest]: Pkcs12KeyParameters): Buffer {
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
    for (let round = 0; round < iterations; round++) part = hash(algorithm, part, 'buffer'); // 6 A
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
