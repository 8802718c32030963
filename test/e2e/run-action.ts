import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { isBuildOutdated } from '../../scripts/sources-hash.ts';
import type { Receipt } from '../../src/report/receipt.ts';
import { validateReceipt } from '../report/receipt-schema.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import { localPath, runProcess } from './action-process.ts';
import { readStepLog, type WorkflowCommand } from './runner-log.ts';

const ROOT = join(import.meta.dirname, '../..');

/** The inputs and the environment of a step. */
export interface ActionStep {
  /** The step's `with:`; omitted inputs have the default of `action.yml`. */
  readonly with: Readonly<Record<string, string>>;
  /** Files of the workspace by path. */
  readonly files?: Readonly<Record<string, string | Buffer>>;
  /** Reached only through proxy and root certificate; without a sandbox, nothing can be reached. */
  readonly sandbox?: Sandbox;
  /** The job has `id-token: write`. */
  readonly oidc?: boolean;
  /** Further environment; undefined removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly event?: { readonly name?: string; readonly payload?: unknown };
  /** Step debug logging is on. */
  readonly debug?: boolean;
  /** Workspace and temporary folder of an earlier run, for checkpoints. */
  readonly workspace?: Workspace;
  /** Called with the process when it has started. */
  readonly onStart?: (action: { kill(signal: NodeJS.Signals): void; output(): string }) => void;
  /** The Node.js to run on; by default the one of `ACTION_NODE`. */
  readonly node?: string;
}

/** The result of a step. */
export interface ActionResult {
  /** Null when a signal ended the process. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly commands: readonly WorkflowCommand[];
  /** Lines of the log that are not commands. */
  readonly lines: readonly string[];
  /** The annotations that GitHub keeps. */
  readonly annotations: readonly WorkflowCommand[];
  /** The log as GitHub shows it. */
  readonly log: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  /** Undefined if none was written. Validated against its schema. */
  readonly receipt: Receipt | undefined;
  /** What `findings-path` names. */
  readonly findings: readonly Finding[];
  /**
   * Everything that people who can read the repository see: the log without the values of masks, annotations, summary
   * and outputs. Receipt and findings file are files of the runner.
   */
  readonly visible: string;
}

export interface Finding {
  readonly rule: string;
  readonly severity: string;
  readonly file: string;
  readonly line: number;
  readonly column: string | null;
}

/** The workspace and temporary folder of a job. */
export class Workspace {
  readonly root = mkdtempSync(join(tmpdir(), 'hr-job-'));
  readonly workspace = join(this.root, 'workspace');
  readonly temp = join(this.root, 'temp');

  constructor() {
    mkdirSync(this.workspace);
    mkdirSync(this.temp);
  }

  write(path: string, content: string | Buffer): void {
    mkdirSync(dirname(join(this.workspace, path)), { recursive: true });
    writeFileSync(join(this.workspace, path), content);
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

interface ActionMetadata {
  readonly inputs: Record<string, { readonly default?: string }>;
  readonly runs: { readonly main: string };
}

const METADATA = parse(readFileSync(join(ROOT, 'action.yml'), 'utf8')) as ActionMetadata;

if (isBuildOutdated(ROOT)) {
  process.stderr.write('dist/ was not built from the current src/: run npm run build to try your changes.\n');
}

/** Runs the built action as the runner does, and waits for its end. */
export async function runAction(step: ActionStep): Promise<ActionResult> {
  const place = step.workspace ?? new Workspace();
  try {
    for (const [path, content] of Object.entries(step.files ?? {})) place.write(path, content);
    return await run(step, place);
  } finally {
    if (step.workspace === undefined) place.remove();
  }
}

async function run(step: ActionStep, place: Workspace): Promise<ActionResult> {
  const files = { output: join(place.root, 'output'), summary: join(place.root, 'summary') };
  for (const path of Object.values(files)) writeFileSync(path, '');
  const eventPath = join(place.root, 'event.json');
  writeFileSync(eventPath, JSON.stringify(step.event?.payload ?? DEFAULT_PAYLOAD));
  const env = {
    ...runnerEnvironment(step, place, eventPath),
    GITHUB_OUTPUT: files.output,
    GITHUB_STEP_SUMMARY: files.summary,
    ...inputEnvironment(step),
    ...step.env,
  };
  const main = join(ROOT, METADATA.runs.main);
  const { onStart } = step;
  const process = { main, env, cwd: place.workspace, ...(onStart && { onStart }) };
  const ended = await runProcess(process, step.node);
  const outputs = readOutputs(readFileSync(files.output, 'utf8'));
  const summary = readFileSync(files.summary, 'utf8');
  const { commands, lines, annotations, shown: log } = readStepLog(ended.stdout + ended.stderr);
  const shown = commands.filter(({ command }) => command !== 'add-mask');
  return {
    ...ended,
    commands,
    lines,
    annotations,
    log,
    outputs,
    summary,
    receipt: readReceipt(outputs['receipt-path']),
    findings: readJson(outputs['findings-path']) ?? [],
    visible: [
      ...lines,
      ...shown.map((command) => JSON.stringify(command)),
      summary,
      ...Object.values(outputs),
    ].join('\n'),
  };
}

/** A scheduled run in a private repository. */
const DEFAULT_PAYLOAD = {
  schedule: '0 3 * * *',
  repository: { full_name: 'contoso/hr', private: true, visibility: 'private', default_branch: 'main' },
};

function runnerEnvironment(step: ActionStep, place: Workspace, eventPath: string): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '',
    ...(process.platform === 'win32' ? { SystemRoot: process.env.SystemRoot ?? '' } : {}),
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_WORKSPACE: place.workspace,
    RUNNER_TEMP: place.temp,
    GITHUB_EVENT_NAME: step.event?.name ?? 'schedule',
    GITHUB_EVENT_PATH: eventPath,
    GITHUB_REPOSITORY: 'contoso/hr',
    GITHUB_REF: 'refs/heads/main',
    GITHUB_RUN_ID: '9001',
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_API_URL: 'https://api.github.com',
    GITHUB_WORKFLOW_REF: 'contoso/hr/.github/workflows/hr.yml@refs/heads/main',
    ...(step.debug ? { RUNNER_DEBUG: '1', ACTIONS_STEP_DEBUG: 'true' } : {}),
    // Without a sandbox, every connection fails at once and none leaves the machine.
    ...(step.sandbox?.networkEnvironment() ?? { HTTPS_PROXY: 'http://127.0.0.1:9' }),
    ...(step.oidc && step.sandbox ? step.sandbox.oidcEnvironment() : {}),
  };
}

/** `INPUT_*` for every declared input, as the runner sets them. */
function inputEnvironment(step: ActionStep): Record<string, string> {
  const unknown = Object.keys(step.with).filter((name) => !(name in METADATA.inputs));
  if (unknown.length > 0) throw new Error(`action.yml has no input ${unknown.join(', ')}`);
  return Object.fromEntries(
    Object.entries(METADATA.inputs).map(([name, { default: value = '' }]) => {
      const evaluated = value.startsWith('$') ? (step.sandbox?.github.token ?? '') : value;
      return [`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`, step.with[name] ?? evaluated];
    }),
  );
}

/** The file in `GITHUB_OUTPUT`: `name<<delimiter`, the value, the delimiter. */
function readOutputs(text: string): Record<string, string> {
  return Object.fromEntries(
    Array.from(text.matchAll(/^([\w-]+)<<(\S+)\r?\n([\s\S]*?)\r?\n\2\r?$/gm), ([, name, , value]) => [
      name!,
      value!,
    ]),
  );
}

function readJson<T>(path: string | undefined): T | undefined {
  const local = path && localPath(path);
  return local && existsSync(local) ? (JSON.parse(readFileSync(local, 'utf8')) as T) : undefined;
}

function readReceipt(path: string | undefined): Receipt | undefined {
  const receipt = readJson<Receipt>(path);
  const faults = receipt === undefined ? [] : validateReceipt(receipt);
  if (faults.length > 0) throw new Error(`the receipt violates its schema: ${faults.join('; ')}`);
  return receipt;
}
