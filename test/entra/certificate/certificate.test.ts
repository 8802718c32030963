import {
  constants,
  createHash,
  createPrivateKey,
  generateKeyPairSync,
  sign,
  verify,
  X509Certificate,
} from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readCertificateFile, readSigningCertificate } from '../../../src/entra/certificate/certificate.ts';
import { expiryWarning } from '../../../src/entra/certificate/certificate-expiry.ts';
import { ActionError, type ErrorCode } from '../../../src/errors.ts';
import { makeCertificate, makePfx, withNumber, withPublicKey } from '../certificate-factory.ts';

const good = makeCertificate();
const other = makeCertificate({ key: 'b', serial: '02' });
const both = good.certificatePem + good.keyPem;
const der = new X509Certificate(good.certificatePem).raw;
const thumbprint = createHash('sha1').update(der).digest('hex').toUpperCase();

function encryptedKey(type: 'pkcs8' | 'pkcs1', cipher = 'aes-256-cbc'): string {
  return good.key.export({ format: 'pem', type, cipher, passphrase: 'pass word' }).toString();
}

const encryptedDer = good.key.export({
  format: 'der',
  type: 'pkcs8',
  cipher: 'aes-256-cbc',
  passphrase: 'pass word',
});

const base64 = (content: string | Buffer): string => Buffer.from(content).toString('base64');
const pkcs1 = good.key.export({ format: 'pem', type: 'pkcs1' }).toString();
const bagAttributes = 'Bag Attributes\n    friendlyName: hr\nsubject=CN = hr\n';
const PASSWORD = 'pass word';

/** The outer sequence in the indefinite form of BER, as Bouncy Castle and NSS write it. */
function toBer(pfx: Buffer): Buffer {
  const header = 2 + (pfx[1]! & 0x7f);
  return Buffer.concat([Buffer.from([0x30, 0x80]), pfx.subarray(header), Buffer.from([0, 0])]);
}

/** As `openssl x509 -trustout` writes it: with the trusted purposes after the certificate. */
function trusted(certificate: Buffer): string {
  const trust = Buffer.from('300c300a06082b06010505070302', 'hex');
  return pemOf('TRUSTED CERTIFICATE', Buffer.concat([certificate, trust]));
}

function pemOf(label: string, bytes: Buffer, headers = ''): string {
  return `-----BEGIN ${label}-----\n${headers}${base64(bytes)}\n-----END ${label}-----\n`;
}

/** All of these contain the same certificate and key. */
const WRAPPINGS: Record<string, { content: string | Buffer; password?: string }> = {
  'certificate before key': { content: both },
  'key before certificate': { content: good.keyPem + good.certificatePem },
  'PKCS#1': { content: good.certificatePem + pkcs1 },
  'encrypted PKCS#8': { content: good.certificatePem + encryptedKey('pkcs8'), password: PASSWORD },
  'encrypted PKCS#1, AES': { content: encryptedKey('pkcs1') + good.certificatePem, password: PASSWORD },
  'encrypted PKCS#1, 3DES': {
    content: encryptedKey('pkcs1', 'des-ede3-cbc') + good.certificatePem,
    password: PASSWORD,
  },
  'encrypted PKCS#1 on one line': {
    content: (encryptedKey('pkcs1') + good.certificatePem).replaceAll('\n', ' '),
    password: PASSWORD,
  },
  CRLF: { content: both.replaceAll('\n', '\r\n') },
  'literal \\n': { content: both.replaceAll('\n', '\\n') },
  'literal \\r\\n': { content: both.replaceAll('\n', '\\r\\n') },
  'one line': { content: both.replaceAll('\n', ' ') },
  'one line without blanks': { content: both.replaceAll('\n', '') },
  'in quotes': { content: `"${both.replaceAll('\n', '\\n')}"` },
  indented: { content: both.replaceAll('\n', '\n    ') },
  'with text around': { content: bagAttributes + good.certificatePem + bagAttributes + good.keyPem },
  'with a BOM': { content: `\uFEFF${both}` },
  'UTF-16, as PowerShell redirects': { content: Buffer.from(`\uFEFF${both}`, 'utf16le') },
  'several certificates': { content: other.certificatePem + good.certificatePem + good.keyPem },
  'several keys': { content: other.keyPem + good.certificatePem + good.keyPem },
  'base64 of a PEM': { content: base64(both) },
  'base64 of a PEM in lines': { content: base64(both).replace(/.{76}/g, '$&\r\n') },
  'base64 of base64': { content: base64(base64(both)) },
  'PFX, AES': { content: makePfx(good, PASSWORD), password: PASSWORD },
  'PFX, 3DES': { content: makePfx(good, PASSWORD, '3des'), password: PASSWORD },
  'PFX with an empty password': { content: makePfx(good, '') },
  'PFX without password': { content: makePfx(good, null) },
  'PFX with a chain': { content: makePfx(good, '', 'aes256', [other.certificatePem]) },
  'base64 of a PFX': { content: base64(makePfx(good, '')) },
  'PFX as certutil encodes it': {
    content: `-----BEGIN CERTIFICATE-----\n${base64(makePfx(good, PASSWORD))}\n-----END CERTIFICATE-----\n`,
    password: PASSWORD,
  },
  'a password that is not needed': { content: both, password: PASSWORD },
  'escaped twice': { content: both.replaceAll('\n', '\\\\n') },
  'escaped four times': { content: both.replaceAll('\n', '\\\\\\\\r\\\\\\\\n') },
  'JSON in JSON': { content: JSON.stringify(JSON.stringify(both)) },
  'JSON of .NET, and of PHP': {
    content: JSON.stringify(both).replaceAll('+', '\\u002B').replaceAll('/', '\\/'),
  },
  'lines that a shell continues': { content: both.replaceAll('\n', '\\\n') },
  'invisible characters': {
    content: `\u200e${both.replaceAll('\n', '\u200b\n').replace('MII', 'M\u00adII')}`,
  },
  'dashes of a word processor': { content: both.replaceAll('-----', '\u2013\u2014') },
  'UTF-16 without a mark': { content: Buffer.from(both, 'utf16le') },
  'UTF-16, big-endian': { content: Buffer.from(`\uFEFF${both}`, 'utf16le').swap16() },
  'UTF-16, big-endian, without a mark': { content: Buffer.from(both, 'utf16le').swap16() },
  'base64 of UTF-16': { content: base64(Buffer.from(both, 'utf16le')) },
  'a trusted certificate of OpenSSL': { content: good.keyPem + trusted(der) },
  'PFX in BER': { content: toBer(makePfx(good, PASSWORD)), password: PASSWORD },
  'base64 of a PFX in BER': { content: base64(toBer(makePfx(good, ''))) },
  'base64url of a PFX': { content: makePfx(good, '').toString('base64url') },
  'a PFX in hexadecimal': { content: `0x${makePfx(good, '').toString('hex').toUpperCase()}` },
  'a data URL': { content: `data:application/x-pkcs12;base64,${base64(makePfx(good, ''))}` },
  'base64 with escaped line breaks': {
    content: base64(makePfx(good, '')).replace(/.{76}/g, '$&\\\\r\\\\n'),
  },
};

/** A key that may sign by PSS only; with a hash, only with that. */
function pssKey(hashAlgorithm?: string) {
  const restriction = hashAlgorithm === undefined ? {} : { hashAlgorithm, mgf1HashAlgorithm: hashAlgorithm };
  const { privateKey } = generateKeyPairSync('rsa-pss', { modulusLength: 2048, ...restriction });
  return { privateKey, pem: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString() };
}

function read(content: string | Buffer, password?: string) {
  return readSigningCertificate({ input: 'certificate', content: Buffer.from(content), password });
}

async function failure(promise: Promise<unknown>): Promise<ActionError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ActionError)) throw new Error(`no ActionError: ${String(error)}`);
  expect(error.fix.length).toBeGreaterThan(0);
  return error;
}

describe('wrappings', () => {
  it.each(Object.entries(WRAPPINGS))('%s', async (_name, { content, password }) => {
    const certificate = await read(content, password);
    expect(certificate.privateKeyPem).toBe(good.keyPem);
    expect(certificate.certificatePem).toBe(good.certificatePem);
    expect(certificate.thumbprintSha1).toBe(thumbprint);
    expect(certificate.thumbprintSha256).toMatch(/^[0-9A-F]{64}$/);
    expect(certificate.peculiarities).toEqual([expect.stringMatching(/^is self-signed/)]);
  });

  it.each([undefined, 'sha256'])(
    'takes a certificate with an RSA-PSS key (%s), and names it',
    async (hash) => {
      const key = pssKey(hash);
      const { certificatePem, peculiarities, privateKeyPem } = await read(
        withPublicKey(good.certificatePem, key.privateKey) + key.pem,
      );
      // MSAL signs with a plain RSA key.
      expect(createPrivateKey(privateKeyPem).asymmetricKeyType).toBe('rsa');
      const data = Buffer.from('assertion');
      const padding = {
        padding: constants.RSA_PKCS1_PSS_PADDING,
        saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
      };
      const signature = sign('sha256', data, { key: privateKeyPem, ...padding });
      const { publicKey } = new X509Certificate(certificatePem);
      expect(verify('sha256', data, { key: publicKey, ...padding }, signature)).toBe(true);
      expect(peculiarities).toEqual([expect.stringMatching(/^has an RSA-PSS key/)]);
    },
  );

  it('says beforehand that many iterations take a while', async () => {
    const slow: number[] = [];
    const onSlow = (iterations: number): void => void slow.push(iterations);
    for (const count of [299_999, 300_000]) {
      const content = withNumber(makePfx(good, PASSWORD, 'aes256', [], { count: 2_047 }), 2_047, count);
      await failure(readSigningCertificate({ input: 'certificate', content, password: PASSWORD, onSlow }));
    }
    expect(slow).toEqual([300_000]);
  });

  it('takes the renewed certificate of two with the same key', async () => {
    const older = makeCertificate({ until: 100 });
    const newer = makeCertificate({ until: 800, serial: '03' });
    const future = makeCertificate({ from: 10, until: 900, serial: '04' });
    const certificate = await read(
      older.certificatePem + newer.certificatePem + future.certificatePem + newer.keyPem,
    );
    expect(certificate.certificatePem).toBe(newer.certificatePem);
  });
});

const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const ecPem = ec.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
const sec1 = ec.privateKey.export({ format: 'pem', type: 'sec1' }).toString();
const publicPem = ec.publicKey.export({ format: 'pem', type: 'spki' }).toString();
const block = (label: string) => good.certificatePem.replaceAll('CERTIFICATE', label);

/** An EncryptedPrivateKeyInfo whose algorithm has this identifier, with noise in it. */
function encryptedWith(identifier: string): string {
  const bytes = Buffer.from(identifier, 'hex');
  const algorithm = Buffer.concat([
    Buffer.from([0x30, bytes.length + 4, 0x06, bytes.length]),
    bytes,
    Buffer.from([5, 0]),
  ]);
  const noise = Buffer.concat([Buffer.from([0x04, 0x81, 200]), Buffer.alloc(200, 3)]);
  const length = Buffer.from([0x30, 0x81, algorithm.length + noise.length]);
  return pemOf('ENCRYPTED PRIVATE KEY', Buffer.concat([length, algorithm, noise]));
}

/** A PFX whose AES is called Blowfish; both identifiers have nine bytes. */
function withBlowfish(pfx: Buffer): Buffer {
  const hex = pfx.toString('hex').replaceAll('60864801650304012a', '2b0601040197550102');
  return Buffer.from(hex, 'hex');
}

/** With what it says where the code is that of wrong content. */
const MISTAKES: Record<
  string,
  { content: string | Buffer; password?: string; code?: ErrorCode; says?: string }
> = {
  'key without certificate': { content: good.keyPem, code: 'certificate-missing' },
  'key without certificate, DER': {
    content: good.key.export({ format: 'der', type: 'pkcs8' }),
    code: 'certificate-missing',
  },
  'certificate without key': { content: good.certificatePem, code: 'certificate-key-missing' },
  'a .cer file': { content: der, code: 'certificate-key-missing' },
  'base64 of a .cer file': { content: base64(der), code: 'certificate-key-missing' },
  'a pair that does not belong together': {
    content: good.certificatePem + other.keyPem,
    code: 'certificate-key-mismatch',
  },
  'an EC key': { content: good.certificatePem + ecPem, code: 'certificate-key-not-rsa' },
  'an EC key, SEC1': { content: good.certificatePem + sec1, code: 'certificate-key-not-rsa' },
  'a short key': {
    content: ((c) => c.keyPem + c.certificatePem)(makeCertificate({ key: 'short', bits: 1024 })),
    code: 'certificate-key-too-short',
  },
  expired: {
    content: ((c) => c.keyPem + c.certificatePem)(makeCertificate({ from: -9, until: -2 })),
    code: 'certificate-expired',
  },
  'not yet valid': {
    content: ((c) => c.keyPem + c.certificatePem)(makeCertificate({ from: 2 })),
    code: 'certificate-not-yet-valid',
  },
  'wrong password, PKCS#8': {
    content: good.certificatePem + encryptedKey('pkcs8'),
    password: 'other',
    code: 'certificate-password-wrong',
  },
  'wrong password, PKCS#1': {
    content: good.certificatePem + encryptedKey('pkcs1'),
    password: 'other',
    code: 'certificate-password-wrong',
  },
  'wrong password, PFX': {
    content: makePfx(good, PASSWORD),
    password: 'other',
    code: 'certificate-password-wrong',
  },
  'a password for a PFX that has none': {
    content: makePfx(good, ''),
    password: 'other',
    code: 'certificate-password-wrong',
  },
  'missing password, PEM': {
    content: good.certificatePem + encryptedKey('pkcs8'),
    code: 'certificate-password-missing',
  },
  'missing password, PFX': { content: makePfx(good, PASSWORD), code: 'certificate-password-missing' },
  'a truncated PFX': { content: makePfx(good, '').subarray(0, 900), code: 'certificate-unreadable' },
  'a PFX cut off, with a password': {
    content: makePfx(good, PASSWORD).subarray(0, 900),
    password: PASSWORD,
    code: 'certificate-unreadable',
  },
  'a PFX with more iterations than any program uses': {
    content: withNumber(makePfx(good, PASSWORD, 'aes256', [], { count: 2_047 }), 2_047, 2_000_000_000),
    password: PASSWORD,
    code: 'certificate-encryption-unsupported',
    says: 'protected by 2,000,000,000 iterations',
  },
  'a key with more iterations than any program uses': {
    content:
      good.certificatePem + pemOf('ENCRYPTED PRIVATE KEY', withNumber(encryptedDer, 2_048, 2_000_000_000)),
    password: PASSWORD,
    code: 'certificate-encryption-unsupported',
    says: 'protected by 2,000,000,000 iterations',
  },
  'a PFX without iterations': {
    content: withNumber(makePfx(good, PASSWORD, 'aes256', [], { count: 2_047 }), 2_047, 0),
    password: PASSWORD,
    code: 'certificate-unreadable',
  },
  'an encrypted PKCS#1 key whose bytes look like many iterations': {
    content:
      good.certificatePem +
      pemOf(
        'RSA PRIVATE KEY',
        withNumber(encryptedDer, 2_048, 2_000_000_000),
        'Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00112233445566778899AABBCCDDEEFF\n\n',
      ),
    password: PASSWORD,
    code: 'certificate-password-wrong',
  },
  'a key block of noise': {
    content: good.certificatePem + block('PRIVATE KEY'),
    code: 'certificate-unreadable',
  },
  'a certificate block of noise': {
    content: good.keyPem + good.keyPem.replaceAll('PRIVATE KEY', 'CERTIFICATE'),
    code: 'certificate-unreadable',
  },
  'the first line only': { content: '-----BEGIN CERTIFICATE-----', code: 'certificate-unreadable' },
  'a public key': { content: publicPem, says: 'only a public key' },
  'a certificate request': { content: block('CERTIFICATE REQUEST'), says: 'a certificate request' },
  'a PKCS#7 bundle': { content: block('PKCS7'), says: 'a PKCS#7 bundle' },
  'an SSH key': { content: block('OPENSSH PRIVATE KEY'), says: 'an SSH key' },
  'a path': { content: './certs/hr.pem', says: 'the path of a file' },
  'a Windows path': { content: 'C:\\certs\\hr upload.pfx', says: 'the path of a file' },
  'a thumbprint': { content: thumbprint, says: 'looks like a thumbprint' },
  'a thumbprint with colons': {
    content: thumbprint.replace(/..(?=.)/g, '$&:'),
    says: 'looks like a thumbprint',
  },
  'a thumbprint that begins with the byte of a DER': {
    content: `0${'9A'.repeat(19)}B`,
    says: 'looks like a thumbprint',
  },
  'an ID that begins with it': { content: '0d3b1f52-3f0b-4a5e-9a50-1f0f6f0f2a11', says: 'a GUID' },
  'a client secret that begins with it': {
    content: '0bc8Q~1234567890abcdefghijklmnopqrstuvwx',
    says: 'looks like a client secret',
  },
  'a client secret': {
    content: 'abc8Q~1234567890abcdefghijklmnopqrstuvwx',
    says: 'looks like a client secret',
  },
  'an ID': { content: '7d3b1f52-3f0b-4a5e-9a50-1f0f6f0f2a11', says: 'a GUID' },
  'a web page': { content: '<!DOCTYPE html><html><body>Sign in</body></html>', says: 'a web page' },
  JSON: { content: '{"value": "MII"}', says: 'JSON' },
  'a URL': { content: 'https://vault.example/secrets/hr', says: 'a URL' },
  'an expression': { content: '$'.concat('{{ secrets.HR }}'), says: 'an expression' },
  blanks: { content: ' \n ', code: 'certificate-empty' },
  'a PGP message': { content: pemOf('PGP MESSAGE', Buffer.from('hQEMA')), says: 'a PGP key or message' },
  'a PuTTY key': { content: 'PuTTY-User-Key-File-3: ssh-rsa\nEncryption: none\n', says: 'a PuTTY key' },
  'a Java keystore': {
    content: Buffer.concat([Buffer.from('feedfeed00000002', 'hex'), Buffer.alloc(200, 7)]),
    says: 'a Java keystore',
  },
  'base64 of a Java keystore': {
    content: base64(Buffer.concat([Buffer.from('cececece00000002', 'hex'), Buffer.alloc(200, 7)])),
    says: 'a Java keystore',
  },
  'a key in PBE with MD5 and DES': {
    content: good.certificatePem + encryptedWith('2a864886f70d010503'),
    password: PASSWORD,
    code: 'certificate-encryption-unsupported',
    says: '(PBE with MD5 and DES)',
  },
  'the same without a password': {
    content: good.certificatePem + encryptedWith('2a864886f70d010503'),
    code: 'certificate-encryption-unsupported',
    says: '(PBE with MD5 and DES)',
  },
  'a key with an unknown encryption': {
    content: good.certificatePem + encryptedWith('2b0601040182370a'),
    password: PASSWORD,
    code: 'certificate-encryption-unsupported',
    says: '(1.3.6.1.4.1.311.10)',
  },
  'a key in the DES of OpenSSL': {
    content:
      good.certificatePem +
      pemOf(
        'RSA PRIVATE KEY',
        Buffer.alloc(64, 9),
        'Proc-Type: 4,ENCRYPTED\nDEK-Info: DES-CBC,0011223344556677\n\n',
      ),
    password: PASSWORD,
    code: 'certificate-encryption-unsupported',
    says: '(DES-CBC)',
  },
  'a PFX in Blowfish': {
    content: withBlowfish(makePfx(good, PASSWORD, 'aes256', [], { useMac: false })),
    password: PASSWORD,
    code: 'certificate-encryption-unsupported',
    says: '(Blowfish)',
  },
  'an RSA-PSS key for another hash': {
    content: good.certificatePem + pssKey('sha384').pem,
    code: 'certificate-key-not-rsa',
    says: 'an RSA-PSS key that is restricted to SHA384',
  },
  words: { content: 'hello there', says: 'neither a PEM nor a PFX (11 characters)' },
  'base64 of words': { content: base64('hello there '.repeat(40)), says: 'base64 of something else' },
};

describe('mistakes', () => {
  it.each(Object.entries(MISTAKES))(
    '%s',
    async (_name, { content, password, code = 'certificate-wrong-content', says = 'certificate' }) => {
      const error = await failure(read(content, password));
      expect(error).toMatchObject({ code, what: expect.stringContaining(says) });
    },
  );

  it('shows nothing of the input', async () => {
    for (const { content, password } of Object.values(MISTAKES)) {
      const { what, means = '', fix } = await failure(read(content, password));
      const text = [what, means, ...fix].join('\n');
      for (const line of Buffer.from(content).toString('latin1').split(/\s+/)) {
        if (line.length > 16 && !line.startsWith('----')) expect(text).not.toContain(line);
      }
    }
  });
});

describe('certificate-path', () => {
  const folder = mkdtempSync(join(tmpdir(), 'certificate-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('reads a file', async () => {
    const path = join(folder, 'hr.pfx');
    writeFileSync(path, makePfx(good, ''));
    const content = await readCertificateFile(path);
    const certificate = await readSigningCertificate({ input: 'certificate-path', content });
    expect(certificate.thumbprintSha1).toBe(thumbprint);
  });

  it('distinguishes a missing file, a directory and a file that is far too large', async () => {
    expect((await failure(readCertificateFile(join(folder, 'none.pem')))).what).toMatch(/no file/);
    expect((await failure(readCertificateFile(folder))).what).toMatch(/is a directory/);
    const large = join(folder, 'large');
    writeFileSync(large, Buffer.alloc(1024 * 1024 + 1));
    expect((await failure(readCertificateFile(large))).what).toMatch(/larger than 1 MiB/);
  });
});

describe('expiry', () => {
  const now = new Date('2026-05-01T12:00:00Z');
  const at = (end: string) => expiryWarning({ thumbprintSha1: 'AB', notAfter: new Date(end) }, now);

  it.each([
    ['2026-05-31T13:00:00Z', undefined],
    ['2026-05-31T11:00:00Z', 'expires in 29 days, on 2026-05-31.'],
    ['2026-05-02T20:00:00Z', 'expires in 1 day, on 2026-05-02.'],
    ['2026-05-01T20:00:00Z', 'expires in less than a day, on 2026-05-01.'],
  ])('of a certificate that expires at %s', (end, says) => {
    if (says === undefined) expect(at(end)).toBeUndefined();
    else expect(at(end)?.lines[0]).toContain(says);
  });
});
