import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { ReadyMessage } from '../sandbox/main.ts';
import { FILE_KINDS, type KindName, recordsFiles } from './data.ts';
import type { Program } from './measure.ts';

/** The programs that the bench compares. */

export const ROOT = join(import.meta.dirname, '../..');

/** The built action as a step of a job. */
export class BuiltAction {
  readonly #folder = mkdtempSync(join(tmpdir(), 'purview-hr-upload-run-'));

  /** The action on a file, with the inputs that the file needs. */
  onFile(kind: KindName, records: number, inputs: Record<string, string>, env = {}): Program {
    const paths = recordsFiles(kind, records).join('\n');
    return this.program({ 'csv-path': paths, ...FILE_KINDS[kind].inputs, ...inputs }, env);
  }

  program(inputs: Record<string, string>, env: Record<string, string> = {}): Program {
    const files = {
      GITHUB_OUTPUT: join(this.#folder, 'output'),
      GITHUB_STEP_SUMMARY: join(this.#folder, 'summary'),
    };
    for (const path of Object.values(files)) writeFileSync(path, '');
    const event = join(this.#folder, 'event.json');
    writeFileSync(event, JSON.stringify({ repository: { private: true, visibility: 'private' } }));
    const asInputs = Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]);
    return {
      args: [join(ROOT, 'dist/index.js')],
      env: {
        ...files,
        GITHUB_WORKSPACE: this.#folder,
        RUNNER_TEMP: this.#folder,
        GITHUB_EVENT_NAME: 'schedule',
        GITHUB_EVENT_PATH: event,
        GITHUB_REPOSITORY: 'contoso/hr',
        ...env,
        ...Object.fromEntries(asInputs),
      },
    };
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** csv-parse on the same bytes. */
export function csvParse(kind: KindName, records: number): Program {
  const { delimiter = ',', encoding } = FILE_KINDS[kind];
  return script('bare-csv-parse.mjs', delimiter, encoding?.label ?? 'utf-8', ...recordsFiles(kind, records));
}

/** The calls alone, for plain records. */
export function plainClient(records: number, env: Record<string, string>): Program {
  // For its `fetch`; the action needs no such setting.
  return {
    ...script('plain-client.mjs', ...recordsFiles('plain', records)),
    env: { ...env, NODE_USE_ENV_PROXY: '1' },
  };
}

function script(name: string, ...args: string[]): Program {
  return { args: [join(import.meta.dirname, name), ...args], env: {} };
}

/** The stand-in service, in a process of its own. */
export interface RunningSandbox {
  readonly env: Record<string, string>;
  readonly inputs: Record<string, string>;
  stop(): void;
}

export async function startSandbox(...args: string[]): Promise<RunningSandbox> {
  const child = spawn(process.execPath, [join(ROOT, 'test/sandbox/main.ts'), '--fast', ...args]);
  child.stderr.pipe(process.stderr);
  const line = await new Promise<string>((resolve) => createInterface(child.stdout).once('line', resolve));
  const ready = JSON.parse(line) as ReadyMessage;
  const { tenantId, clientId, jobId } = ready.clouds.commercial!;
  return {
    env: {
      ...ready.environment,
      PLAIN_TENANT_ID: tenantId,
      PLAIN_CLIENT_ID: clientId,
      PLAIN_JOB_ID: jobId,
      PLAIN_CLIENT_SECRET: ready.clientSecret,
    },
    inputs: {
      'tenant-id': tenantId,
      'client-id': clientId,
      'job-id': jobId,
      'certificate-path': ready.certificatePath,
    },
    stop: () => child.kill('SIGTERM'),
  };
}
