import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import type { ActionError } from '../../errors.ts';
import { errorCode } from '../../files/file-error.ts';
import { type CertificateProblem, certificateError } from './certificate-problems.ts';
import { looksLikePem, type PemBlock, parsePem } from './pem.ts';

/** A certificate that can sign, in the only form that is handed on. */
export interface SigningCertificate {
  /** PKCS#8, unencrypted. Never written anywhere. */
  readonly privateKeyPem: string;
  /** The certificate of this key alone, in lines of 64 characters. */
  readonly certificatePem: string;
  /** Upper-case hexadecimal, without colons: MSAL corrupts colons without a word. */
  readonly thumbprintSha256: string;
  /** Upper-case hexadecimal, as the portal shows it. */
  readonly thumbprintSha1: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/** Where the certificate comes from. */
export interface CertificateSource {
  /** The input, for messages. */
  readonly input: 'certificate' | 'certificate-path';
  readonly content: Buffer;
  readonly password?: string | undefined;
}

/** What was found in a source before keys and certificates are paired. */
interface Findings {
  readonly keys: readonly KeyObject[];
  readonly certificates: readonly X509Certificate[];
}

/** Longest file at `certificate-path`, in bytes. */
const MAX_FILE_BYTES = 1024 * 1024;

/** Entra refuses shorter RSA keys, and so does the library that signs. */
const FEWEST_RSA_BITS = 2048;

/**
 * Reads the file at `certificate-path`. It may lie outside the workspace: the author of the workflow names it.
 * @throws {ActionError} when it is missing, a directory, unreadable or far too large.
 */
export async function readCertificateFile(path: string): Promise<Buffer> {
  const fail = (problem: CertificateProblem): ActionError =>
    certificateError(problem, { input: 'certificate-path' });
  try {
    const status = await stat(path);
    // A device or a pipe has no end.
    if (!status.isFile() && !status.isDirectory()) throw fail('unreadable-file');
    if (status.size > MAX_FILE_BYTES) throw fail('file-too-large');
    return await readFile(path);
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') throw fail('no-file');
    if (code === 'EISDIR') throw fail('directory');
    if (code === '') throw error;
    throw fail('unreadable-file');
  }
}

/**
 * Makes a signing certificate of any wrapping people have: PEM in any order (PKCS#8, PKCS#1, encrypted, CRLF, literal
 * `\n`, one line, base64 of it) or PFX (as bytes or base64). Of several certificates the one of the key is taken.
 * @param now To tell whether it is in its time.
 * @throws {ActionError} that names what is there instead; see `certificate-problems.ts`.
 */
export async function readSigningCertificate(
  source: CertificateSource,
  now: Date = new Date(),
): Promise<SigningCertificate> {
  const findings = await unwrap(source, source.content, 0);
  const { key, certificate } = pair(findings, source, now);
  const details = { input: source.input };
  const notBefore = certificate.validFromDate;
  const notAfter = certificate.validToDate;
  if (notAfter <= now) throw certificateError('expired', { ...details, detail: day(notAfter) });
  if (notBefore > now)
    throw certificateError('not-yet-valid', { ...details, detail: notBefore.toISOString() });
  return {
    privateKeyPem: key.export({ format: 'pem', type: 'pkcs8' }).toString(),
    certificatePem: certificate.toString(),
    thumbprintSha256: certificate.fingerprint256.replaceAll(':', ''),
    thumbprintSha1: certificate.fingerprint.replaceAll(':', ''),
    notBefore,
    notAfter,
  };
}

/** Peels one layer after the other: bytes, text, base64 (twice at most), until there is a PEM or a DER. */
async function unwrap(source: CertificateSource, content: Buffer, depth: number): Promise<Findings> {
  if (isDer(content)) return await readDer(source, content);
  const text = unquoted(decodeText(content));
  if (looksLikePem(text)) return await readPem(source, text);
  const compact = text.replace(/\s+/g, '');
  const inner = Buffer.from(compact, 'base64');
  // A short text is some word that happens to be base64; the smallest certificate has far more.
  if (/^[A-Za-z0-9+/]{200,}={0,2}$/.test(compact) && depth < 2) return await unwrap(source, inner, depth + 1);
  throw certificateError(guess(text), { input: source.input, ...lengthOf(text, depth) });
}

/** First byte of every DER that matters here; the same byte is the digit 0 of a text. */
const DER_SEQUENCE = 0x30;

/** A sequence in the long form of length (X.690, 8.1.3.5), which every key, certificate and PFX needs and no text has. */
function isDer(bytes: Buffer): boolean {
  return bytes[0] === DER_SEQUENCE && bytes[1] !== undefined && bytes[1] > 0x80;
}

/** Text as people save it: PowerShell's `>` writes UTF-16. */
function decodeText(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.toString('utf16le').slice(1);
  return bytes.toString('utf8').replace(/^\uFEFF/, '');
}

function unquoted(text: string): string {
  return text
    .trim()
    .replace(/^(["'])([\s\S]*)\1$/, '$2')
    .trim();
}

function lengthOf(text: string, depth: number): { detail?: string } {
  return depth > 0 ? { detail: 'it is base64 of something else' } : { detail: `${text.length} characters` };
}

/** What a text is that is neither PEM nor base64. The first row that fits. */
const GUESSES: readonly [RegExp, CertificateProblem][] = [
  [/^$/, 'empty'],
  [/^\s*<(!doctype|html|\?xml|head)/i, 'html'],
  [/\$\{\{/, 'expression'],
  [/^[{[]/, 'json'],
  [/^https?:\/\/\S+$/i, 'url'],
  [/^\{?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\}?$/i, 'guid'],
  [/^[\u200e\s]*([0-9a-f]{2}[\s:-]?){19}[0-9a-f]{2}$/i, 'thumbprint'],
  [/^([0-9a-f]{2}[\s:-]?){31}[0-9a-f]{2}$/i, 'thumbprint'],
  [/^(ssh-|ecdsa-)/, 'ssh-key'],
  [/^(?=\S*~)[A-Za-z0-9._~-]{34,48}$|^[A-Za-z0-9._~-]{40}$/, 'client-secret'],
  [/^([A-Za-z]:[\\/]|\.{0,2}[\\/]|~[\\/])[^\n]*$|^[^\n]{1,400}\.(pem|pfx|p12|cer|crt|key|der)$/i, 'path'],
];

function guess(text: string): CertificateProblem {
  return GUESSES.find(([pattern]) => pattern.test(text))?.[1] ?? 'something-else';
}

/** PEM blocks that are no use, by label. */
const USELESS_BLOCKS: Readonly<Record<string, CertificateProblem>> = {
  'PUBLIC KEY': 'public-key',
  'RSA PUBLIC KEY': 'public-key',
  'CERTIFICATE REQUEST': 'certificate-request',
  'NEW CERTIFICATE REQUEST': 'certificate-request',
  'OPENSSH PRIVATE KEY': 'ssh-key',
  'SSH2 PUBLIC KEY': 'ssh-key',
  'PGP PRIVATE KEY BLOCK': 'ssh-key',
  PKCS7: 'pkcs7',
  CMS: 'pkcs7',
};

async function readPem(source: CertificateSource, text: string): Promise<Findings> {
  const blocks = parsePem(text);
  if (blocks.length === 0) throw certificateError('cut-off', { input: source.input });
  // `certutil -encode` writes a PFX between the dashes of a certificate.
  const disguised = blocks.find(
    ({ label, bytes }) => /^(CERTIFICATE|PFX|PKCS12)$/.test(label) && isPfx(bytes),
  );
  if (disguised !== undefined) return await readDer(source, disguised.bytes);
  const keys = blocks.filter(isKeyBlock).map((block) => readKey(source, block));
  const certificates = blocks
    .filter(({ label }) => /^(X509 )?CERTIFICATE$/.test(label))
    .map(({ bytes }) => readX509(source, bytes));
  const useless = blocks.map(({ label }) => USELESS_BLOCKS[label]).find((problem) => problem !== undefined);
  if (keys.length === 0 && useless !== undefined) throw certificateError(useless, { input: source.input });
  return { keys, certificates };
}

function isKeyBlock({ label }: PemBlock): boolean {
  return label.endsWith('PRIVATE KEY') && !(label in USELESS_BLOCKS);
}

function readKey(source: CertificateSource, block: PemBlock): KeyObject {
  const { input, password } = source;
  if (block.isEncrypted && password === undefined) throw certificateError('missing-password', { input });
  try {
    return createPrivateKey({ key: block.pem, ...(block.isEncrypted ? { passphrase: password ?? '' } : {}) });
  } catch {
    // With a wrong password the result is noise, for which OpenSSL has many errors.
    throw certificateError(block.isEncrypted ? 'wrong-password' : 'unreadable-key', { input });
  }
}

function readX509(source: CertificateSource, bytes: Buffer): X509Certificate {
  try {
    return new X509Certificate(bytes);
  } catch {
    throw certificateError('unreadable-certificate', { input: source.input });
  }
}

/** A PFX is a sequence that starts with the version number 3 (RFC 7292, section 4). */
function isPfx(der: Buffer): boolean {
  if (!isDer(der)) return false;
  const contentAt = 2 + ((der[1] ?? 0) & 0x7f);
  return der.subarray(contentAt, contentAt + 3).equals(PFX_VERSION);
}
const PFX_VERSION = Buffer.from([0x02, 0x01, 0x03]);

/** The object identifier of PKCS#7 signed data, as it stands in a .p7b. */
const SIGNED_DATA = Buffer.from('06092a864886f70d010702', 'hex');

async function readDer(source: CertificateSource, der: Buffer): Promise<Findings> {
  const { input, password } = source;
  if (isPfx(der)) {
    const { openPfx } = await import('./pfx.ts');
    const content = openPfx(der, password);
    if (typeof content === 'string') throw certificateError(content, { input });
    return content;
  }
  if (der.subarray(0, 32).includes(SIGNED_DATA)) throw certificateError('pkcs7', { input });
  const certificate = attempt(() => new X509Certificate(der));
  if (certificate !== undefined) throw certificateError('certificate-without-key', { input });
  const key = (['pkcs8', 'pkcs1'] as const)
    .map((type) => attempt(() => createPrivateKey({ key: der, format: 'der', type })))
    .find((found) => found !== undefined);
  if (key !== undefined) throw certificateError('key-without-certificate', { input });
  throw certificateError('something-else', { input });
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** Of all keys and certificates the two that belong together; of several such, the one that is valid longest. */
function pair(
  findings: Findings,
  { input }: CertificateSource,
  now: Date,
): { key: KeyObject; certificate: X509Certificate } {
  const { keys, certificates } = findings;
  const wrongType = keys.find(({ asymmetricKeyType }) => asymmetricKeyType !== 'rsa');
  const rsaKeys = keys.filter(({ asymmetricKeyType }) => asymmetricKeyType === 'rsa');
  if (rsaKeys.length === 0 && wrongType !== undefined) {
    throw certificateError('not-rsa', {
      input,
      detail: KEY_TYPES[wrongType.asymmetricKeyType ?? ''] ?? 'of another type',
    });
  }
  if (keys.length === 0 && certificates.length === 0) throw certificateError('something-else', { input });
  if (keys.length === 0) throw certificateError('certificate-without-key', { input });
  if (certificates.length === 0) throw certificateError('key-without-certificate', { input });
  const rank = ({ validFromDate, validToDate }: X509Certificate): number =>
    (validFromDate <= now ? 1 : 0) * 1e15 + validToDate.getTime();
  const [best] = rsaKeys
    .flatMap((key) =>
      certificates.filter((each) => each.checkPrivateKey(key)).map((certificate) => ({ key, certificate })),
    )
    .sort((a, b) => rank(b.certificate) - rank(a.certificate));
  if (best === undefined) throw certificateError('pair-does-not-match', { input });
  const bits = best.key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (bits < FEWEST_RSA_BITS) throw certificateError('rsa-too-short', { input, detail: String(bits) });
  return best;
}

/** Names of Node.js for key types, as people know them. */
const KEY_TYPES: Readonly<Record<string, string>> = {
  ec: 'an EC key',
  ed25519: 'an Ed25519 key',
  ed448: 'an Ed448 key',
  dsa: 'a DSA key',
  'rsa-pss': 'an RSA key that is restricted to PSS',
};

/** A date as people write it, UTC. */
export function day(date: Date): string {
  return date.toISOString().slice(0, 10);
}
