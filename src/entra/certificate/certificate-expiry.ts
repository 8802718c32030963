import type { Warning } from '../../vocabulary.ts';
import { day } from './certificate.ts';

/** From so many days before its end on, every run warns. */
export const WARN_DAYS = 30;

/** Whole days until a certificate ends. */
export function daysLeft(notAfter: Date, now: Date): number {
  return Math.floor((notAfter.getTime() - now.getTime()) / 86_400_000);
}

/** The warning about a certificate's end; undefined while there is time. */
export function expiryWarning(
  certificate: { readonly thumbprintSha1: string; readonly notAfter: Date },
  now: Date,
): { readonly expiresInDays: number; readonly warning: Warning } | undefined {
  const expiresInDays = daysLeft(certificate.notAfter, now);
  if (expiresInDays >= WARN_DAYS) return undefined;
  const when =
    expiresInDays < 1 ? 'in less than a day' : `in ${expiresInDays} ${expiresInDays === 1 ? 'day' : 'days'}`;
  return {
    expiresInDays,
    warning: {
      title: 'certificate',
      lines: [
        `The certificate ${certificate.thumbprintSha1} ends ${when}, on ${day(certificate.notAfter)}. From then on sign-in fails.`,
        'Make a new one, upload its public half to the app registration beside the old one, replace it where the workflow gets it from, then remove the old one. docs/authentication.md has the steps.',
      ],
    },
  };
}
