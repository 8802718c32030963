import type { Explanation } from '../../errors.ts';

/** A pasted thumbprint in the form of the certificate store: without spaces, colons and the U+200E that the Windows dialog prepends. */
export function cleanThumbprint(text: string): string {
  return text.replace(/[\s:\-\p{Cc}\p{Cf}]/gu, '').toUpperCase();
}

/** What is wrong with `certificate-thumbprint`, if anything. */
export function checkThumbprint(text: string): Explanation | undefined {
  const thumbprint = cleanThumbprint(text);
  if (/^[0-9A-F]{40}$/.test(thumbprint)) return undefined;
  const where =
    'Run `Get-ChildItem Cert:\\CurrentUser\\My, Cert:\\LocalMachine\\My` in PowerShell on the runner and copy the 40 hexadecimal digits under Thumbprint.';
  return {
    code: 'certificate-thumbprint-invalid',
    what: '`certificate-thumbprint` is not the SHA-1 thumbprint of a certificate.',
    means: /^[0-9A-F]{64}$/.test(thumbprint)
      ? 'It has 64 hexadecimal digits, so it is a SHA-256 thumbprint; the store is searched by SHA-1 thumbprint.'
      : `A thumbprint has 40 hexadecimal digits; this one has ${thumbprint.length} characters.`,
    fix: [where],
  };
}
