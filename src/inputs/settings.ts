import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { CheckSettings } from '../check/check-settings.ts';
import { findSourceFiles, type SourceFile, type SourceFolders } from '../csv/source-files.ts';
import { type Credential, NO_CREDENTIAL } from '../entra/credential.ts';
import { ActionErrors, type Explanation } from '../errors.ts';
import { temporaryPath } from '../files/private-file.ts';
import type { Mode, Warning } from '../vocabulary.ts';
import { readCheckInputs } from './check-inputs.ts';
import { CLIENT_SECRET_WARNING } from './client-secret.ts';
import { type ConnectorSettings, readConnectorInputs } from './connector-inputs.ts';
import { type CredentialContext, readCredential } from './credential-inputs.ts';
import { type DirectorySettings, readDirectoryInputs } from './directory-inputs.ts';
import { type HistorySettings, readHistoryInputs } from './history-inputs.ts';
import type { InputReader } from './input-reader.ts';

/** How the calls are made. */
export interface DeliverySettings {
  readonly concurrentCalls: number;
  readonly maxAttempts: number;
  readonly callTimeoutMs: number;
  /** Absolute; empty without a checkpoint. */
  readonly checkpointPath: string;
}

/** All inputs, checked. */
export interface Settings {
  readonly mode: Mode;
  readonly csvPath: readonly string[];
  readonly connector: ConnectorSettings;
  readonly credential: Credential;
  readonly check: CheckSettings;
  readonly directory: DirectorySettings;
  readonly delivery: DeliverySettings;
  readonly history: HistorySettings;
  readonly allowPublicRepository: boolean;
  readonly githubToken: string;
  /** About inputs that work but should be changed. */
  readonly warnings: readonly Warning[];
}

/** The inputs that the report of a run needs, even if the run fails because of its inputs. */
export interface ReportingInputs {
  readonly mode: Mode;
  /** The input `failure-issue`. */
  readonly failureIssue: boolean;
  readonly githubToken: string;
}

/** Reads the inputs that the report depends on; their problems are collected like those of other inputs. */
export function readReportingInputs(inputs: InputReader): ReportingInputs {
  return {
    mode: inputs.choice('mode', ['upload', 'validate', 'preflight']),
    failureIssue: inputs.boolean('failure-issue'),
    githubToken: inputs.text('github-token'),
  };
}

/** Where the action runs. */
export interface Surroundings {
  /** The time that dates and the certificate are compared with. */
  readonly startedAt: Date;
  readonly environment: NodeJS.ProcessEnv;
  readonly folders: { readonly workspace: string };
  /** `mask` masks a secret in the log from then on; `info` prints a line about work that takes seconds. */
  readonly printer: {
    readonly mask: (secret: string) => void;
    readonly info?: (line: string) => void;
  };
  readonly cancelled: AbortSignal;
}

/**
 * Reads all inputs, including the certificate.
 * @throws {ActionErrors} with every mistake in them.
 */
export async function readSettings(
  inputs: InputReader,
  { mode, githubToken }: ReportingInputs,
  { startedAt, environment, folders, printer, cancelled }: Surroundings,
): Promise<Settings> {
  const fromWorkspace = (path: string): string => (path === '' ? '' : resolve(folders.workspace, path));
  const connector = readConnectorInputs(inputs, mode);
  const settings = {
    mode,
    csvPath: inputs.lines('csv-path'),
    connector,
    check: readCheckInputs(inputs, startedAt, connector.isUsGovernment),
    directory: readDirectoryInputs(inputs, connector),
    delivery: {
      concurrentCalls: inputs.integer('concurrent-calls', 1, 64) ?? 1,
      maxAttempts: inputs.integer('max-attempts', 1, 100) ?? 6,
      callTimeoutMs: (inputs.integer('call-timeout-seconds', 1, 86_400) ?? 400) * 1000,
      checkpointPath: fromWorkspace(inputs.text('checkpoint-path')),
    },
    history: readHistoryInputs(inputs, fromWorkspace),
    allowPublicRepository: inputs.boolean('allow-public-repository'),
    githubToken,
  };
  if (settings.csvPath.length === 0 && mode !== 'preflight') inputs.add(NO_CSV_PATH);
  if (environment.NODE_TLS_REJECT_UNAUTHORIZED === '0') inputs.add(UNVERIFIED_TLS);
  if (Number.parseInt(process.versions.node, 10) < MIN_NODE) inputs.add(OLD_NODE);
  const context = { audience: connector.audience, ...printer, fromWorkspace, signal: cancelled };
  const credential = await readCredentialOf(inputs, mode, context);
  const problems = await Promise.all(inputs.problems);
  if (credential === undefined || problems.length > 0) throw new ActionErrors(problems);
  const warnings = [
    ...connector.warnings,
    ...(credential.method === 'secret' ? [CLIENT_SECRET_WARNING] : []),
  ];
  return { ...settings, credential, warnings };
}

const NO_CSV_PATH: Explanation = {
  code: 'csv-path-missing',
  what: 'The input `csv-path` is empty.',
  fix: ['Set it to the CSV file, relative to the workspace, such as `csv-path: exports/hr.csv`.'],
};

/** Minimum major version of Node.js. The runner includes Node.js; programs that replace the runner use that of the machine. */
const MIN_NODE = 24;
const OLD_NODE: Explanation = {
  code: 'node-too-old',
  what: `The action was started with Node.js ${process.versions.node}; it requires ${MIN_NODE} or newer.`,
  means: 'On 32-bit ARM Linux, the runner uses Node.js 20 for every action; act uses the one in PATH.',
  fix: ['Run the job on a 64-bit runner.', 'With act and `-self-hosted`, put Node.js 24 first in PATH.'],
};

const UNVERIFIED_TLS: Explanation = {
  code: 'tls-verification-disabled',
  what: 'NODE_TLS_REJECT_UNAUTHORIZED=0 is set, so anyone on the network path could read and change what is uploaded.',
  fix: [
    'Remove it from the environment of the job and the runner.',
    "If a proxy inspects TLS, set NODE_EXTRA_CA_CERTS to the PEM file of your company's root certificate.",
  ],
};

/**
 * Reads the credential; its problems are collected like those of other inputs. `validate` ignores it: in a pull request,
 * the same step may or may not have one.
 */
async function readCredentialOf(
  inputs: InputReader,
  mode: Mode,
  context: CredentialContext,
): Promise<Credential | undefined> {
  if (mode === 'validate') return NO_CREDENTIAL;
  const given = {
    certificate: inputs.raw('certificate'),
    'certificate-path': inputs.raw('certificate-path'),
    'certificate-password': inputs.raw('certificate-password'),
    'certificate-thumbprint': inputs.raw('certificate-thumbprint'),
    'client-secret': inputs.raw('client-secret'),
    'federated-token-path': inputs.raw('federated-token-path'),
    'managed-identity-client-id': inputs.raw('managed-identity-client-id'),
  };
  try {
    return await readCredential(given, context);
  } catch (error) {
    if (!(error instanceof ActionErrors)) throw error;
    inputs.add(...error.problems);
    return undefined;
  }
}

/**
 * The files of `csv-path`; none in a preflight without one.
 * @throws {ActionError} if a line is invalid, or if a file that the run writes would replace one that it needs.
 */
export async function sourceFilesOf(
  settings: Settings,
  folders: SourceFolders,
  signal?: AbortSignal,
): Promise<SourceFile[]> {
  const files = await findSourceFiles(settings.csvPath, folders, {
    allowNone: settings.check.allowEmpty,
    signal,
  });
  refuseConflicts(settings, files);
  return files;
}

/** A file that the run replaces, and the error if it conflicts with another file. */
interface WrittenFile {
  readonly path: string;
  readonly conflict: Explanation;
}

/**
 * Files for later runs are written through a temporary file. Neither file may be one that the run needs, or that of
 * another input.
 * @throws {ActionErrors} with every conflict.
 */
function refuseConflicts(settings: Settings, files: readonly SourceFile[]): void {
  const { credential } = settings;
  const needed = [
    ...files.map((file) => file.path),
    ...(credential.path === undefined ? [] : [credential.path]),
  ];
  const written = writtenFiles(settings);
  const problems = written.filter(({ path }, position) => {
    const others = [...needed, ...written.slice(0, position).flatMap((other) => writtenPaths(other.path))];
    return writtenPaths(path).some((own) => others.some((other) => isSameFile(own, other)));
  });
  if (problems.length > 0) throw new ActionErrors(problems.map(({ conflict }) => conflict));
}

function writtenPaths(path: string): string[] {
  return [path, temporaryPath(path)];
}

function writtenFiles({ delivery, history }: Settings): WrittenFile[] {
  const files: WrittenFile[] = [
    {
      path: delivery.checkpointPath,
      conflict: {
        code: 'checkpoint-path-conflict',
        what: 'The input `checkpoint-path` is the path of the CSV file or the credential file, which the checkpoint would overwrite.',
        fix: ['Use a separate file for the checkpoint, such as `checkpoint-path: hr-checkpoint.json`.'],
      },
    },
    {
      path: history.path,
      conflict: {
        code: 'history-path-conflict',
        what: 'The input `history-path` is the path of the CSV file, the credential file or the checkpoint, which the history would overwrite.',
        fix: ['Use a separate file for the history, such as `history-path: hr-history.json`.'],
      },
    },
  ];
  return files.filter(({ path }) => path !== '');
}

/** Follows links, so the names may differ. */
function isSameFile(path: string, other: string): boolean {
  if (path === other) return true;
  try {
    // File IDs on Windows exceed 2^53.
    const [one, two] = [path, other].map((name) => statSync(name, { bigint: true }));
    return one!.ino === two!.ino && one!.dev === two!.dev;
  } catch {
    // A missing or unreadable file is reported when it is opened.
    return false;
  }
}
