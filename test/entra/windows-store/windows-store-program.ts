/**
 * Replaces PowerShell: the same requests on standard input, the same answers on standard output.
 * Arguments: folder with `key.pem` and `certificate.pem`, and the algorithm of the key (`PS256`, `RS256`).
 */
import { constants, createPrivateKey, sign, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder = '.', algorithm = 'PS256'] = process.argv.slice(2);
const certificate = new X509Certificate(readFileSync(join(folder, 'certificate.pem')));
const request = JSON.parse(readFileSync(0, 'utf8')) as Record<string, string>;

function answer(): object {
  const thumbprint = certificate.fingerprint.replaceAll(':', '');
  if (request.thumbprint !== thumbprint) {
    const notAfter = certificate.validToDate.toISOString().slice(0, 10);
    return { status: 'not-found', present: [{ thumbprint, notAfter, store: 'LocalMachine' }] };
  }
  if (request.action === 'inspect') {
    const base64 = certificate.raw.toString('base64');
    return { status: 'found', store: 'LocalMachine', algorithm, certificate: base64 };
  }
  if (request.algorithm !== algorithm)
    return { status: 'no-access', store: 'LocalMachine', code: '0x80090009' };
  const padding =
    algorithm === 'PS256'
      ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }
      : { padding: constants.RSA_PKCS1_PADDING };
  const key = createPrivateKey(readFileSync(join(folder, 'key.pem')));
  const signature = sign('sha256', Buffer.from(request.data ?? '', 'base64'), { key, ...padding });
  return { status: 'signed', signature: signature.toString('base64') };
}

// Lets the test see which variables were passed on.
const leaked = Object.keys(process.env).filter((name) => /^(INPUT_|ACTIONS_|GITHUB_)/.test(name));
process.stdout.write(`noise of a profile\r\n${JSON.stringify({ ...answer(), leaked })}\r\n`);
