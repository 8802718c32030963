import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPowerShell, windowsPowerShell } from '../../../src/entra/windows-store/powershell.ts';
import { findStoreCertificate } from '../../../src/entra/windows-store/windows-store.ts';
import { WINDOWS_STORE_SCRIPT } from '../../../src/entra/windows-store/windows-store-script.ts';
import { verifyAssertion } from '../verify-assertion.ts';

/** .NET has the store `CurrentUser\My` on Linux too, in the home folder. On Windows the end-to-end workflow tests it. */
const hasStore = process.platform === 'linux' && spawnSync('pwsh', ['-Version']).status === 0;

/** Adds three certificates to the store and prints them. */
const FILL = `
$ErrorActionPreference = 'Stop'
$sha256 = [System.Security.Cryptography.HashAlgorithmName]::SHA256
$pkcs1 = [System.Security.Cryptography.RSASignaturePadding]::Pkcs1
$from = [DateTimeOffset]::UtcNow.AddDays(-1)
$until = [DateTimeOffset]::UtcNow.AddDays(30)
function New-Rsa {
  $rsa = [System.Security.Cryptography.RSA]::Create(2048)
  $request = [System.Security.Cryptography.X509Certificates.CertificateRequest]::new('CN=hr-upload', $rsa, $sha256, $pkcs1)
  $request.CreateSelfSigned($from, $until)
}
$rsa = New-Rsa
$other = New-Rsa
$withoutKey = [System.Security.Cryptography.X509Certificates.X509Certificate2]::new([byte[]] $other.RawData)
$curve = [System.Security.Cryptography.ECCurve]::CreateFromFriendlyName('nistP256')
$ecdsa = [System.Security.Cryptography.ECDsa]::Create($curve)
$request = [System.Security.Cryptography.X509Certificates.CertificateRequest]::new('CN=hr-upload', $ecdsa, $sha256)
$elliptic = $request.CreateSelfSigned($from, $until)
$store = [System.Security.Cryptography.X509Certificates.X509Store]::new('My', 'CurrentUser')
$store.Open('ReadWrite')
foreach ($certificate in $rsa, $withoutKey, $elliptic) { $store.Add($certificate) }
$store.Close()
@{
  rsa = $rsa.Thumbprint; withoutKey = $withoutKey.Thumbprint; elliptic = $elliptic.Thumbprint
  certificate = [Convert]::ToBase64String($rsa.RawData)
} | ConvertTo-Json -Compress
`;

interface Filled {
  readonly rsa: string;
  readonly withoutKey: string;
  readonly elliptic: string;
  /** The RSA certificate, DER in base64. */
  readonly certificate: string;
}

describe.skipIf(!hasStore)('the certificate store of .NET (needs pwsh on PATH, on Linux)', () => {
  const home = mkdtempSync(join(tmpdir(), 'store-home-'));
  // The store is in the home folder, so the test uses a new one.
  const inHome = (args: readonly string[]) => [`HOME=${home}`, `PATH=${process.env.PATH}`, 'pwsh', ...args];
  const powerShell = (script: string) => inHome(windowsPowerShell({}, script).args);
  const run = createPowerShell(
    { executable: '/usr/bin/env', args: powerShell(WINDOWS_STORE_SCRIPT) },
    process.env,
  );
  let filled: Filled;
  beforeAll(() => {
    filled = JSON.parse(execFileSync('/usr/bin/env', powerShell(FILL), { encoding: 'utf8' })) as Filled;
  });
  afterAll(() => rmSync(home, { recursive: true, force: true }));

  it('has a certificate that signs', async () => {
    const found = await findStoreCertificate(filled.rsa, run);
    expect(found).toMatchObject({ thumbprintSha1: filled.rsa, algorithm: 'PS256' });
    const assertion = await found.sign({ clientId: 'client', audience: 'https://host/token' });
    const pem = `-----BEGIN CERTIFICATE-----\n${filled.certificate}\n-----END CERTIFICATE-----\n`;
    expect(verifyAssertion(assertion, pem).header).toMatchObject({ alg: 'PS256' });
  });

  it.each([
    ['without its key', 'withoutKey', 'certificate-key-missing'],
    ['with an elliptic key', 'elliptic', 'certificate-key-not-rsa'],
  ] as const)('has one %s', async (_name, which, code) => {
    await expect(findStoreCertificate(filled[which], run)).rejects.toMatchObject({ code });
  });

  it('lists its certificates when another one is requested', async () => {
    const missing = findStoreCertificate('AB'.repeat(20), run);
    await expect(missing).rejects.toMatchObject({
      code: 'windows-store-certificate-not-found',
      fix: expect.arrayContaining([expect.stringContaining(filled.rsa)]),
    });
  });
});
