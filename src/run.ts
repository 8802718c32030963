import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { ActionError } from './errors.ts';
import { makeFolderOf } from './files/private-file.ts';
import { temporaryFileError } from './files/spool-file.ts';
import { type GitHubContext, readGitHubContext } from './github/github-context.ts';
import type { RunHttpClient } from './http/client.ts';
import { createHttpClient } from './http/lazy-client.ts';
import { closingError } from './report/closing-message.ts';
import { docsUrlOf } from './report/doc-links.ts';
import { createPrinter, type Printer } from './report/printer.ts';
import type { Warning } from './vocabulary.ts';

/** One run of the action: its environment, its warnings, and why it failed. */
export interface Run {
  readonly startedAt: Date;
  readonly printer: Printer;
  readonly http: RunHttpClient;
  readonly context: GitHubContext;
  readonly environment: NodeJS.ProcessEnv;
  readonly folders: { readonly workspace: string; readonly runnerTemp: string };
  /** A folder of this run only, readable only by its owner; undefined if it cannot be created, which is the failure. */
  readonly folder: string | undefined;
  /** Aborts when the runner cancels the job. */
  readonly cancelled: AbortSignal;
  readonly warnings: readonly Warning[];
  /** The first failure of a step. */
  readonly failure: ActionError | undefined;
  /** Prints warnings and keeps them for the summary. */
  readonly warn: (warnings: readonly Warning[]) => void;
  /** Runs a step unless an earlier one failed. @returns Its result; undefined if it was skipped or failed. */
  readonly step: <T>(take: () => T | Promise<T>) => Promise<T | undefined>;
  /** Must be called after the result was reported; if the process stops before that, it is an internal error. */
  readonly finished: () => void;
}

/** Starts a run. Uncaught errors end the process without a stack trace, which might quote the file. */
export async function startRun(): Promise<Run> {
  const printer = createPrinter();
  const onEscape = (error: unknown): never => {
    const { title, lines } = closingError(explain(error), docsUrlOf(process.env));
    printer.error(title, lines);
    process.exit(1);
  };
  process.on('uncaughtException', onEscape);
  process.on('unhandledRejection', onEscape);
  try {
    // If a promise never settles, Node.js would exit with a piece of the source code and without our message.
    const onIdle = (): never => onEscape(new Error('nothing left to wait for'));
    process.once('beforeExit', onIdle);
    return await createRun(printer, await readGitHubContext(), () => process.off('beforeExit', onIdle));
  } catch (error) {
    return onEscape(error);
  }
}

async function createRun(printer: Printer, context: GitHubContext, finished: () => void): Promise<Run> {
  const { env: environment } = process;
  const runnerTemp = environment.RUNNER_TEMP || tmpdir();
  const cancelled = watchSignals(printer);
  const warnings: Warning[] = [];
  let failure: ActionError | undefined;
  const warn: Run['warn'] = (added) => {
    for (const { title, lines } of added) printer.warning(title, lines);
    warnings.push(...added);
  };
  const made = await makeFolder(runnerTemp);
  if ('failure' in made) failure = made.failure;
  else if (dirname(resolve(made.folder)) !== resolve(runnerTemp)) warn([OTHER_FOLDER]);
  return {
    startedAt: new Date(),
    printer,
    http: createHttpClient(printer.debug),
    context,
    environment,
    folders: { workspace: environment.GITHUB_WORKSPACE || process.cwd(), runnerTemp },
    folder: 'folder' in made ? made.folder : undefined,
    cancelled,
    warnings,
    warn,
    get failure() {
      return failure;
    },
    step: async (take) => {
      if (failure !== undefined) return undefined;
      try {
        return await take();
      } catch (error) {
        if (!(error instanceof ActionError)) printer.debug(...stackOf(error));
        failure = cancelled.aborted && !(error instanceof ActionError) ? CANCELLED : explain(error);
        return undefined;
      }
    },
    finished,
  };
}

/** The runner sends SIGINT, then SIGTERM (on Windows SIGBREAK); by default, they would end the process immediately. */
function watchSignals(printer: Printer): AbortSignal {
  const cancelling = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGBREAK'] as const) {
    process.on(signal, () => {
      if (!cancelling.signal.aborted) printer.info('The run was cancelled: no new calls are started.');
      cancelling.abort(CANCELLED);
    });
  }
  return cancelling.signal;
}

/**
 * Creates the folder in RUNNER_TEMP, or if that fails in the system's temporary folder: without a folder, there would be
 * no receipt and no findings.
 */
async function makeFolder(
  runnerTemp: string,
): Promise<{ readonly folder: string } | { readonly failure: ActionError }> {
  const name = 'purview-hr-upload-';
  try {
    const path = join(runnerTemp, name);
    await makeFolderOf(path);
    return { folder: mkdtempSync(path) };
  } catch (error) {
    try {
      return { folder: mkdtempSync(join(tmpdir(), name)) };
    } catch {
      return { failure: temporaryFileError(error) };
    }
  }
}

const OTHER_FOLDER: Warning = {
  title: 'RUNNER_TEMP cannot be used',
  lines: [
    "The files of this run (receipt, findings, skipped rows) are in the system's temporary folder, which the runner does not clean up.",
    'Check the folder in RUNNER_TEMP, and delete these files after reading them: they are confidential.',
  ],
};

const CANCELLED = new ActionError({
  code: 'cancelled',
  what: 'The run was cancelled.',
  fix: ['Run the job again when you are ready; with `checkpoint-path` it resumes where this run stopped.'],
});

/** The stack frames of an error, without its message, which may quote data. */
function stackOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  const message = String(error.message);
  const stack = error.stack ?? '';
  const frames = stack.startsWith(`${error.name}: ${message}`)
    ? stack.slice(error.name.length + 2 + message.length)
    : '';
  return frames.split('\n').filter((line) => /^\s+at /.test(line));
}

/** Any other error than an `ActionError` is an internal error, shown only by its type: its message may quote data. */
function explain(error: unknown): ActionError {
  if (error instanceof ActionError) return error;
  const type = error instanceof Error && /^\w+$/.test(error.name) ? error.name : 'failure';
  return new ActionError(
    {
      code: 'internal-error',
      what: `An unexpected ${type} stopped the action.`,
      means: 'This is an internal error. Its details are not shown, because they might quote the file.',
      fix: [
        'Open an issue in the repository of this action with its version and your inputs. Never attach the file.',
      ],
    },
    { cause: error },
  );
}
