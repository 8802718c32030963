import type { ErrorCode } from '../errors.ts';
import { REPOSITORY, VERSION } from '../version.ts';

/** Variables of the runner about the source of this action; see GitHub's documentation of default environment variables. */
interface ActionSource {
  readonly GITHUB_ACTION_REPOSITORY?: string | undefined;
  readonly GITHUB_ACTION_REF?: string | undefined;
  readonly GITHUB_SERVER_URL?: string | undefined;
}

const PUBLIC_SERVER = 'https://github.com';

/**
 * URL of the documentation of the running version, without a trailing slash: the repository and ref of the step's
 * `uses:`. On servers other than github.com, and for a local action, that of the published version.
 */
export function docsUrlOf(environment: ActionSource): string {
  const {
    GITHUB_ACTION_REPOSITORY: repository = '',
    GITHUB_ACTION_REF: ref = '',
    GITHUB_SERVER_URL: server,
  } = environment;
  const isHere =
    (server ?? PUBLIC_SERVER) === PUBLIC_SERVER &&
    /^[\w.-]+\/[\w.-]+$/.test(repository) &&
    /^[\w./-]+$/.test(ref);
  const [where, version] = isHere ? [repository, ref] : [REPOSITORY, `v${VERSION}`];
  return `${PUBLIC_SERVER}/${where}/blob/${version}/docs`;
}

/** URL of a section of a page of docs/. */
export function docUrl(docsUrl: string, page: string, anchor: string): string {
  return `${docsUrl}/${page}.md#${anchor}`;
}

/** URL of the section about an error. */
export function errorUrl(docsUrl: string, code: ErrorCode): string {
  return docUrl(docsUrl, 'troubleshooting', code);
}

/** URL of the section about a rule of the check. */
export function ruleUrl(docsUrl: string, rule: string): string {
  return docUrl(docsUrl, 'rules', rule);
}
