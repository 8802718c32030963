import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { az } from './az.ts';
import { gh } from './gh.ts';
import { type Call, CommandError, type World } from './world.ts';

const SCRIPT = join(import.meta.dirname, '../../setup/setup.sh');
const STAND_IN = join(import.meta.dirname, 'stand-in.sh');
const ACTION = ['--action', 'example/purview-hr-upload@v1.0.0'];

export interface SetupRun {
  readonly status: number | null;
  /** Standard output and standard error. */
  readonly output: string;
  /** What the commands of this run were. */
  readonly calls: readonly Call[];
  /** Names of files that were left in the folder for temporary files. */
  readonly leftFiles: readonly string[];
}

interface Answer {
  readonly code: number;
  readonly output: string;
  readonly errors: string;
}

function answer(world: World, { program, args, input }: Call): Answer {
  const line = [program, ...args].join(' ');
  const fault = world.faults.find(({ command, times }) => times > 0 && command(line));
  if (fault !== undefined) {
    fault.times -= 1;
    return { code: 1, output: '', errors: `${fault.errors}\n` };
  }
  try {
    if (program === 'sleep') world.onSleep(world);
    const output = program === 'az' ? az(world, args) : program === 'gh' ? gh(world, args, input) : '';
    return { code: 0, output, errors: '' };
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    return { code: 1, output: '', errors: `${error.message}\n` };
  }
}

/** Reads one request of a stand-in: the number of the parts that follow, then program, input and arguments. */
function serve(world: World, socket: Socket, onError: (error: unknown) => void): void {
  let received = '';
  socket.setEncoding('utf8');
  socket.on('data', (part) => {
    received += String(part);
    const [count, ...parts] = received.split('\0');
    if (parts.length <= Number(count)) return;
    const [program = '', input = '', ...args] = parts.slice(0, Number(count));
    const call = { program, args, input };
    world.calls.push(call);
    try {
      const { code, output, errors } = answer(world, call);
      socket.end(`${code}\0${output}\0${errors}\0`);
    } catch (error) {
      onError(error);
      socket.end(`98\0\0${String(error)}\0`);
    }
  });
}

/** Runs setup.sh on a world, with these options and these lines as answers. */
export function runSetup(
  world: World,
  options: readonly string[],
  answers: readonly string[] = [],
): Promise<SetupRun> {
  return runBash(world, [SCRIPT, ...ACTION, '--repo', 'contoso/hr', ...options], answers);
}

/** Runs bash with these arguments and these lines as its input; `az`, `gh` and `sleep` are those of a world. */
export async function runBash(
  world: World,
  options: readonly string[],
  answers: readonly string[] = [],
): Promise<SetupRun> {
  const folder = mkdtempSync(join(tmpdir(), 'setup-'));
  const temporary = mkdtempSync(join(tmpdir(), 'setup-temporary-'));
  for (const program of ['az', 'gh', 'sleep']) symlinkSync(STAND_IN, join(folder, program));
  const problems: unknown[] = [];
  const server = createServer((socket) => serve(world, socket, (error) => problems.push(error)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const first = world.calls.length;
  const child = spawn('bash', options, {
    cwd: temporary,
    env: {
      PATH: `${folder}:${process.env.PATH}`,
      HOME: temporary,
      TMPDIR: temporary,
      STAND_IN_PORT: String(port),
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.on('error', () => undefined);
  child.stdin.end(answers.map((line) => `${line}\n`).join(''));
  const streams = Promise.all([text(child.stdout), text(child.stderr)]);
  const status = await new Promise<number | null>((resolve) => child.on('close', resolve));
  const output = (await streams).join('');
  const leftFiles = readdirSync(temporary);
  server.close();
  for (const path of [folder, temporary]) rmSync(path, { recursive: true });
  if (problems.length > 0) throw new AggregateError(problems, String(problems[0]));
  return { status, output, calls: world.calls.slice(first), leftFiles };
}

const READS =
  /^(?:az (?:\S+ )+(?:show|list)\b|gh (?:repo view|auth status|pr list)\b|gh api (?!.*--method)|sleep )/;

/** The commands of a run that change something. */
export function changesOf(run: SetupRun): string[] {
  return run.calls
    .map(({ program, args }) => [program, ...args].join(' '))
    .filter((line) => !READS.test(line));
}
