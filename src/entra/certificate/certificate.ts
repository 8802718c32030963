import { createPrivateKey, createPublicKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readSmallFile } from '../../files/small-file.ts';
import { formatNumber } from '../../text/numbers.ts';
import { type CertificateProblem, certificateError } from './certificate-problems.ts';
import { isDer, readElement, readElements } from './der.ts';
import { excessiveIterations, unsupportedDekCipher, unsupportedKeyEncryption } from './encryption.ts';
import { looksLikePem, type PemBlock, parsePem, unescaped } from './pem.ts';

/** A certificate and its key, checked and converted to the form that MSAL takes. */
export interface SigningCertificate {
  /** PKCS#8, unencrypted. Never written anywhere. */
  readonly privateKeyPem: string;
  /** Only the certificate of this key, in lines of 64 characters. */
  readonly certificatePem: string;
  /** Upper-case hexadecimal, without colons, which MSAL would silently corrupt. */
  readonly thumbprintSha256: string;
  /** Upper-case hexadecimal, as the portal shows it. */
  readonly thumbprintSha1: string;
  readonly notAfter: Date;
  /** What Microsoft Entra may object to, for the message of a refusal; each comes after "The certificate". */
  readonly peculiarities: readonly string[];
}

/** Where the certificate comes from. */
export interface CertificateSource {
  /** The input, for messages. */
  readonly input: 'certificate' | 'certificate-path';
  readonly content: Buffer;
  readonly password?: string | undefined;
  /** Called with the number of iterations before opening a PFX that takes seconds. */
  readonly onSlow?: (iterations: number) => void;
  /** Cancels opening a PFX. */
  readonly signal?: AbortSignal;
}

/** What was found in a source before keys and certificates are paired. */
interface Findings {
  readonly keys: readonly KeyObject[];
  readonly certificates: readonly X509Certificate[];
}

/** Maximum size of the file at `certificate-path`, in bytes. */
const MAX_FILE_BYTES = 1024 * 1024;

/** Microsoft Entra and the signing library reject shorter RSA keys. */
const MIN_RSA_BITS = 2048;

/**
 * Reads the file at `certificate-path`. It may be outside the workspace: the author of the workflow names it.
 * @throws {ActionError} when it is missing, a directory, unreadable or far too large.
 */
export async function readCertificateFile(path: string): Promise<Buffer> {
  const content = await readSmallFile(path, MAX_FILE_BYTES);
  if (typeof content === 'string') throw certificateError(content, { input: 'certificate-path' });
  return content;
}

/**
 * Reads a signing certificate in any common format: PEM in any order (PKCS#8, PKCS#1, encrypted, CRLF, escaped,
 * one line, UTF-8 or UTF-16, base64 of it) or PFX (as bytes, base64 or hexadecimal). Of several certificates, the one
 * that matches the key is used.
 * @param now To check the validity period.
 * @throws {ActionError} that names what was found instead; see `certificate-problems.ts`.
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
    privateKeyPem: plainRsa(key).export({ format: 'pem', type: 'pkcs8' }).toString(),
    certificatePem: certificate.toString(),
    thumbprintSha256: certificate.fingerprint256.replaceAll(':', ''),
    thumbprintSha1: certificate.fingerprint.replaceAll(':', ''),
    notAfter,
    peculiarities: peculiaritiesOf(certificate),
  };
}

function peculiaritiesOf(certificate: X509Certificate): string[] {
  return [
    ...(certificate.checkIssued(certificate)
      ? ['is self-signed: a tenant can be configured to accept only certificates of trusted authorities']
      : []),
    ...(certificate.publicKey.asymmetricKeyType === 'rsa-pss'
      ? ['has an RSA-PSS key (id-RSASSA-PSS), which may not be accepted: create one with a plain RSA key']
      : []),
  ];
}

/** Removes one layer after another: bytes, text, at most two of base64 or hexadecimal, until a PEM or DER is found. */
async function unwrap(source: CertificateSource, content: Buffer, depth: number): Promise<Findings> {
  if (isDer(content)) return await readDer(source, content);
  if (isJavaKeystore(content)) throw certificateError('java-keystore', { input: source.input });
  const text = unquoted(decodeText(content));
  if (looksLikePem(text)) return await readPem(source, text);
  const inner = decodeBinary(text);
  if (inner !== undefined && depth < 2) return await unwrap(source, inner, depth + 1);
  throw certificateError(guess(text), { input: source.input, ...lengthOf(text, depth) });
}

/** First bytes of JKS and JCEKS (`sun.security.provider.JavaKeyStore`, `com.sun.crypto.provider.JceKeyStore`). */
const KEYSTORE_MAGIC = ['feedfeed', 'cececece'];

function isJavaKeystore(bytes: Buffer): boolean {
  return KEYSTORE_MAGIC.includes(bytes.subarray(0, 4).toString('hex'));
}

/** Text in UTF-8 or UTF-16: PowerShell 5 writes UTF-16, with a byte order mark or, from a program, without one. */
function decodeText(bytes: Buffer): string {
  const [first, second] = bytes;
  const isEven = bytes.length % 2 === 0;
  if (first === 0xff && second === 0xfe) return bytes.toString('utf16le').slice(1);
  if (isEven && first === 0xfe && second === 0xff) return swapped(bytes).slice(1);
  // In UTF-16, every second byte of ASCII text is 0.
  if (first !== 0 && second === 0) return bytes.toString('utf16le');
  if (isEven && first === 0 && second !== 0) return swapped(bytes);
  return bytes.toString('utf8').replace(/^\uFEFF/, '');
}

function swapped(bytes: Buffer): string {
  return Buffer.from(bytes).swap16().toString('utf16le');
}

/** A shorter text is a word that happens to be base64; the smallest certificate is far longer. */
const MIN_ENCODED_LENGTH = 200;

/** Bytes that were written as base64 (also base64url, and as a data URL) or as hexadecimal digits; else undefined. */
function decodeBinary(text: string): Buffer | undefined {
  const compact = unescaped(text)
    .replace(/^data:[\w.+/-]{0,80};base64,/i, '')
    .replace(/\s+/g, '');
  if (compact.length < MIN_ENCODED_LENGTH) return undefined;
  // A DER in hexadecimal begins with the digits of its first bytes; base64 of one never does.
  const digits = /^(?:0x)?(30(?:8[0-4]|80)[0-9a-f]+)$/i.exec(compact)?.[1];
  if (digits !== undefined) return Buffer.from(digits, 'hex');
  return /^[A-Za-z0-9+/_-]+={0,2}$/.test(compact) ? Buffer.from(compact, 'base64') : undefined;
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

/** What a text that is neither PEM nor base64 is. The first matching row applies. */
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
  [/^PuTTY-User-Key-File/, 'putty-key'],
  [/^(?=\S*~)[A-Za-z0-9._~-]{34,48}$|^[A-Za-z0-9._~-]{40}$/, 'client-secret'],
  [/^([A-Za-z]:[\\/]|\.{0,2}[\\/]|~[\\/])[^\n]*$|^[^\n]{1,400}\.(pem|pfx|p12|cer|crt|key|der)$/i, 'path'],
];

function guess(text: string): CertificateProblem {
  return GUESSES.find(([pattern]) => pattern.test(text))?.[1] ?? 'something-else';
}

/** PEM blocks that cannot be used, by label. The first matching row applies. */
const USELESS_BLOCKS: readonly [RegExp, CertificateProblem][] = [
  [/PUBLIC KEY$/, 'public-key'],
  [/CERTIFICATE REQUEST$/, 'certificate-request'],
  [/^(OPENSSH|SSH2) /, 'ssh-key'],
  [/^PGP /, 'pgp-key'],
  [/^(PKCS7|CMS)$/, 'pkcs7'],
];

function uselessness({ label }: PemBlock): CertificateProblem | undefined {
  return USELESS_BLOCKS.find(([pattern]) => pattern.test(label))?.[1];
}

async function readPem(source: CertificateSource, text: string): Promise<Findings> {
  const blocks = parsePem(text);
  if (blocks.length === 0) throw certificateError('cut-off', { input: source.input });
  // `certutil -encode` writes a PFX between the dashes of a certificate.
  const disguised = blocks.find(
    ({ label, bytes }) => /^(CERTIFICATE|PFX|PKCS12)$/.test(label) && isPfx(bytes),
  );
  if (disguised !== undefined) return await readDer(source, disguised.bytes);
  const useless = blocks.map(uselessness).find((problem) => problem !== undefined);
  const usable = blocks.filter((block) => uselessness(block) === undefined);
  const keys = usable
    .filter(({ label }) => label.endsWith('PRIVATE KEY'))
    .map((block) => readKey(source, block));
  if (keys.length === 0 && useless !== undefined) throw certificateError(useless, { input: source.input });
  const certificates = usable
    .filter(({ label }) => /^(X509 |TRUSTED )?CERTIFICATE$/.test(label))
    .map(({ bytes }) => readX509(source, bytes));
  return { keys, certificates };
}

function readKey(source: CertificateSource, block: PemBlock): KeyObject {
  const { input, password } = source;
  if (!block.isEncrypted) {
    const key = attempt(() => createPrivateKey(block.pem));
    if (key === undefined) throw certificateError('unreadable-key', { input });
    return key;
  }
  const unsupported =
    block.dekCipher === undefined
      ? unsupportedKeyEncryption(block.bytes)
      : unsupportedDekCipher(block.dekCipher);
  if (unsupported !== undefined) throw certificateError('unsupported-key', { input, detail: unsupported });
  // The bytes of OpenSSL's older format are the encrypted key alone.
  const iterations = block.dekCipher === undefined ? excessiveIterations(block.bytes) : undefined;
  if (iterations !== undefined)
    throw certificateError('too-many-iterations', { input, detail: formatNumber(iterations) });
  if (password === undefined) throw certificateError('missing-password', { input });
  // A wrong password gives random bytes, for which OpenSSL reports many different errors.
  const key = attempt(() => createPrivateKey({ key: block.pem, passphrase: password }));
  if (key === undefined) throw certificateError('wrong-password', { input });
  return key;
}

/** OpenSSL's TRUSTED CERTIFICATE has a second element after the certificate. */
function readX509(source: CertificateSource, bytes: Buffer): X509Certificate {
  const end = readElement(bytes)?.end;
  const certificate = attempt(() => new X509Certificate(bytes.subarray(0, end)));
  if (certificate === undefined) throw certificateError('unreadable-certificate', { input: source.input });
  return certificate;
}

/** A PFX is a sequence that starts with the version number 3 (RFC 7292, section 4). */
function isPfx(der: Buffer): boolean {
  if (!isDer(der)) return false;
  const contentAt = 2 + ((der[1] ?? 0) & 0x7f);
  return der.subarray(contentAt, contentAt + 3).equals(PFX_VERSION);
}
const PFX_VERSION = Buffer.from([0x02, 0x01, 0x03]);

/** The object identifier of PKCS#7 signed data, as it is in a .p7b. */
const SIGNED_DATA = Buffer.from('06092a864886f70d010702', 'hex');

async function readDer(source: CertificateSource, der: Buffer): Promise<Findings> {
  const { input, password } = source;
  if (isPfx(der)) {
    const { openPfx } = await import('./pfx.ts');
    const { onSlow = () => {}, signal = new AbortController().signal } = source;
    const content = await openPfx(der, password, { onSlow, signal });
    if (!('problem' in content)) return content;
    const { problem, ...detail } = content;
    throw certificateError(problem, { input, ...detail });
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

/** The matching pair among all keys and certificates; of several pairs, the one that is valid longest. */
function pair(
  findings: Findings,
  { input }: CertificateSource,
  now: Date,
): { key: KeyObject; certificate: X509Certificate } {
  const { keys, certificates } = findings;
  const rsaKeys = keys.filter(signsWithSha256);
  const wrongKey = keys.find((key) => !signsWithSha256(key));
  if (rsaKeys.length === 0 && wrongKey !== undefined) {
    throw certificateError('not-rsa', { input, detail: describeKey(wrongKey) });
  }
  if (keys.length === 0 && certificates.length === 0) throw certificateError('something-else', { input });
  if (keys.length === 0) throw certificateError('certificate-without-key', { input });
  if (certificates.length === 0) throw certificateError('key-without-certificate', { input });
  const rank = ({ validFromDate, validToDate }: X509Certificate): number =>
    (validFromDate <= now ? 1 : 0) * 1e15 + validToDate.getTime();
  const [best] = rsaKeys
    .flatMap((key) =>
      certificates.filter((each) => belongsTo(each, key)).map((certificate) => ({ key, certificate })),
    )
    .sort((a, b) => rank(b.certificate) - rank(a.certificate));
  if (best === undefined) throw certificateError('pair-does-not-match', { input });
  const bits = best.key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (bits < MIN_RSA_BITS) throw certificateError('rsa-too-short', { input, detail: String(bits) });
  return best;
}

/** An RSA key, including one that is restricted to PSS with the hash that we use. */
function signsWithSha256({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): boolean {
  const { hashAlgorithm = 'sha256' } = asymmetricKeyDetails ?? {};
  return asymmetricKeyType === 'rsa' || (asymmetricKeyType === 'rsa-pss' && hashAlgorithm === 'sha256');
}

/** Key types of Node.js in words for messages. */
const KEY_TYPES: Readonly<Record<string, string>> = {
  ec: 'an EC key, not an RSA key',
  ed25519: 'an Ed25519 key, not an RSA key',
  ed448: 'an Ed448 key, not an RSA key',
  dsa: 'a DSA key, not an RSA key',
};

function describeKey({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): string {
  if (asymmetricKeyType === 'rsa-pss') {
    return `an RSA-PSS key that is restricted to ${asymmetricKeyDetails?.hashAlgorithm?.toUpperCase()}`;
  }
  return KEY_TYPES[asymmetricKeyType ?? ''] ?? 'not an RSA key';
}

/** Compares only modulus and exponent: a PFX may store the key of an RSA-PSS certificate as a plain RSA key. */
function belongsTo(certificate: X509Certificate, key: KeyObject): boolean {
  const [ours, theirs] = [createPublicKey(key), certificate.publicKey].map(rsaNumbers);
  return ours !== undefined && theirs !== undefined && ours.equals(theirs);
}

/** Modulus and exponent (RSAPublicKey, RFC 8017, appendix A.1.1) of an RSA or RSA-PSS key; undefined for other keys. */
function rsaNumbers(key: KeyObject): Buffer | undefined {
  if (!key.asymmetricKeyType?.startsWith('rsa')) return undefined;
  const [, bits] = readElements(readElement(key.export({ format: 'der', type: 'spki' }))?.content ?? EMPTY);
  // The first byte counts the unused bits.
  return bits?.content.subarray(1);
}
const EMPTY = Buffer.alloc(0);

/** The same key without the restriction to PSS, as MSAL takes it: the octets of its PKCS#8 are a PKCS#1 key. */
function plainRsa(key: KeyObject): KeyObject {
  if (key.asymmetricKeyType !== 'rsa-pss') return key;
  const pkcs8 = readElement(key.export({ format: 'der', type: 'pkcs8' }))?.content ?? EMPTY;
  const octets = readElements(pkcs8)[2]?.content ?? EMPTY;
  return createPrivateKey({ key: octets, format: 'der', type: 'pkcs1' });
}

/** The date in UTC, as `YYYY-MM-DD`. */
export function day(date: Date): string {
  return date.toISOString().slice(0, 10);
}
