import { printable, shortened } from '../text/printable.ts';
import type { FederatedClaims } from './federated.ts';

/** What the advice about a federated credential depends on. */
export interface FederatedContext {
  readonly clientId: string;
  readonly claims: FederatedClaims;
  /** The repository's default branch, from the event's payload; undefined where that does not tell. */
  readonly defaultBranch?: string | undefined;
}

/** Only such a subject may stand in a command: a branch can be named so that a shell obeys it. */
const PLAIN = /^[A-Za-z0-9_./:@-]+$/;

/** `repo:OWNER@OWNER_ID/REPO@REPO_ID:…`, which GitHub issues since 2026 and which survives a renaming. */
const IMMUTABLE_SUBJECT = /^repo:[^@/:]+@\d+\/[^@/:]+@\d+(:|$)/;

/** Whether a subject is of the form that names owner and repository by their IDs too. */
export function isImmutableSubject(subject: string): boolean {
  return IMMUTABLE_SUBJECT.test(subject);
}

/**
 * What to do when no federated credential matches: what was presented, then the ready-made credential with its
 * command, or why this subject should not be registered.
 */
export function adviseFederatedCredential(context: FederatedContext): string[] {
  const { iss = '', sub = '', aud = '' } = context.claims;
  const form = isImmutableSubject(sub)
    ? 'The subject is of the immutable form (names with IDs, as GitHub issues them since 2026); a credential of the older form `repo:OWNER/REPO:…` does not match it.'
    : 'The subject is of the form with names alone; a credential of the immutable form `repo:OWNER@ID/REPO@ID:…` does not match it.';
  return [
    'Issuer, subject and audience of the federated credential must equal these, letter by letter:',
    `issuer: ${shown(iss)}`,
    `subject: ${shown(sub)}`,
    `audience: ${shown(aud)}`,
    form,
    ...(reasonNotToRegister(context) ?? credentialAndCommand(context)),
  ];
}

/** Text from outside, for one line. */
function shown(text: string): string {
  return text === '' ? '(none)' : shortened(printable(text), 300);
}

/** Advice where registering what was presented would open the door too wide; undefined where it is fine. */
function reasonNotToRegister({ claims, defaultBranch }: FederatedContext): string[] | undefined {
  const { sub = '', environment, event_name = '' } = claims;
  // A subject of the customer's own template may say less than the claims.
  const ref = environment === undefined ? (claims.ref ?? '') : '';
  const useEnvironment =
    "Create an environment in the repository's settings, limit it to the default branch, put `environment: NAME` into the job, and register the subject that the next run then shows.";
  const isProposed = environment === undefined && event_name.startsWith('pull_request');
  if (isProposed || /:pull_request(?::|$)/.test(sub)) {
    return [
      'Do not register this subject: every pull request of this repository could then sign in and upload.',
      'Run the upload on a schedule or on the default branch. For pull requests use `mode: validate`, which needs no sign-in.',
      useEnvironment,
    ];
  }
  const branch = /^refs\/heads\/(.+)$/.exec(ref)?.[1] ?? /:ref:refs\/heads\/([^:]+)/.exec(sub)?.[1];
  const isOtherBranch = branch !== undefined && defaultBranch !== undefined && branch !== defaultBranch;
  const isTag = /:ref:refs\/tags\//.test(sub) || ref.startsWith('refs/tags/');
  if (isOtherBranch || isTag) {
    return [
      `Do not register this subject: ${isTag ? 'it is of a tag' : 'it is of a branch that is not the default one'}, and whoever may push such could then sign in and upload.`,
      useEnvironment,
    ];
  }
  return undefined;
}

function credentialAndCommand({ claims, clientId }: FederatedContext): string[] {
  const { iss = '', sub = '', aud = '' } = claims;
  if (![iss, sub, aud, clientId].every((text) => PLAIN.test(text) && printable(text) === text)) {
    return [
      'No command is shown, since what was presented has characters that a shell could obey.',
      'Add the credential in the portal instead: app registration, "Certificates & secrets", "Federated credentials", "Add credential", scenario "Other issuer". Better: rename the branch or environment to letters, digits and hyphens.',
    ];
  }
  const credential = { name: credentialName(sub), issuer: iss, subject: sub, audiences: [aud] };
  return [
    'If this is the job that may upload, save this as credential.json:',
    JSON.stringify(credential),
    `then run: az ad app federated-credential create --id ${clientId} --parameters @credential.json`,
    'In PowerShell put @credential.json between quotation marks.',
    'A credential that was just created works after some minutes.',
  ];
}

/** A name that Entra takes: 3 to 120 letters, digits, hyphens and underscores. */
function credentialName(subject: string): string {
  const name = subject
    .replace(/^repo:/, '')
    .replace(/@\d+/g, '')
    .replace(/[^A-Za-z0-9]+/g, '-');
  return `github-${name}`.slice(0, 120).replace(/-+$/, '');
}
