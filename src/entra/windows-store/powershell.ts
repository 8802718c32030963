import { spawn } from 'node:child_process';
import { win32 } from 'node:path';
import { ActionError } from '../../errors.ts';

/** Runs the script of the Windows store with a request on its standard input, and returns its standard output. */
export type PowerShell = (request: string, signal?: AbortSignal) => Promise<string>;

/** A program and its fixed arguments. */
export interface Program {
  readonly executable: string;
  readonly args: readonly string[];
}

/** Milliseconds after which PowerShell is stopped: a cold start on a busy server takes up to 20 s. */
const TIMEOUT_MS = 60_000;

/** Maximum length of the output, in characters. */
const MAX_OUTPUT = 256 * 1024;

/**
 * What Windows programs need to run and to find the user's profile with its keys. Everything else, above all our inputs
 * (`INPUT_*`) and the runner's tokens, is not passed on. Without `PSModulePath`, PowerShell 5.1 loads its own modules
 * even when the step runs under PowerShell 7.
 */
const PASSED_ON = [
  'SystemRoot',
  'SystemDrive',
  'windir',
  'ComSpec',
  'TEMP',
  'TMP',
  'USERPROFILE',
  'USERNAME',
  'USERDOMAIN',
  'APPDATA',
  'LOCALAPPDATA',
  'ProgramData',
  'ALLUSERSPROFILE',
  'HOMEDRIVE',
  'HOMEPATH',
  'COMPUTERNAME',
] as const;

/** Windows PowerShell by its full path, so that nothing in `PATH` or the workspace can replace it. */
export function windowsPowerShell(environment: NodeJS.ProcessEnv, script: string): Program {
  const systemRoot = environment.SystemRoot ?? environment.SYSTEMROOT ?? 'C:\\Windows';
  return {
    executable: win32.join(systemRoot, 'System32', 'WindowsPowerShell', 'v1.0', 'powershell.exe'),
    args: [
      '-NoLogo',
      '-NoProfile',
      '-NonInteractive',
      '-EncodedCommand',
      Buffer.from(script, 'utf16le').toString('base64'),
    ],
  };
}

/** The environment variables that are passed to a program for the certificate store. */
export function minimalEnvironment(environment: NodeJS.ProcessEnv): Record<string, string> {
  // Variable names are case-insensitive on Windows, but not in a copy of the environment.
  const byName = new Map(Object.entries(environment).map(([name, value]) => [name.toUpperCase(), value]));
  return Object.fromEntries(
    PASSED_ON.flatMap((name) => {
      const value = byName.get(name.toUpperCase());
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/** Runs a program for the store: request on stdin, answer on stdout, nothing on the command line, stderr ignored. */
export function createPowerShell(program: Program, environment: NodeJS.ProcessEnv): PowerShell {
  return (request, signal) =>
    new Promise((resolve, reject) => {
      const stop = AbortSignal.any([
        AbortSignal.timeout(TIMEOUT_MS),
        ...(signal === undefined ? [] : [signal]),
      ]);
      const child = spawn(program.executable, program.args, {
        env: minimalEnvironment(environment),
        stdio: ['pipe', 'pipe', 'ignore'],
        windowsHide: true,
        signal: stop,
      });
      let output = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        if (output.length < MAX_OUTPUT) output += text;
      });
      // A program may exit before it has read everything: only its output counts.
      child.stdin.on('error', () => {});
      child.on('error', () => reject(stop.aborted ? tooSlow(signal) : cannotStart()));
      child.on('close', () => resolve(output));
      child.stdin.end(request);
    });
}

function cannotStart(): ActionError {
  return new ActionError({
    code: 'powershell-not-started',
    what: 'Windows PowerShell, which reads the Windows certificate store, could not be started.',
    fix: [
      "Check that %SystemRoot%\\System32\\WindowsPowerShell\\v1.0\\powershell.exe exists on the runner and that the runner's account is allowed to run it.",
      'Otherwise use `certificate-path`, or sign in with OIDC.',
    ],
  });
}

function tooSlow(signal: AbortSignal | undefined): ActionError {
  if (signal?.aborted)
    return new ActionError({
      code: 'cancelled',
      what: 'Sign-in was cancelled.',
      fix: ['Run the job again.'],
    });
  return new ActionError({
    code: 'powershell-timeout',
    what: `Windows PowerShell did not answer within ${TIMEOUT_MS / 1000} seconds.`,
    means:
      'A key that asks for a PIN or a confirmation waits for a person at the screen, or a security product blocks the program.',
    fix: [
      'Use a certificate whose key needs no confirmation (no smart card, no strong protection), then run the job again.',
    ],
  });
}
