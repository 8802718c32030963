import { ActionError, type Explanation } from '../../errors.ts';

/** Everything that can be wrong with a certificate, by name. */
export type CertificateProblem =
  | 'key-without-certificate'
  | 'certificate-without-key'
  | 'pair-does-not-match'
  | 'not-rsa'
  | 'rsa-too-short'
  | 'expired'
  | 'not-yet-valid'
  | 'wrong-password'
  | 'missing-password'
  | 'unreadable-pfx'
  | 'unreadable-key'
  | 'unreadable-certificate'
  | 'cut-off'
  | 'public-key'
  | 'certificate-request'
  | 'ssh-key'
  | 'pkcs7'
  | 'html'
  | 'json'
  | 'expression'
  | 'url'
  | 'path'
  | 'thumbprint'
  | 'guid'
  | 'client-secret'
  | 'empty'
  | 'something-else'
  | 'no-file'
  | 'directory'
  | 'unreadable-file'
  | 'file-too-large';

/** What goes into the texts below: the input by its name, and a detail such as a date. */
interface Details {
  readonly input: string;
  readonly detail?: string;
}

const WANTED =
  'Wanted is the certificate together with its private key: a PEM with both, or a PFX, as it is or as base64.';
const EXPORT_BOTH =
  'Export the certificate with its private key (a PFX, or a PEM with both blocks), base64-encode it, and store that as the secret.';
const OPENSSL_PAIR = 'To join two files: `cat certificate.pem private-key.pem > both.pem`.';
const CHECK_SECRET =
  'Check the name of the secret, and that this job may read it: secrets of an environment need `environment:` in the job, and runs from forks or by Dependabot get none.';

/** The texts, by problem. To add a problem, add a row. */
const PROBLEMS: Readonly<Record<CertificateProblem, (details: Details) => Explanation>> = {
  'key-without-certificate': ({ input }) => ({
    code: 'certificate-missing',
    what: `\`${input}\` holds a private key, but no certificate.`,
    means: 'The certificate is needed too: its thumbprint tells Microsoft Entra which one signs.',
    fix: [
      'Add the CERTIFICATE block of the certificate that was uploaded to the app registration.',
      OPENSSL_PAIR,
    ],
  }),
  'certificate-without-key': ({ input }) => ({
    code: 'certificate-key-missing',
    what: `\`${input}\` holds a certificate, but no private key.`,
    means:
      'A .cer or .crt file is the public half, which goes to the app registration; signing in takes the private key.',
    fix: [EXPORT_BOTH, 'In Azure Key Vault, download the *secret* of the same name, not the certificate.'],
  }),
  'pair-does-not-match': ({ input }) => ({
    code: 'certificate-key-mismatch',
    what: `The private key and the certificate in \`${input}\` do not belong together.`,
    means: 'Usually one of the two is from before a renewal.',
    fix: ['Put the certificate that was made from this key beside it.', EXPORT_BOTH],
  }),
  'not-rsa': ({ input, detail }) => ({
    code: 'certificate-key-not-rsa',
    what: `The key in \`${input}\` is not an RSA key${detail === undefined ? '' : ` (it is ${detail})`}.`,
    means: 'Microsoft Entra takes only RSA certificates for the sign-in of applications.',
    fix: [
      'Make a new certificate with an RSA key of 2048 bits or more, upload it to the app registration, and store it in the secret.',
      '`openssl req -x509 -newkey rsa:2048 -nodes -days 365 -subj "/CN=hr-upload" -keyout private-key.pem -out certificate.pem`',
    ],
  }),
  'rsa-too-short': ({ input, detail }) => ({
    code: 'certificate-key-too-short',
    what: `The RSA key in \`${input}\` has ${detail} bits; at least 2048 are needed.`,
    fix: [
      'Make a new certificate with an RSA key of 2048 bits or more, and upload it to the app registration.',
    ],
  }),
  expired: ({ input, detail }) => ({
    code: 'certificate-expired',
    what: `The certificate in \`${input}\` expired on ${detail}.`,
    fix: [
      'Make a new certificate, upload its public half to the app registration beside the old one, then replace the secret.',
      'If it was renewed already, the secret still holds the old one.',
    ],
  }),
  'not-yet-valid': ({ input, detail }) => ({
    code: 'certificate-not-yet-valid',
    what: `The certificate in \`${input}\` is not valid before ${detail}.`,
    fix: [`Check the runner's clock (it says ${new Date().toISOString()}), or wait until then.`],
  }),
  'wrong-password': ({ input }) => ({
    code: 'certificate-password-wrong',
    what: `\`certificate-password\` does not open what is in \`${input}\`.`,
    fix: [
      'Check the secret behind `certificate-password`; a line break or blank at its end counts.',
      'A PFX downloaded from Azure Key Vault has no password: leave `certificate-password` out.',
      'Does it have letters outside ASCII? Such a password does not open every PFX: export it again with a plain one.',
    ],
  }),
  'missing-password': ({ input }) => ({
    code: 'certificate-password-missing',
    what: `What is in \`${input}\` is encrypted, and \`certificate-password\` is empty.`,
    fix: ['Give its password in `certificate-password`, from a secret.', CHECK_SECRET],
  }),
  'unreadable-pfx': ({ input }) => ({
    code: 'certificate-unreadable',
    what: `\`${input}\` looks like a PFX, but it cannot be read.`,
    means: 'It is damaged or cut off, or protected in a way that is not supported (PBMAC1, or a public key).',
    fix: [
      'Export it again with AES-256 and SHA-256 (or the older 3DES and SHA-1), and encode the whole file as base64.',
    ],
  }),
  'unreadable-key': ({ input }) => ({
    code: 'certificate-unreadable',
    what: `The private key in \`${input}\` cannot be read.`,
    means: 'Its block is there, but what is in it is damaged, or encrypted in a way that is not supported.',
    fix: ['Copy the whole block again, with its BEGIN and END lines, or export it as unencrypted PKCS#8.'],
  }),
  'unreadable-certificate': ({ input }) => ({
    code: 'certificate-unreadable',
    what: `A certificate in \`${input}\` cannot be read.`,
    means: 'Its block is there, but what is in it is damaged.',
    fix: ['Copy the whole block again, with its BEGIN and END lines.'],
  }),
  'cut-off': ({ input }) => ({
    code: 'certificate-unreadable',
    what: `\`${input}\` begins like a PEM, but no block in it is complete.`,
    means:
      'Each block needs its BEGIN line and its END line, with five dashes on both sides; a secret that was cut at the first line break has lost them.',
    fix: ['Store the whole file as the secret; base64 of it survives every copying: `base64 -w0 both.pem`.'],
  }),
  'public-key': ({ input }) => ({
    code: 'certificate-wrong-content',
    what: `\`${input}\` holds a public key only.`,
    means: WANTED,
    fix: [EXPORT_BOTH],
  }),
  'certificate-request': ({ input }) => ({
    code: 'certificate-wrong-content',
    what: `\`${input}\` holds a certificate request, not a certificate.`,
    means: WANTED,
    fix: [
      'Have the request signed, and store the certificate that comes back together with the private key.',
    ],
  }),
  'ssh-key': ({ input }) => ({
    code: 'certificate-wrong-content',
    what: `\`${input}\` holds a key of SSH or PGP.`,
    means: WANTED,
    fix: [EXPORT_BOTH],
  }),
  pkcs7: ({ input }) => ({
    code: 'certificate-wrong-content',
    what: `\`${input}\` holds a PKCS#7 bundle (.p7b), which has certificates but no private key.`,
    means: WANTED,
    fix: [EXPORT_BOTH],
  }),
  html: ({ input }) => ({
    code: 'certificate-wrong-content',
    what: `\`${input}\` holds a web page.`,
    means: 'What downloaded the certificate got a sign-in or error page instead.',
    fix: ['Check the step that fetches it: it has to sign in, and to fail when it gets no file.'],
  }),
  json: ({ input }) => ({
    code: 'certificate-wrong-content',
    what: `\`${input}\` holds JSON.`,
    means: `Perhaps the whole answer of a command that shows a secret. ${WANTED}`,
    fix: ['Take the value alone, such as by `--query value --output tsv`.'],
  }),
  expression: ({ input }) => ({
    code: 'certificate-wrong-content',
    what: `\`${input}\` holds an expression that was not evaluated.`,
    fix: [
      'Write it as a dollar sign and double braces around `secrets.NAME`, on one line and without escaping.',
    ],
  }),
  url: ({ input }) => ({
    code: 'certificate-wrong-content',
    what: `\`${input}\` holds a URL, not a certificate.`,
    means: 'The action fetches no certificates by itself.',
    fix: [
      'Fetch it in a step before into a file, and give that to `certificate-path` (docs/authentication.md shows it for Azure Key Vault).',
    ],
  }),
  path: ({ input }) => ({
    code: 'certificate-wrong-content',
    what: `\`${input}\` looks like the path of a file.`,
    fix: ['Give a path to `certificate-path`; `certificate` takes the content.'],
  }),
  thumbprint: ({ input }) => ({
    code: 'certificate-wrong-content',
    what: `\`${input}\` looks like a thumbprint.`,
    means: 'A thumbprint only names a certificate; signing in takes its private key.',
    fix: [
      'On a self-hosted Windows runner with the certificate in its store, give it to `certificate-thumbprint`.',
      EXPORT_BOTH,
    ],
  }),
  guid: ({ input }) => ({
    code: 'certificate-wrong-content',
    what: `\`${input}\` holds an ID (a GUID), not a certificate.`,
    means: WANTED,
    fix: [EXPORT_BOTH],
  }),
  'client-secret': ({ input }) => ({
    code: 'certificate-wrong-content',
    what: `\`${input}\` looks like a client secret.`,
    fix: [
      'A client secret belongs to the input `client-secret`. Better: neither, but OIDC (docs/authentication.md).',
    ],
  }),
  empty: ({ input }) => ({
    code: 'certificate-empty',
    what: `\`${input}\` holds nothing.`,
    means: WANTED,
    fix: [CHECK_SECRET],
  }),
  'something-else': ({ input, detail }) => ({
    code: 'certificate-wrong-content',
    what: `\`${input}\` holds neither a PEM nor a PFX${detail === undefined ? '' : ` (${detail})`}.`,
    means: WANTED,
    fix: [
      EXPORT_BOTH,
      'On Linux: `base64 -w0 certificate.pfx`. On Windows: `certutil -encodehex -f certificate.pfx certificate.txt 0x40000001`.',
    ],
  }),
  'no-file': () => ({
    code: 'certificate-file-not-found',
    what: 'There is no file at `certificate-path`.',
    fix: [
      'A relative path starts at the workspace. Check the path, and that the step which writes the file comes before this one, in the same job.',
    ],
  }),
  directory: () => ({
    code: 'certificate-file-not-found',
    what: '`certificate-path` is a directory.',
    fix: ['Give the path of the file in it.'],
  }),
  'unreadable-file': () => ({
    code: 'certificate-file-unreadable',
    what: 'The file at `certificate-path` may not be read.',
    fix: ["Let the runner's account read it (and nobody else)."],
  }),
  'file-too-large': () => ({
    code: 'certificate-file-unreadable',
    what: 'The file at `certificate-path` is larger than 1 MiB, so it is no certificate.',
    fix: [WANTED],
  }),
};

/** The error for a problem. */
export function certificateError(problem: CertificateProblem, details: Details): ActionError {
  return new ActionError(PROBLEMS[problem](details));
}
