import type { SigningCertificate } from './certificate/certificate.ts';

/** How the action is to prove who it is, as the inputs say it; see {@link loadCredential}. */
export type ChosenCredential =
  | { readonly kind: 'certificate'; readonly text: string; readonly password?: string }
  | { readonly kind: 'certificate-file'; readonly path: string; readonly password?: string }
  | { readonly kind: 'windows-store'; readonly thumbprint: string }
  | { readonly kind: 'client-secret'; readonly secret: string }
  | { readonly kind: 'federated' };

/** A credential that is ready to sign in with: a certificate has been read and is in its time. */
export type Credential =
  | { readonly kind: 'certificate'; readonly certificate: SigningCertificate }
  | Extract<ChosenCredential, { readonly kind: 'windows-store' | 'client-secret' | 'federated' }>;

/**
 * Reads what a chosen credential consists of. Nothing is sent, and the Windows store is not asked yet.
 * @param mask Keeps a secret out of the log; called before the secret is used.
 * @throws {ActionError} when a certificate cannot be used, each mistake by name.
 */
export async function loadCredential(
  chosen: ChosenCredential,
  mask: (secret: string) => void,
): Promise<Credential> {
  switch (chosen.kind) {
    case 'certificate':
      mask(chosen.text);
      return await loadCertificate('certificate', chosen, mask);
    case 'certificate-file':
      return await loadCertificate('certificate-path', chosen, mask);
    case 'client-secret':
      mask(chosen.secret);
      return chosen;
    case 'windows-store':
    case 'federated':
      return chosen;
  }
}

async function loadCertificate(
  input: 'certificate' | 'certificate-path',
  chosen: Extract<ChosenCredential, { readonly kind: 'certificate' | 'certificate-file' }>,
  mask: (secret: string) => void,
): Promise<Credential> {
  const { password } = chosen;
  if (password !== undefined) mask(password);
  // Loaded late: most runs have no certificate.
  const { readCertificateFile, readSigningCertificate } = await import('./certificate/certificate.ts');
  const content =
    chosen.kind === 'certificate' ? Buffer.from(chosen.text) : await readCertificateFile(chosen.path);
  const certificate = await readSigningCertificate({ input, content, password });
  mask(certificate.privateKeyPem);
  return { kind: 'certificate', certificate };
}
