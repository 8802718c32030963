import { asGiven, printable } from '../../text/printable.ts';
import type { TokenTarget } from '../credential.ts';
import type { FederatedClaims, Presenter } from './claims.ts';

/** What the advice about a federated credential depends on. */
export interface FederatedContext extends Pick<TokenTarget, 'clientId' | 'audience' | 'cloudAudience'> {
  readonly claims: FederatedClaims;
  readonly presenter: Presenter;
  /** Number of the `AADSTS…` error. */
  readonly error?: string | undefined;
  /** The repository's default branch, from the event's payload; undefined where it is not known. */
  readonly defaultBranch?: string | undefined;
}

/** Only such text goes into a command: a branch name can contain shell syntax. */
const PLAIN = /^[A-Za-z0-9_./:@-]+$/;

/** `repo:OWNER@OWNER_ID/REPO@REPO_ID:…`, which GitHub issues since 2026 and which stay the same after a rename. */
const IMMUTABLE_SUBJECT = /^repo:[^@/:]+@\d+\/[^@/:]+@\d+(:|$)/;

/** Whether a subject contains the IDs of owner and repository. */
export function isImmutableSubject(subject: string): boolean {
  return IMMUTABLE_SUBJECT.test(subject);
}

/** No credential of this audience matches (AADSTS700212). */
const WRONG_AUDIENCE = '700212';

/**
 * What to do when no federated credential matches: what was presented, then the credential to register with its
 * command, or why this subject should not be registered.
 */
export function adviseFederatedCredential(context: FederatedContext): string[] {
  const { claims, presenter } = context;
  return [
    'Issuer, subject and audience of the federated credential must be exactly these:',
    `issuer: ${shown(claims.iss)}`,
    `subject: ${shown(claims.sub)}`,
    `audience: ${shown(presentedAudience(context))}`,
    ...(presenter === 'github' ? adviseGitHub(claims) : [REACH[presenter]]),
    ...adviseAudience(context),
    ...(reasonNotToRegister(context) ?? credentialAndCommand(context)),
    'A new federated credential takes some minutes to work: if it was just created and has these values, run the job again before you change it.',
  ];
}

/** Who else can present the same token, for the person who is about to register it. */
const REACH: Readonly<Record<Exclude<Presenter, 'github'>, string>> = {
  'token-file':
    'Anyone who can read this file, or run as the account it names, can then sign in and upload.',
  'managed-identity':
    'Any process on a machine that has this identity can then sign in and upload. It must be a user-assigned identity of the same tenant and cloud.',
};

/** Untrusted text as part of a line. */
function shown(text = ''): string {
  return text === '' ? '(none)' : asGiven(text);
}

/** Entra puts the ID of one of its own apps into the token of a managed identity; a credential names the requested audience. */
function presentedAudience({ claims, presenter, audience }: FederatedContext): string {
  return presenter === 'managed-identity' ? audience : (claims.aud ?? []).join(', ');
}

function adviseGitHub(claims: FederatedClaims): string[] {
  const { sub = '', repository_id, repository_owner_id, job_workflow_ref } = claims;
  const others = Object.entries({ repository_id, repository_owner_id, job_workflow_ref }).filter(
    ([, value]) => value !== undefined,
  );
  const form = isImmutableSubject(sub)
    ? 'The subject is in the immutable form (names with IDs, as GitHub issues them since 2026); a credential in the older form `repo:OWNER/REPO:…` does not match it.'
    : 'The subject contains names only; a credential in the immutable form `repo:OWNER@ID/REPO@ID:…` does not match it. The portal\'s scenario "GitHub Actions deploying Azure resources" creates that form: use the scenario "Other issuer" or the command below, or opt this repository in to immutable subjects.';
  return [
    ...others.map(([name, value]) => `${name}: ${shown(value)} (for a flexible federated credential)`),
    form,
    'An application has at most 20 federated credentials. One flexible credential can serve several environments (docs/authentication.md).',
  ];
}

function adviseAudience({ audience, cloudAudience, error }: FederatedContext): string[] {
  if (error !== WRONG_AUDIENCE || audience === cloudAudience) return [];
  return [
    `Remove the input \`audience\`, or register a credential with exactly that audience. The credential below has the audience of this cloud, ${cloudAudience}.`,
  ];
}

/** Advice against registering a subject that would let too many sign in; undefined if the subject is fine. */
function reasonNotToRegister({ claims, presenter, defaultBranch }: FederatedContext): string[] | undefined {
  if (presenter !== 'github') return undefined;
  const { sub = '', environment, event_name = '' } = claims;
  // With a customized subject template, the subject may contain less than the claims.
  const ref = environment === undefined ? (claims.ref ?? '') : '';
  const useEnvironment =
    "Create an environment in the repository's settings, limit it to the default branch, add `environment: NAME` to the job, and register the subject that the next run shows.";
  const isProposed = environment === undefined && event_name.startsWith('pull_request');
  if (isProposed || /:pull_request(?::|$)/.test(sub)) {
    return [
      'Do not register this subject: any pull request of this repository could then sign in and upload.',
      'Run the upload on a schedule or on the default branch. For pull requests use `mode: validate`, which needs no sign-in.',
      useEnvironment,
    ];
  }
  const branch = /^refs\/heads\/(.+)$/.exec(ref)?.[1] ?? /:ref:refs\/heads\/([^:]+)/.exec(sub)?.[1];
  const isOtherBranch = branch !== undefined && defaultBranch !== undefined && branch !== defaultBranch;
  const isTag = /:ref:refs\/tags\//.test(sub) || ref.startsWith('refs/tags/');
  if (isOtherBranch || isTag) {
    return [
      `Do not register this subject: it names ${isTag ? 'a tag' : 'a branch that is not the default branch'}, and anyone who may push one could then sign in and upload.`,
      useEnvironment,
    ];
  }
  return undefined;
}

function credentialAndCommand(context: FederatedContext): string[] {
  const { claims, clientId, cloudAudience, presenter, error } = context;
  const { iss = '', sub = '' } = claims;
  const audience = error === WRONG_AUDIENCE ? cloudAudience : presentedAudience(context);
  if (![iss, sub, audience, clientId].every((text) => PLAIN.test(text) && printable(text) === text)) {
    return [
      'No command is shown, because the presented values contain characters with a meaning in a shell.',
      'Add the credential in the portal instead: app registration, "Certificates & secrets", "Federated credentials", "Add credential", scenario "Other issuer". Better: rename the branch or environment so that it has only letters, digits and hyphens.',
    ];
  }
  const credential = {
    name: credentialName(NAME_PREFIX[presenter], sub),
    issuer: iss,
    subject: sub,
    audiences: [audience],
  };
  return [
    'If this job is meant to upload, save this as credential.json:',
    JSON.stringify(credential),
    `then run: az ad app federated-credential create --id ${clientId} --parameters @credential.json`,
    'In PowerShell, quote "@credential.json".',
  ];
}

const NAME_PREFIX: Readonly<Record<Presenter, string>> = {
  github: 'github',
  'token-file': 'workload',
  'managed-identity': 'identity',
};

/** A name that Entra accepts: 3 to 120 letters, digits, hyphens and underscores. */
function credentialName(prefix: string, subject: string): string {
  const name = subject
    .replace(/^repo:/, '')
    .replace(/@\d+/g, '')
    .replace(/[^A-Za-z0-9]+/g, '-');
  return `${prefix}-${name}`.slice(0, 120).replace(/-+$/, '');
}
