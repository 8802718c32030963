import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ActionErrors, type Explanation } from '../../src/errors.ts';
import {
  CREDENTIAL_INPUTS,
  type CredentialInput,
  readCredential,
} from '../../src/inputs/credential-inputs.ts';
import { makeCertificate } from '../entra/certificate-factory.ts';
import { unsignedJwt } from '../entra/stand-in.ts';
import { expectExplained } from './problems.ts';

type Given = Partial<Record<CredentialInput | 'certificate-password', string>>;

const folder = mkdtempSync(join(tmpdir(), 'hr-credential-'));
afterAll(() => rmSync(folder, { recursive: true }));

const ID = '9b2e1c4a-7d53-4f60-8a21-5c6d7e8f9012';
const THUMBPRINT = 'AB'.repeat(20);
const AUDIENCE = 'api://AzureADTokenExchange';
const { key, keyPem, certificatePem } = makeCertificate();
const pem = keyPem + certificatePem;
const PASSWORD = ' pass word ';
const encryptedPem = `${certificatePem}${key.export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: PASSWORD })}`;
writeFileSync(join(folder, 'both.pem'), pem);
writeFileSync(join(folder, 'encrypted.pem'), encryptedPem);
writeFileSync(join(folder, 'token'), unsignedJwt({ aud: [AUDIENCE] }));

async function read(given: Given, mask?: (secret: string) => void) {
  const none = Object.fromEntries([...CREDENTIAL_INPUTS, 'certificate-password'].map((name) => [name, '']));
  const masked: string[] = [];
  const credential = await readCredential({ ...none, ...given } as Required<Given>, {
    audience: AUDIENCE,
    mask: mask ?? ((secret) => masked.push(secret)),
    fromWorkspace: (path) => resolve(folder, path),
    signal: new AbortController().signal,
  });
  return { credential, masked };
}

async function problemsOf(given: Given): Promise<readonly Explanation[]> {
  const error = await read(given).catch((reason: unknown) => reason);
  if (!(error instanceof ActionErrors)) throw new Error(`no ActionErrors: ${String(error)}`);
  expectExplained(error.problems);
  return error.problems;
}

describe('the choice of a credential', () => {
  it.each<[Given, string, string]>([
    [{}, 'federated', 'OIDC'],
    [{ certificate: ' \n' }, 'federated', 'OIDC'],
    [{ certificate: pem }, 'certificate', 'certificate'],
    [{ certificate: ` \n\t${pem}\r\n ` }, 'certificate', 'certificate'],
    [{ certificate: `\n ${Buffer.from(pem).toString('base64')} \n` }, 'certificate', 'certificate'],
    [{ 'certificate-path': ' both.pem\n' }, 'certificate', 'certificate'],
    [{ certificate: encryptedPem, 'certificate-password': PASSWORD }, 'certificate', 'certificate'],
    [{ 'certificate-path': 'encrypted.pem', 'certificate-password': PASSWORD }, 'certificate', 'certificate'],
    [{ 'certificate-thumbprint': THUMBPRINT }, 'certificate', 'certificate in the Windows store'],
    [{ 'client-secret': ' s3cret \n' }, 'secret', 'client secret'],
    [{ 'federated-token-path': 'token' }, 'federated', 'token file'],
    [{ 'managed-identity-client-id': ` {${ID}}` }, 'federated', 'managed identity'],
  ])('%o: %s, %s', async (given, method, way) => {
    expect((await read(given)).credential).toMatchObject({ method, way });
  });

  it('knows the files that must not be overwritten', async () => {
    for (const [input, name] of [
      ['certificate-path', 'both.pem'],
      ['federated-token-path', 'token'],
    ]) {
      expect((await read({ [input!]: name! })).credential.path).toBe(join(folder, name!));
    }
  });

  it('masks secrets before checking them', async () => {
    expect((await read({ certificate: pem })).masked).toContain(keyPem);
    expect((await read({ 'client-secret': ' s3cret \n' })).masked).toEqual(['s3cret']);
    expect((await read({ 'federated-token-path': 'token' })).masked).toEqual([
      unsignedJwt({ aud: [AUDIENCE] }),
    ]);
  });
});

describe('mistakes', () => {
  it.each<[Given, string[]]>([
    [{ 'certificate-password': 'p' }, ['certificate-password-unused']],
    [{ 'certificate-password': 'p', 'client-secret': 's' }, ['certificate-password-unused']],
    [
      { 'certificate-password': 'p', 'managed-identity-client-id': 'hr-upload' },
      ['certificate-password-unused', 'id-invalid'],
    ],
    [{ 'certificate-thumbprint': 'hr.pfx' }, ['certificate-thumbprint-invalid']],
    [{ 'client-secret': ID }, ['client-secret-is-id']],
    [{ 'client-secret': '-----BEGIN CERTIFICATE-----' }, ['client-secret-is-certificate']],
    [{ 'federated-token-path': 'nowhere' }, ['federated-token-file-not-found']],
    [{ 'managed-identity-client-id': '00000000-0000-0000-0000-000000000000' }, ['id-placeholder']],
  ])('%o: %o', async (given, codes) => {
    expect((await problemsOf(given)).map(({ code }) => code)).toEqual(codes);
  });

  it.each<[Given, string]>([
    [{ 'certificate-password': 'p' }, 'empty by mistake'],
    [{ 'certificate-password': 'p', 'client-secret': 's' }, '`client-secret` has no password'],
  ])('%o: why the password is unused', async (given, means) => {
    expect((await problemsOf(given))[0]!.means).toContain(means);
  });

  it('an unexpected exception is not reported as a mistake', async () => {
    const mask = (): never => {
      throw new TypeError('unexpected');
    };
    await expect(read({ 'client-secret': 's' }, mask)).rejects.toThrow(TypeError);
  });

  const pairs = CREDENTIAL_INPUTS.flatMap((one, i) =>
    CREDENTIAL_INPUTS.slice(i + 1).map((other) => [one, other] as const),
  );
  it.each(pairs)('%s and %s together', async (one, other) => {
    const [problem] = await problemsOf({ [one]: 'x', [other]: 'y' });
    expect(problem).toMatchObject({ code: 'several-credentials' });
    expect(problem!.what).toContain(`\`${one}\` and \`${other}\``);
  });

  it('three together', async () => {
    const [problem] = await problemsOf({ certificate: 'x', 'certificate-path': 'y', 'client-secret': 'z' });
    expect(problem!.what).toContain(': `certificate`, `certificate-path` and `client-secret`.');
    expect(problem!.fix[0]).toContain('one of `certificate`, `certificate-path`, `client-secret`');
  });
});
