import { createDecipheriv, getCipherInfo } from 'node:crypto';
import {
  type DerElement,
  formatIdentifier,
  identifiersIn,
  numbersIn,
  readElement,
  readElements,
} from './der.ts';

/** More than any program uses. Deriving a key with so many takes OpenSSL about two seconds on an idle processor. */
export const MAX_ITERATIONS = 10_000_000;

/** An algorithm that protects keys, by the content of its object identifier in hexadecimal, or a prefix of it. */
interface Algorithm {
  readonly identifier: string;
  readonly name: string;
  /** Node.js decrypts PKCS#8 keys that use it. */
  readonly key?: true;
  /** node-forge opens PFX files that use it. */
  readonly pfx?: true;
}

/**
 * Sources: RFC 8018 (PBES1, PBES2), RFC 7292 (PKCS#12), RFC 9579 (PBMAC1); the supported ones were tried with files
 * written by OpenSSL 3, GnuTLS, NSS and keytool.
 */
const ALGORITHMS: readonly Algorithm[] = [
  { identifier: '2a864886f70d01050d', name: 'PBES2', key: true, pfx: true },
  { identifier: '2a864886f70d01050c', name: 'PBKDF2', key: true, pfx: true },
  { identifier: '2b06010401da47040b', name: 'scrypt', key: true },
  { identifier: '2a864886f70d010501', name: 'PBE with MD2 and DES' },
  { identifier: '2a864886f70d010503', name: 'PBE with MD5 and DES' },
  { identifier: '2a864886f70d010504', name: 'PBE with MD2 and RC2' },
  { identifier: '2a864886f70d010506', name: 'PBE with MD5 and RC2' },
  { identifier: '2a864886f70d01050a', name: 'PBE with SHA-1 and DES' },
  { identifier: '2a864886f70d01050b', name: 'PBE with SHA-1 and RC2' },
  { identifier: '2a864886f70d01050e', name: 'PBMAC1' },
  { identifier: '2a864886f70d010c0101', name: 'PBE with SHA-1 and 128-bit RC4' },
  { identifier: '2a864886f70d010c0102', name: 'PBE with SHA-1 and 40-bit RC4' },
  { identifier: '2a864886f70d010c0103', name: 'PBE with SHA-1 and 3DES', key: true, pfx: true },
  { identifier: '2a864886f70d010c0104', name: 'PBE with SHA-1 and two-key 3DES', key: true },
  { identifier: '2a864886f70d010c0105', name: 'PBE with SHA-1 and 128-bit RC2' },
  { identifier: '2a864886f70d010c0106', name: 'PBE with SHA-1 and 40-bit RC2', pfx: true },
  { identifier: '2a864886f70d0206', name: 'HMAC with MD5', key: true },
  { identifier: '2a864886f70d0207', name: 'HMAC with SHA-1', key: true, pfx: true },
  { identifier: '2a864886f70d0208', name: 'HMAC with SHA-224', key: true },
  { identifier: '2a864886f70d0209', name: 'HMAC with SHA-256', key: true, pfx: true },
  { identifier: '2a864886f70d020a', name: 'HMAC with SHA-384', key: true, pfx: true },
  { identifier: '2a864886f70d020b', name: 'HMAC with SHA-512', key: true, pfx: true },
  { identifier: '2a864886f70d020c', name: 'HMAC with SHA-512/224', key: true },
  { identifier: '2a864886f70d020d', name: 'HMAC with SHA-512/256', key: true },
  { identifier: '2a864886f70d0302', name: 'RC2' },
  { identifier: '2a864886f70d0304', name: 'RC4' },
  { identifier: '2a864886f70d0307', name: '3DES', key: true, pfx: true },
  { identifier: '2b0e030207', name: 'DES', pfx: true },
  { identifier: '2b060104019755010', name: 'Blowfish' },
  { identifier: '2a864886f67d07420a', name: 'CAST5' },
  { identifier: '2b06010401813c0701', name: 'IDEA' },
  { identifier: '2a831a8c9a4401', name: 'SEED' },
  { identifier: '2a831a8c9a6e0101', name: 'ARIA', key: true },
  { identifier: '2a83088c9a4b3d010101', name: 'Camellia', key: true },
  { identifier: '2a850302', name: 'GOST' },
  { identifier: '6086480165030401', name: 'AES', key: true, pfx: true },
  { identifier: '2a864886f70d0205', name: 'MD5', pfx: true },
  { identifier: '2b0e03021a', name: 'SHA-1', pfx: true },
  { identifier: '608648016503040204', name: 'a MAC with SHA-224' },
  { identifier: '608648016503040201', name: 'SHA-256', pfx: true },
  { identifier: '608648016503040202', name: 'SHA-384', pfx: true },
  { identifier: '608648016503040203', name: 'SHA-512', pfx: true },
  ...['05', '06', '07', '08', '09', '0a'].map((last) => ({
    identifier: `6086480165030402${last}`,
    name: 'a MAC with SHA-3 or a shortened SHA-512',
  })),
];

function algorithmOf(identifier: string): Algorithm {
  return (
    ALGORITHMS.find((row) => identifier.startsWith(row.identifier)) ?? {
      identifier,
      name: formatIdentifier(identifier),
    }
  );
}

/**
 * The algorithms of an encrypted key that Node.js does not support, whatever the password.
 * @param der An EncryptedPrivateKeyInfo (RFC 5208, section 6).
 */
export function unsupportedKeyEncryption(der: Buffer): string | undefined {
  const algorithm = algorithmIn(der);
  if (algorithm === undefined) return undefined;
  const unsupported = identifiersIn(algorithm)
    .map(algorithmOf)
    .filter(({ key }) => key !== true);
  return unsupported.length === 0 ? undefined : unsupported.map(({ name }) => name).join(', ');
}

/** The iterations of an encrypted key, if they are more than `MAX_ITERATIONS`. */
export function excessiveIterations(der: Buffer): number | undefined {
  const algorithm = algorithmIn(der);
  return algorithm && numbersIn(algorithm).find((number) => number > MAX_ITERATIONS);
}

function algorithmIn(encryptedKey: Buffer): DerElement | undefined {
  return readElements(readElement(encryptedKey)?.content ?? Buffer.alloc(0))[0];
}

/** The same for a key in OpenSSL's older format, whose `DEK-Info` names the cipher. */
export function unsupportedDekCipher(cipher: string): string | undefined {
  const name = cipher.toLowerCase();
  const { keyLength = 0, ivLength = 0 } = getCipherInfo(name) ?? {};
  try {
    // Node.js lists ciphers of OpenSSL's legacy provider, but cannot use them.
    createDecipheriv(name, Buffer.alloc(keyLength), Buffer.alloc(ivLength));
    return undefined;
  } catch {
    return cipher;
  }
}

/** The first algorithm in a PFX that node-forge does not support. Searched for in the raw bytes, since the order varies. */
export function unsupportedPfxAlgorithm(pfx: Buffer): string | undefined {
  const hex = pfx.toString('hex');
  return ALGORITHMS.find(({ identifier, pfx: isOpened }) => {
    // With tag and length: a few bytes alone could occur by chance.
    const lengths = [identifier.length / 2, identifier.length / 2 + 1].map(Math.ceil);
    return (
      isOpened !== true &&
      lengths.some((length) => hex.includes(`06${length.toString(16).padStart(2, '0')}${identifier}`))
    );
  })?.name;
}
