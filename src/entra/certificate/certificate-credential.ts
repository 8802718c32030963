import { formatNumber } from '../../text/numbers.ts';
import type { Credential } from '../credential.ts';
import { type CertificateSource, readCertificateFile, readSigningCertificate } from './certificate.ts';

/**
 * A certificate with a private key that the action reads: MSAL signs an assertion with it. It is checked here, and its
 * key is masked.
 * @param source The input and what it contains; the content of `certificate-path` is its path.
 * @param services.info Prints a line if opening the certificate takes seconds, which the signal cancels.
 * @throws {ActionError} that names what was found instead of a usable certificate.
 */
export async function certificateCredential(
  source: { readonly input: CertificateSource['input']; readonly value: string; readonly password?: string },
  {
    mask,
    info,
    signal,
  }: {
    mask: (secret: string) => void;
    info?: ((line: string) => void) | undefined;
    signal: AbortSignal;
  },
): Promise<Credential> {
  const { input, value, password } = source;
  if (password !== undefined) mask(password);
  if (input === 'certificate') mask(value);
  const content = input === 'certificate' ? Buffer.from(value) : await readCertificateFile(value);
  const onSlow = (iterations: number): void =>
    info?.(`Opening the PFX in \`${input}\`: its ${formatNumber(iterations)} iterations take a few seconds.`);
  const certificate = await readSigningCertificate({ input, content, password, onSlow, signal });
  mask(certificate.privateKeyPem);
  const clientCertificate = {
    thumbprintSha256: certificate.thumbprintSha256,
    privateKey: certificate.privateKeyPem,
    x5c: certificate.certificatePem,
  };
  return {
    method: 'certificate',
    way: 'certificate',
    ...(input === 'certificate-path' ? { path: value } : {}),
    prove: async () => ({ authentication: { clientCertificate }, certificate }),
  };
}
