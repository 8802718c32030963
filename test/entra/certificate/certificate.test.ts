import { createHash, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readCertificateFile, readSigningCertificate } from '../../../src/entra/certificate/certificate.ts';
import { expiryWarning } from '../../../src/entra/certificate/certificate-expiry.ts';
import { ActionError } from '../../../src/errors.ts';
import { makeCertificate, makePfx } from '../certificate-factory.ts';

const good = makeCertificate();
const other = makeCertificate({ key: 'b', serial: '02' });
const both = good.certificatePem + good.keyPem;
const der = new X509Certificate(good.certificatePem).raw;
const thumbprint = createHash('sha1').update(der).digest('hex').toUpperCase();

function encryptedKey(type: 'pkcs8' | 'pkcs1', cipher = 'aes-256-cbc'): string {
  return good.key.export({ format: 'pem', type, cipher, passphrase: 'pass word' }).toString();
}

const base64 = (content: string | Buffer): string => Buffer.from(content).toString('base64');
const pkcs1 = good.key.export({ format: 'pem', type: 'pkcs1' }).toString();
const bagAttributes = 'Bag Attributes\n    friendlyName: hr\nsubject=CN = hr\n';
const PASSWORD = 'pass word';

/** All these hold the same certificate and key. */
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
};

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

const MISTAKES: Record<string, { content: string | Buffer; password?: string; says: RegExp }> = {
  'key without certificate': { content: good.keyPem, says: /private key, but no certificate/ },
  'key without certificate, DER': {
    content: good.key.export({ format: 'der', type: 'pkcs8' }),
    says: /private key, but no certificate/,
  },
  'certificate without key': { content: good.certificatePem, says: /certificate, but no private key/ },
  'a .cer file': { content: der, says: /certificate, but no private key/ },
  'base64 of a .cer file': { content: base64(der), says: /certificate, but no private key/ },
  'a pair that does not belong together': {
    content: good.certificatePem + other.keyPem,
    says: /do not belong together/,
  },
  'an EC key': { content: good.certificatePem + ecPem, says: /not an RSA key \(it is an EC key\)/ },
  'an EC key, SEC1': { content: good.certificatePem + sec1, says: /not an RSA key/ },
  'a short key': {
    content: ((c) => c.keyPem + c.certificatePem)(makeCertificate({ key: 'short', bits: 1024 })),
    says: /1024 bits/,
  },
  expired: {
    content: ((c) => c.keyPem + c.certificatePem)(makeCertificate({ from: -9, until: -2 })),
    says: /expired on \d{4}-\d\d-\d\d/,
  },
  'not yet valid': {
    content: ((c) => c.keyPem + c.certificatePem)(makeCertificate({ from: 2 })),
    says: /not valid before/,
  },
  'wrong password, PKCS#8': {
    content: good.certificatePem + encryptedKey('pkcs8'),
    password: 'other',
    says: /certificate-password` does not open/,
  },
  'wrong password, PKCS#1': {
    content: good.certificatePem + encryptedKey('pkcs1'),
    password: 'other',
    says: /certificate-password` does not open/,
  },
  'wrong password, PFX': {
    content: makePfx(good, PASSWORD),
    password: 'other',
    says: /certificate-password` does not open/,
  },
  'a password for a PFX that has none': {
    content: makePfx(good, ''),
    password: 'other',
    says: /certificate-password` does not open/,
  },
  'missing password, PEM': {
    content: good.certificatePem + encryptedKey('pkcs8'),
    says: /`certificate-password` is empty/,
  },
  'missing password, PFX': { content: makePfx(good, PASSWORD), says: /`certificate-password` is empty/ },
  'a PFX cut off': { content: makePfx(good, '').subarray(0, 900), says: /PFX, but it cannot be read/ },
  'a key block of noise': {
    content: good.certificatePem + block('PRIVATE KEY'),
    says: /private key .* cannot be read/,
  },
  'a certificate block of noise': {
    content: good.keyPem + good.keyPem.replaceAll('PRIVATE KEY', 'CERTIFICATE'),
    says: /certificate .* cannot be read/,
  },
  'the first line only': { content: '-----BEGIN CERTIFICATE-----', says: /no block in it is complete/ },
  'a public key': { content: publicPem, says: /public key only/ },
  'a certificate request': { content: block('CERTIFICATE REQUEST'), says: /certificate request/ },
  'a PKCS#7 bundle': { content: block('PKCS7'), says: /PKCS#7/ },
  'an SSH key': { content: block('OPENSSH PRIVATE KEY'), says: /SSH/ },
  'a path': { content: './certs/hr.pem', says: /path of a file/ },
  'a Windows path': { content: 'C:\\certs\\hr upload.pfx', says: /path of a file/ },
  'a thumbprint': { content: thumbprint, says: /looks like a thumbprint/ },
  'a thumbprint with colons': {
    content: thumbprint.replace(/..(?=.)/g, '$&:'),
    says: /looks like a thumbprint/,
  },
  'a thumbprint that begins with the byte of a DER': {
    content: `0${'9A'.repeat(19)}B`,
    says: /looks like a thumbprint/,
  },
  'an ID that begins with it': { content: '0d3b1f52-3f0b-4a5e-9a50-1f0f6f0f2a11', says: /a GUID/ },
  'a client secret that begins with it': {
    content: '0bc8Q~1234567890abcdefghijklmnopqrstuvwx',
    says: /client secret/,
  },
  'a client secret': { content: 'abc8Q~1234567890abcdefghijklmnopqrstuvwx', says: /client secret/ },
  'an ID': { content: '7d3b1f52-3f0b-4a5e-9a50-1f0f6f0f2a11', says: /a GUID/ },
  'a web page': { content: '<!DOCTYPE html><html><body>Sign in</body></html>', says: /web page/ },
  JSON: { content: '{"value": "MII"}', says: /JSON/ },
  'a URL': { content: 'https://vault.example/secrets/hr', says: /a URL/ },
  'an expression': { content: '$'.concat('{{ secrets.HR }}'), says: /expression/ },
  blanks: { content: ' \n ', says: /holds nothing/ },
  words: { content: 'hello there', says: /neither a PEM nor a PFX \(11 characters\)/ },
  'base64 of words': { content: base64('hello there '.repeat(40)), says: /base64 of something else/ },
};

describe('mistakes', () => {
  it.each(Object.entries(MISTAKES))('%s', async (_name, { content, password, says }) => {
    const error = await failure(read(content, password));
    expect(error.what).toMatch(says);
    expect(error.what).toContain('certificate');
  });

  it('shows nothing of what was given', async () => {
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

  it('tells a missing file, a directory and a file that is far too large apart', async () => {
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
