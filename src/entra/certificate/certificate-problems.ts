import { ActionError, type Explanation, type Lines } from '../../errors.ts';
import { formatNumber } from '../../text/numbers.ts';
import { MAX_ITERATIONS } from './encryption.ts';

/** What was found instead of a certificate with its key, as a noun. */
export type WrongContent = keyof typeof WRONG_CONTENTS;

/** Everything that can be wrong with a certificate, by name. */
export type CertificateProblem = keyof typeof PROBLEMS | WrongContent;

/** What goes into the texts below: the input by its name, and a detail such as a date. */
interface Details {
  readonly input: string;
  readonly detail?: string;
}

const EXPECTED =
  'Expected a certificate together with its private key: a PEM with both, or a PFX, in binary or as base64.';
const EXPORT_BOTH =
  'Export the certificate with its private key (a PFX, or a PEM with both blocks), base64-encode it, and store that as the secret.';
const OPENSSL_PAIR = 'To join two files: `cat certificate.pem private-key.pem > both.pem`.';
const NEW_CERTIFICATE =
  '`openssl req -x509 -newkey rsa:2048 -nodes -days 365 -subj "/CN=hr-upload" -keyout private-key.pem -out certificate.pem`';
const CHECK_SECRET =
  'Check the name of the secret, and that this job may read it: secrets of an environment require `environment:` in the job, and runs from forks or by Dependabot get no secrets.';

/** Content of another kind: the noun comes after "contains". To add a kind, add a row. */
const WRONG_CONTENTS = {
  'public-key': { noun: 'only a public key' },
  'certificate-request': {
    noun: 'a certificate request, not a certificate',
    fix: ['Have the request signed, and store the certificate you receive together with the private key.'],
  },
  'ssh-key': { noun: 'an SSH key' },
  'pgp-key': { noun: 'a PGP key or message' },
  'putty-key': { noun: 'a PuTTY key' },
  pkcs7: { noun: 'a PKCS#7 bundle (.p7b), which has certificates but no private key' },
  'java-keystore': {
    noun: 'a Java keystore (JKS or JCEKS)',
    fix: [
      'Convert it to a PFX: `keytool -importkeystore -srckeystore keystore.jks -destkeystore hr-upload.pfx -deststoretype PKCS12`, then base64-encode the PFX and store that as the secret.',
    ],
  },
  html: {
    noun: 'a web page',
    means: 'The step that downloaded the certificate got a sign-in or error page instead.',
    fix: ['Check the step that fetches it: it must sign in, and must fail if it gets no file.'],
  },
  json: {
    noun: 'JSON',
    means: `It may be the whole output of a command that shows a secret. ${EXPECTED}`,
    fix: ['Take only the value, such as with `--query value --output tsv`.'],
  },
  expression: {
    noun: 'an expression that was not evaluated',
    fix: [
      'Write it as a dollar sign and double braces around `secrets.NAME`, on one line and without escaping.',
    ],
  },
  url: {
    noun: 'a URL, not a certificate',
    means: 'The action does not fetch certificates.',
    fix: [
      'Fetch it into a file in an earlier step, and set `certificate-path` to that file (docs/authentication.md shows it for Azure Key Vault).',
    ],
  },
  path: {
    noun: 'what looks like the path of a file',
    fix: ['Use `certificate-path` for a path; `certificate` takes the content.'],
  },
  thumbprint: {
    noun: 'what looks like a thumbprint',
    means: 'A thumbprint only names a certificate; signing in requires its private key.',
    fix: [
      'On a self-hosted Windows runner with the certificate in its store, use `certificate-thumbprint`.',
      EXPORT_BOTH,
    ],
  },
  guid: { noun: 'an ID (a GUID), not a certificate' },
  'client-secret': {
    noun: 'what looks like a client secret',
    fix: [
      'A client secret belongs to the input `client-secret`. Better: use OIDC, without any stored secret (docs/authentication.md).',
    ],
  },
} as const satisfies Record<string, { noun: string; means?: string; fix?: Lines }>;

/** Problems with content of the right kind. To add one, add a row. */
const PROBLEMS = {
  'key-without-certificate': ({ input }) => ({
    code: 'certificate-missing',
    what: `\`${input}\` contains a private key, but no certificate.`,
    means: 'The certificate is required too: its thumbprint tells Microsoft Entra which one signs.',
    fix: [
      'Add the CERTIFICATE block of the certificate that was uploaded to the app registration.',
      OPENSSL_PAIR,
    ],
  }),
  'certificate-without-key': ({ input }) => ({
    code: 'certificate-key-missing',
    what: `\`${input}\` contains a certificate, but no private key.`,
    means:
      'A .cer or .crt file is the public half, which goes to the app registration; signing in requires the private key.',
    fix: [EXPORT_BOTH, 'In Azure Key Vault, download the *secret* of the same name, not the certificate.'],
  }),
  'pair-does-not-match': ({ input }) => ({
    code: 'certificate-key-mismatch',
    what: `The private key and the certificate in \`${input}\` do not match.`,
    means: 'Usually one of the two is from before a renewal.',
    fix: ['Add the certificate that was created from this key.', EXPORT_BOTH],
  }),
  'not-rsa': ({ input, detail = 'another type' }) => ({
    code: 'certificate-key-not-rsa',
    what: `The key in \`${input}\` cannot be used: it is ${detail}.`,
    means:
      'Microsoft Entra accepts only RSA certificates for the sign-in of applications, and this action signs with SHA-256.',
    fix: [
      'Create a new certificate with an RSA key of 2048 bits or more, upload it to the app registration, and store it in the secret.',
      NEW_CERTIFICATE,
    ],
  }),
  'rsa-too-short': ({ input, detail }) => ({
    code: 'certificate-key-too-short',
    what: `The RSA key in \`${input}\` has ${detail} bits; at least 2048 are required.`,
    fix: [
      'Create a new certificate with an RSA key of 2048 bits or more, and upload it to the app registration.',
      NEW_CERTIFICATE,
    ],
  }),
  expired: ({ input, detail }) => ({
    code: 'certificate-expired',
    what: `The certificate in \`${input}\` expired on ${detail}.`,
    fix: [
      'Create a new certificate, upload its public half to the app registration alongside the old one, then replace the secret.',
      'If it was already renewed, the secret still contains the old one.',
    ],
  }),
  'not-yet-valid': ({ input, detail }) => ({
    code: 'certificate-not-yet-valid',
    what: `The certificate in \`${input}\` is not valid before ${detail}.`,
    fix: [`Check the runner's clock (it shows ${new Date().toISOString()}), or wait until then.`],
  }),
  'wrong-password': ({ input }) => ({
    code: 'certificate-password-wrong',
    what: `\`certificate-password\` is not the password of \`${input}\`.`,
    fix: [
      'Check the secret in `certificate-password`; a trailing line break or space is part of the password.',
      'A PFX downloaded from Azure Key Vault has no password: omit `certificate-password`.',
      'If the password has non-ASCII characters: programs encode them in different ways. Export the certificate again with an ASCII password.',
    ],
  }),
  'missing-password': ({ input }) => ({
    code: 'certificate-password-missing',
    what: `\`${input}\` is encrypted, and \`certificate-password\` is empty.`,
    fix: ['Set `certificate-password` to its password, from a secret.', CHECK_SECRET],
  }),
  'unsupported-key': ({ input, detail }) => ({
    code: 'certificate-encryption-unsupported',
    what: `The private key in \`${input}\` is encrypted in a way that is not supported (${detail}).`,
    means: 'The password is not the problem: Node.js no longer decrypts keys that are encrypted like this.',
    fix: [
      'Encrypt the key with AES: `openssl pkcs8 -topk8 -v2 aes-256-cbc -in old-key.pem -out private-key.pem`. OpenSSL 3 reads the old one only with `-provider legacy -provider default`.',
      OPENSSL_PAIR,
    ],
  }),
  'unsupported-pfx': ({ input, detail }) => ({
    code: 'certificate-encryption-unsupported',
    what: `The PFX in \`${input}\` is protected in a way that is not supported (${detail}).`,
    means: 'AES and 3DES with SHA-1 or SHA-2, and 40-bit RC2 with SHA-1, are supported.',
    fix: [
      'Write it again: `openssl pkcs12 -legacy -in old.pfx -nodes -out both.pem`, then `openssl pkcs12 -export -in both.pem -out new.pfx`, and remove both.pem. OpenSSL 1 has no `-legacy`.',
      'Encode the whole file as base64: `base64 -w0 new.pfx`.',
    ],
  }),
  'too-many-iterations': ({ input, detail }) => ({
    code: 'certificate-encryption-unsupported',
    what: `The private key in \`${input}\` is protected by ${detail} iterations of key derivation; at most ${formatNumber(MAX_ITERATIONS)} are supported.`,
    means: 'No program uses that many. Decrypting the key would block the run.',
    fix: [
      'Export it again with fewer iterations: `openssl pkcs12 -export -iter 600000 …` for a PFX, `openssl pkcs8 -topk8 -iter 600000 …` for a PEM.',
    ],
  }),
  'unreadable-pfx': ({ input }) => ({
    code: 'certificate-unreadable',
    what: `\`${input}\` looks like a PFX, but it cannot be read.`,
    means: 'It is damaged or truncated.',
    fix: ['Export it again, and encode the whole file as base64: `base64 -w0 certificate.pfx`.'],
  }),
  'unreadable-key': ({ input }) => ({
    code: 'certificate-unreadable',
    what: `The private key in \`${input}\` cannot be read.`,
    means: 'It has a PEM block, but the content of the block is damaged.',
    fix: ['Copy the whole block again, with its BEGIN and END lines, or export it as unencrypted PKCS#8.'],
  }),
  'unreadable-certificate': ({ input }) => ({
    code: 'certificate-unreadable',
    what: `A certificate in \`${input}\` cannot be read.`,
    means: 'It has a PEM block, but the content of the block is damaged.',
    fix: ['Copy the whole block again, with its BEGIN and END lines.'],
  }),
  'cut-off': ({ input }) => ({
    code: 'certificate-unreadable',
    what: `\`${input}\` starts like a PEM, but no block in it is complete.`,
    means:
      'Each block needs its BEGIN line and its END line, with five dashes on both sides; a secret that was truncated at the first line break has lost them.',
    fix: ['Store the whole file as the secret. Base64 survives copy and paste: `base64 -w0 both.pem`.'],
  }),
  empty: ({ input }) => ({
    code: 'certificate-empty',
    what: `\`${input}\` is empty.`,
    means: EXPECTED,
    fix: [CHECK_SECRET],
  }),
  'something-else': ({ input, detail }) => ({
    code: 'certificate-wrong-content',
    what: `\`${input}\` contains neither a PEM nor a PFX${detail === undefined ? '' : ` (${detail})`}.`,
    means: EXPECTED,
    fix: [
      EXPORT_BOTH,
      'On Linux: `base64 -w0 certificate.pfx`. On Windows: `certutil -encodehex -f certificate.pfx certificate.txt 0x40000001`.',
    ],
  }),
  missing: () => ({
    code: 'certificate-file-not-found',
    what: 'There is no file at `certificate-path`.',
    fix: [
      'Relative paths start at the workspace. Check the path, and that an earlier step of the same job writes the file.',
    ],
  }),
  directory: () => ({
    code: 'certificate-file-not-found',
    what: '`certificate-path` is a directory.',
    fix: ['Set it to the path of a file in that directory.'],
  }),
  unreadable: () => ({
    code: 'certificate-file-unreadable',
    what: 'The file at `certificate-path` cannot be read.',
    fix: ["Give the runner's account, and only that account, permission to read it."],
  }),
  'not-regular': () => ({
    code: 'certificate-file-unreadable',
    what: '`certificate-path` is not a regular file, but a device or a pipe.',
    fix: ['Write the certificate to a file, and use the path of that file.'],
  }),
  'too-large': () => ({
    code: 'certificate-file-unreadable',
    what: 'The file at `certificate-path` is larger than 1 MiB, so it is not a certificate.',
    fix: [EXPECTED],
  }),
} as const satisfies Record<string, (details: Details) => Explanation>;

/** The error for a problem. */
export function certificateError(problem: CertificateProblem, details: Details): ActionError {
  if (!isWrongContent(problem)) return new ActionError(PROBLEMS[problem](details));
  const row: { noun: string; means?: string; fix?: Lines } = WRONG_CONTENTS[problem];
  return new ActionError({
    code: 'certificate-wrong-content',
    what: `\`${details.input}\` contains ${row.noun}.`,
    means: row.means ?? EXPECTED,
    fix: row.fix ?? [EXPORT_BOTH],
  });
}

function isWrongContent(problem: CertificateProblem): problem is WrongContent {
  return problem in WRONG_CONTENTS;
}
