import { X509Certificate } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import {
  createPowerShell,
  minimalEnvironment,
  windowsPowerShell,
} from '../../../src/entra/windows-store/powershell.ts';
import { checkThumbprint, cleanThumbprint } from '../../../src/entra/windows-store/thumbprint.ts';
import { findStoreCertificate, storePowerShell } from '../../../src/entra/windows-store/windows-store.ts';
import { WINDOWS_STORE_SCRIPT } from '../../../src/entra/windows-store/windows-store-script.ts';
import { makeCertificate } from '../certificate-factory.ts';
import { verifyAssertion } from '../verify-assertion.ts';

const store = makeCertificate();
const folder = mkdtempSync(join(tmpdir(), 'store-'));
writeFileSync(join(folder, 'key.pem'), store.keyPem);
writeFileSync(join(folder, 'certificate.pem'), store.certificatePem);
const program = fileURLToPath(new URL('windows-store-program.ts', import.meta.url));
const environment = { ...process.env, INPUT_CERTIFICATE: 'secret', ACTIONS_RUNTIME_TOKEN: 'secret' };

const thumbprint = new X509Certificate(store.certificatePem).fingerprint.replaceAll(':', '');

function standIn(algorithm: 'PS256' | 'RS256') {
  return createPowerShell({ executable: process.execPath, args: [program, folder, algorithm] }, environment);
}

const replies = (answer: object) => async () => JSON.stringify(answer);

describe('a certificate in the store', () => {
  it.each(['PS256', 'RS256'] as const)('signs by %s', async (algorithm) => {
    const certificate = await findStoreCertificate(`\u200e${thumbprint.toLowerCase()}`, standIn(algorithm));
    expect(certificate.algorithm).toBe(algorithm);
    expect(certificate.thumbprintSha1).toBe(thumbprint);
    const assertion = await certificate.sign({ clientId: 'client', audience: 'https://host/token' });
    const { header, payload } = verifyAssertion(assertion, store.certificatePem);
    expect(header.alg).toBe(algorithm);
    expect(header).toHaveProperty(algorithm === 'PS256' ? 'x5t#S256' : 'x5t');
    expect(payload).toMatchObject({ iss: 'client', sub: 'client', aud: 'https://host/token' });
    expect(Number(payload.exp) - Number(payload.nbf)).toBe(600);
  });

  it('lists the existing ones when it is missing', async () => {
    const missing = findStoreCertificate('AB'.repeat(20), standIn('PS256'));
    await expect(missing).rejects.toMatchObject({ code: 'windows-store-certificate-not-found' });
    const error = await missing.catch((reason) => reason);
    expect(error.fix[0]).toMatch(new RegExp(`^Found: ${thumbprint}, valid until .*LocalMachine`));
  });

  it('shows neither subjects nor anything that is not a thumbprint', async () => {
    const present = [
      { thumbprint: 'CN=Jane Doe', notAfter: '2030-01-01', store: 'x', subject: 'CN=Jane Doe' },
    ];
    const error = await findStoreCertificate(
      'AB'.repeat(20),
      replies({ status: 'not-found', present }),
    ).catch((reason) => reason);
    expect(JSON.stringify(error)).not.toContain('Jane');
  });

  it.each([
    [{ status: 'no-private-key' }, 'certificate-key-missing'],
    [{ status: 'not-rsa' }, 'certificate-key-not-rsa'],
    [{ status: 'no-access', store: 'LocalMachine', code: '0x80090016' }, 'windows-store-key-not-usable'],
    [{ status: 'failed', code: '0x80131500' }, 'windows-store-unreadable'],
    [{ nothing: 1 }, 'windows-store-unreadable'],
  ])('explains %o', async (answer, code) => {
    const error = await findStoreCertificate(thumbprint, replies(answer)).catch((reason) => reason);
    expect(error).toMatchObject({ code });
    if ('store' in answer) expect(error.what).toContain(answer.code);
  });

  it.each([
    [{ from: -9, until: -1 }, 'certificate-expired'],
    [{ from: 2 }, 'certificate-not-yet-valid'],
  ])('must be valid now: %o', async (time, code) => {
    const raw = new X509Certificate(makeCertificate(time).certificatePem).raw.toString('base64');
    const answer = { status: 'found', store: 'CurrentUser', algorithm: 'PS256', certificate: raw };
    await expect(findStoreCertificate(thumbprint, replies(answer))).rejects.toMatchObject({ code });
  });

  it('rejects a signature of another key', async () => {
    const raw = new X509Certificate(store.certificatePem).raw.toString('base64');
    const answers = [
      { status: 'found', store: 'CurrentUser', algorithm: 'PS256', certificate: raw },
      { status: 'signed', signature: Buffer.alloc(256, 1).toString('base64') },
    ];
    const found = await findStoreCertificate(thumbprint, async () => JSON.stringify(answers.shift()));
    await expect(found.sign({ clientId: 'c', audience: 'a' })).rejects.toMatchObject({
      code: 'windows-store-unreadable',
    });
  });
});

describe('the program', () => {
  it('does not get our inputs and tokens', async () => {
    const output = await standIn('PS256')(JSON.stringify({ action: 'inspect', thumbprint }));
    expect(output).toContain('"leaked":[]');
    expect(Object.keys(minimalEnvironment({ SYSTEMROOT: 'C:\\Windows', INPUT_X: '1', Path: 'x' }))).toEqual([
      'SystemRoot',
    ]);
  });

  it('is Windows PowerShell by its full path, with a constant command line', () => {
    const { executable, args } = windowsPowerShell({ SystemRoot: 'D:\\Windows' }, WINDOWS_STORE_SCRIPT);
    expect(executable).toBe('D:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe');
    expect(Buffer.from(args.at(-1) ?? '', 'base64').toString('utf16le')).toBe(WINDOWS_STORE_SCRIPT);
    // The limit of Windows is 32,767 characters.
    expect([executable, ...args].join(' ').length).toBeLessThan(20_000);
    expect(WINDOWS_STORE_SCRIPT).toMatch(/^[\n\x20-\x7e]+$/);
  });

  it('that cannot be started is explained', async () => {
    const run = createPowerShell({ executable: join(folder, 'none.exe'), args: [] }, {});
    await expect(run('{}')).rejects.toMatchObject({ code: 'powershell-not-started' });
  });

  it('is stopped when the run is cancelled', async () => {
    const args = ['-e', 'setTimeout(() => {}, 60000)'];
    const run = createPowerShell({ executable: process.execPath, args }, process.env);
    await expect(run('{}', AbortSignal.timeout(200))).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('works only on Windows', () => {
    expect(() => storePowerShell({}, 'linux')).toThrow(
      expect.objectContaining({ code: 'windows-store-not-available' }),
    );
  });
});

describe('thumbprints', () => {
  it('are stripped of characters that copying adds', () => {
    const pasted = `\u200e${thumbprint.toLowerCase().replace(/..(?=.)/g, '$& ')}\r\n`;
    expect(cleanThumbprint(pasted)).toBe(thumbprint);
    expect(checkThumbprint(pasted)).toBeUndefined();
    expect(checkThumbprint(thumbprint.replace(/..(?=.)/g, '$&:'))).toBeUndefined();
  });

  it('have 40 digits', () => {
    expect(checkThumbprint('AB'.repeat(32))?.means).toMatch(/SHA-256/);
    expect(checkThumbprint('hr.pfx')?.what).toMatch(/not the SHA-1 thumbprint/);
  });
});
