import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkFiles } from '../../src/check/check.ts';
import type { Suggestion } from '../../src/check/suggest/suggestion.ts';
import { InputReader } from '../../src/inputs/input-reader.ts';
import { readReportingInputs, readSettings, sourceFilesOf } from '../../src/inputs/settings.ts';
import { suggestFor } from '../../src/inputs/suggest-inputs.ts';
import { formatYamlMapping } from '../../src/report/yaml.ts';

type Inputs = Readonly<Record<string, string>>;

/**
 * What the action suggests for a file, with all names: no one but the owner of the file reads them here.
 * @throws {ActionError} for inputs that cannot be used.
 */
export async function suggestInFull(
  file: { readonly name: string; readonly content: Buffer },
  given: Inputs,
): Promise<Suggestion | undefined> {
  const workspace = mkdtempSync(join(tmpdir(), 'hr-demo-'));
  try {
    writeFileSync(join(workspace, file.name), file.content);
    const inputs: Inputs = { ...given, mode: 'validate', 'csv-path': file.name };
    const reader = new InputReader((name) => inputs[name] ?? '');
    const now = new Date();
    const folders = { workspace, runnerTemp: workspace };
    const { signal } = new AbortController();
    const printer = { mask: () => {} };
    const surroundings = { startedAt: now, environment: {}, folders, printer, cancelled: signal };
    const settings = await readSettings(reader, readReportingInputs(reader), surroundings);
    const files = await sourceFilesOf(settings, folders);
    const check = await checkFiles(files, settings.check, workspace);
    if (check.isAccepted) return undefined;
    return await suggestFor(
      reader,
      settings.check,
      { files, check, folder: workspace },
      { now, signal, showsAllNames: true },
    );
  } finally {
    rmSync(workspace, { recursive: true, force: true });
  }
}

/** The inputs of a step with those of a suggestion. */
export function withSuggestion(given: Inputs, { inputs }: Suggestion): Inputs {
  return { ...given, ...Object.fromEntries(inputs.map(({ name, value }) => [name, value])) };
}

/** The whole `with:` block of a step that uploads a file. */
export function formatWithBlock(file: string, given: Inputs, cloud: string): string[] {
  const values = [
    { name: 'csv-path', value: file },
    ...(cloud === 'commercial' ? [] : [{ name: 'cloud', value: cloud }]),
    ...Object.entries(given).map(([name, value]) => ({ name, value })),
  ];
  const variables = ['TENANT_ID', 'CLIENT_ID', 'JOB_ID'].map(
    (name) => `${name.toLowerCase().replace('_', '-')}: \${{ vars.${name} }}`,
  );
  return ['with:', ...[...formatYamlMapping(values), ...variables].map((line) => `  ${line}`)];
}
