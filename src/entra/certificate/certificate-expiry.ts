import { formatCount } from '../../text/numbers.ts';
import type { Warning } from '../../vocabulary.ts';
import type { UsedCertificate } from '../token.ts';
import { day } from './certificate.ts';

/** Every run warns from this many days before the certificate expires. */
const WARN_DAYS = 30;

/** The warning about a certificate that expires soon; undefined if it does not. */
export function expiryWarning(
  { thumbprintSha1, notAfter }: UsedCertificate,
  now: Date = new Date(),
): Warning | undefined {
  const days = Math.floor((notAfter.getTime() - now.getTime()) / 86_400_000);
  if (days >= WARN_DAYS) return undefined;
  const when = days < 1 ? 'in less than a day' : `in ${formatCount(days, 'day')}`;
  return {
    title: 'certificate',
    lines: [
      `The certificate ${thumbprintSha1} expires ${when}, on ${day(notAfter)}. After that, sign-in fails.`,
      'Create a new one, upload its public half to the app registration alongside the old one, replace the one that the workflow uses, then remove the old one. docs/authentication.md has the steps.',
    ],
  };
}
