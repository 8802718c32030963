import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { checkFiles } from '../../src/check/check.ts';
import type { CheckResult } from '../../src/check/check-result.ts';
import { knownUsers } from '../../src/check/values/user-lookup.ts';
import type { UploadPlan } from '../../src/csv/upload-plan.ts';
import { InputReader } from '../../src/inputs/input-reader.ts';
import type { InputName } from '../../src/inputs/input-table.ts';
import {
  readReportingInputs,
  readSettings,
  type Settings,
  sourceFilesOf,
} from '../../src/inputs/settings.ts';
import type { UserMatch } from '../../src/vocabulary.ts';

/** Runs the check as the action does: with text inputs, files on disk, and the bytes of the plan. */

/** The time of every run in the tests. */
export const NOW = new Date('2026-04-15T12:00:00Z');

export type Inputs = Partial<Record<InputName, string>>;

/** A file's content: text is written as UTF-8. `link` makes a symbolic link. */
export type Content = string | Uint8Array | { readonly link: string };

/** Reads inputs as the action does. */
export async function settingsOf(
  inputs: Inputs,
  workspace = process.cwd(),
  environment: NodeJS.ProcessEnv = {},
): Promise<Settings> {
  const given: Inputs = { mode: 'validate', 'csv-path': 'hr.csv', ...inputs };
  const reader = new InputReader((name) => given[name] ?? '');
  const surroundings = {
    startedAt: NOW,
    environment,
    folders: { workspace },
    printer: { mask: () => {} },
    cancelled: new AbortController().signal,
  };
  return readSettings(reader, readReportingInputs(reader), surroundings);
}

/** A workspace, a RUNNER_TEMP and the folder of a run, each empty. */
export class Workspace {
  readonly root = mkdtempSync(join(tmpdir(), 'check-test-'));
  readonly workspace = join(this.root, 'workspace');
  readonly runnerTemp = join(this.root, 'temp');
  #runs = 0;

  constructor() {
    for (const folder of [this.workspace, this.runnerTemp]) mkdirSync(folder);
  }

  /** @param files By path, relative to the workspace (`../outside.csv` is next to it). */
  write(files: Readonly<Record<string, Content>>): void {
    for (const [name, content] of Object.entries(files)) {
      const path = join(this.workspace, name);
      mkdirSync(dirname(path), { recursive: true });
      if (typeof content === 'object' && 'link' in content) symlinkSync(content.link, path);
      else writeFileSync(path, content);
    }
  }

  /** The check of an upload. @param directory Results of the directory (`resolve-users`), by the user in lower case. */
  async check(inputs: Inputs = {}, directory?: Readonly<Record<string, UserMatch>>): Promise<CheckResult> {
    const settings = await settingsOf(inputs, this.workspace);
    this.#runs += 1;
    const folder = join(this.runnerTemp, `run-${this.#runs}`);
    mkdirSync(folder);
    const files = await sourceFilesOf(settings, this);
    const { check } = settings;
    const purpose = { preparesCalls: true };
    if (directory === undefined) return checkFiles(files, check, folder, purpose);
    const userLookup = knownUsers(settings.directory.properties, new Map(Object.entries(directory)));
    return checkFiles(files, { ...check, values: { ...check.values, userLookup } }, folder, purpose);
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** Checks files in a new workspace. */
export async function checkOnce<T>(
  files: Readonly<Record<string, Content>>,
  inputs: Inputs,
  look: (result: CheckResult, place: Workspace) => T,
  directory?: Readonly<Record<string, UserMatch>>,
): Promise<T> {
  const place = new Workspace();
  try {
    place.write(files);
    return look(await place.check(inputs, directory), place);
  } finally {
    place.remove();
  }
}

/** The bytes of each call as sent, header first. */
export function sentCalls(plan: UploadPlan): Buffer[] {
  return plan.calls.map(({ file, bytesPath, start, end }) =>
    Buffer.concat([plan.files[file]!.header, readFileSync(bytesPath).subarray(start, end)]),
  );
}

/** What the service reads: every call's records, by csv-parse with its strictest options. The header of each file is included once. */
export function sentRows(plan: UploadPlan): string[][] {
  const rows: string[][] = [];
  const seen = new Set<number>();
  for (const [i, bytes] of sentCalls(plan).entries()) {
    const [header, ...records] = strictRows(bytes);
    const { file } = plan.calls[i]!;
    if (!seen.has(file)) rows.push(header!);
    seen.add(file);
    rows.push(...records);
  }
  return rows;
}

/** The rows of plain comma-separated text. */
export function rowsOf(text: string): string[][] {
  return parse(text, { record_delimiter: ['\r\n', '\n', '\r'], relax_column_count: true }) as string[][];
}

/** Comma-separated, every row as wide as the first, valid UTF-8 without a BOM. */
export function strictRows(bytes: Buffer | string): string[][] {
  const text =
    typeof bytes === 'string'
      ? bytes
      : new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  return parse(text, { record_delimiter: ['\r\n', '\n', '\r'] }) as string[][];
}

/** Findings as the tables write them: `2 error invalid-date ResignationDate`, for another file `b.csv:2 …`. */
export function findingLines(result: CheckResult): string[] {
  const findings = JSON.parse(readFileSync(result.findingsPath, 'utf8')) as {
    rule: string;
    severity: string;
    file: string;
    line: number;
    column: string | null;
  }[];
  return findings.map(({ rule, severity, file, line, column }) =>
    [file === 'hr.csv' ? line : `${file}:${line}`, severity, rule, ...(column === null ? [] : [column])].join(
      ' ',
    ),
  );
}
