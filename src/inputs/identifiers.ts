import type { Explanation } from '../errors.ts';
import { GUID } from '../text/guid.ts';

const DOMAIN_NAME = /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/i;

/** Examples: one digit repeated (`00000000-…`, `11111111-…`), or digits in sequence. */
const PLACEHOLDER = /^(.)\1{7}-\1{4}-\1{4}-\1{4}-\1{12}$|^12345678-1234-1234-1234-123456789(012|abc)$/i;

/** Tenant names that mean "any tenant"; an app-only token is for one tenant. */
const ANY_TENANT: ReadonlySet<string> = new Set(['common', 'organizations', 'consumers']);

/** Microsoft's application that receives the uploads (see `clouds.ts`); its ID is in the script, so people copy it. */
const INGESTION_APPLICATION = '86dfdabb-5089-4a0c-880a-cfa5a790c5b1';

/** Removes spaces, braces, quotes and invisible characters that copying adds to an ID. */
export function cleanIdentifier(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cf}]/gu, '')
    .trim()
    .replace(/^[{("'](.*)[})"']$/, '$1')
    .trim();
}

/** Finds a problem with `tenant-id`, which must be a GUID or a domain name of the tenant. */
export function checkTenantId(text: string): Explanation | undefined {
  const id = cleanIdentifier(text);
  const where = 'Copy "Directory (tenant) ID" from the overview of the app registration into `tenant-id`.';
  if (id === '') return missing('tenant-id', where);
  if (isPlaceholder(id)) return placeholder('tenant-id', where);
  if (GUID.test(id)) return undefined;
  if (ANY_TENANT.has(id.toLowerCase())) {
    return {
      code: 'tenant-id-not-specific',
      what: `\`tenant-id\` is \`${id.toLowerCase()}\`, which means any tenant.`,
      means: 'An application can only sign in to a specific tenant.',
      fix: [where],
    };
  }
  if (DOMAIN_NAME.test(id)) return undefined;
  return {
    code: 'id-invalid',
    what: '`tenant-id` is neither a GUID nor a domain name.',
    means: `It is ${id.length} characters long${describeShape(id)}.`,
    fix: [where, 'A verified domain of the tenant, such as contoso.onmicrosoft.com, works as well.'],
  };
}

export function checkClientId(text: string): Explanation | undefined {
  const where =
    'Copy "Application (client) ID" from the overview of the app registration into `client-id` (not the object ID).';
  if (cleanIdentifier(text).toLowerCase() === INGESTION_APPLICATION) {
    return {
      code: 'client-id-of-service',
      what: '`client-id` is the ID of the Microsoft application that receives the uploads.',
      fix: [where],
    };
  }
  return checkGuid('client-id', text, where);
}

export function checkJobId(text: string): Explanation | undefined {
  return checkGuid(
    'job-id',
    text,
    'Copy the job ID that the Microsoft Purview portal shows for the HR connector into `job-id`.',
  );
}

export function checkDirectoryClientId(text: string): Explanation | undefined {
  return checkGuid(
    'directory-client-id',
    text,
    'Copy "Application (client) ID" from the overview of the app registration with permission to read users into `directory-client-id`, or remove it to use `client-id`.',
  );
}

export function checkManagedIdentityId(text: string): Explanation | undefined {
  return checkGuid(
    'managed-identity-client-id',
    text,
    'Copy the client ID of the user-assigned identity: `az identity show --resource-group GROUP --name NAME --query clientId`.',
  );
}

/**
 * Finds all problems with the IDs that can be found without a connection.
 * @param ids `jobId` is absent if the mode does not need it.
 */
export function checkIdentifiers(ids: {
  readonly tenantId: string;
  readonly clientId: string;
  readonly jobId?: string;
}): readonly Explanation[] {
  const tenant = cleanIdentifier(ids.tenantId).toLowerCase();
  const client = cleanIdentifier(ids.clientId).toLowerCase();
  if (GUID.test(tenant) && DOMAIN_NAME.test(client)) {
    return [
      {
        code: 'ids-swapped',
        what: '`tenant-id` and `client-id` look swapped: the client is a domain name, the tenant a GUID.',
        fix: ['Swap the values of `tenant-id` and `client-id`.'],
      },
    ];
  }
  const problems = [checkTenantId(ids.tenantId), checkClientId(ids.clientId)];
  if (ids.jobId !== undefined) problems.push(checkJobId(ids.jobId));
  const found = problems.filter((problem) => problem !== undefined);
  return found.length > 0 ? found : checkDistinct(tenant, client, ids.jobId);
}

/** The three IDs identify different things, so no two can be equal. */
function checkDistinct(tenant: string, client: string, jobId: string | undefined): Explanation[] {
  const job = jobId === undefined ? undefined : cleanIdentifier(jobId).toLowerCase();
  const pairs: readonly [string, string, boolean][] = [
    ['tenant-id', 'client-id', tenant === client],
    ['client-id', 'job-id', client === job],
    ['tenant-id', 'job-id', tenant === job],
  ];
  return pairs
    .filter(([, , equal]) => equal)
    .map(([one, other]) => ({
      code: 'ids-equal',
      what: `\`${one}\` and \`${other}\` are the same ID.`,
      fix: [
        'The overview of the app registration shows the tenant ID and the client ID; the HR connector in the Purview portal shows the job ID.',
        'Check whether two secrets or variables of the workflow have the same value.',
      ],
    }));
}

function checkGuid(input: string, text: string, where: string): Explanation | undefined {
  const id = cleanIdentifier(text);
  if (id === '') return missing(input, where);
  if (isPlaceholder(id)) return placeholder(input, where);
  if (GUID.test(id)) return undefined;
  return {
    code: 'id-invalid',
    what: `\`${input}\` is not a GUID.`,
    means: `It is ${id.length} characters long${describeShape(id)}; a GUID has 36: 8-4-4-4-12 hexadecimal digits.`,
    fix: [where],
  };
}

/** Describes what was pasted instead, without showing it: it may be a secret in the wrong input. */
function describeShape(id: string): string {
  if (id.includes('${{')) return ' and contains an expression that was not evaluated';
  if (id.includes('://')) return ' and looks like a URL';
  if (id.includes('@')) return ' and looks like an email address';
  if (/^[0-9a-f]{32}$/i.test(id)) return ': a GUID without hyphens';
  if (/\s/.test(id)) return ' and contains spaces';
  return '';
}

function isPlaceholder(id: string): boolean {
  return PLACEHOLDER.test(id) || /^<.*>$|^your[-_ ]|^x{8}-x{4}/i.test(id);
}

function missing(input: string, where: string): Explanation {
  return {
    code: 'id-missing',
    what: `\`${input}\` is empty.`,
    fix: [
      where,
      'If it comes from a secret or a variable, check its name, and that this job may read it (environment, fork, Dependabot).',
    ],
  };
}

function placeholder(input: string, where: string): Explanation {
  return { code: 'id-placeholder', what: `\`${input}\` is still a placeholder.`, fix: [where] };
}
