import { getInput } from '@actions/core';
import { checkFiles } from './check/check.ts';
import { acceptCheck } from './check/refusal.ts';
import { finishRun, type Outcome } from './finish-run.ts';
import { guardRepository } from './github/repository-guard.ts';
import { interruptible } from './http/client.ts';
import { InputReader } from './inputs/input-reader.ts';
import { readReportingInputs, readSettings, type Settings, sourceFilesOf } from './inputs/settings.ts';
import { describeCheck } from './report/check-lines.ts';
import { type Run, startRun } from './run.ts';
import type { Visibility } from './vocabulary.ts';

const run = await startRun();
const inputs = new InputReader((name) => getInput(name, { trimWhitespace: false }));
const reporting = readReportingInputs(inputs);
const settings = await run.step(() => readSettings(inputs, reporting, run));
const outcome = settings === undefined ? {} : await work(run, settings);
await finishRun(run, reporting, settings, outcome);

/** The steps from valid inputs to the upload. Each takes what those before it found; after a failure none is taken. */
async function work(run: Run, settings: Settings): Promise<Outcome> {
  run.warn(settings.warnings);
  const visibility = await run.step(() => guard(run, settings));
  const check = await run.step(() =>
    checkFiles(sourceFilesOf(settings, run.folders), settings.check, run.folder, run.cancelled),
  );
  if (check !== undefined && settings.csvPath.length > 0) run.printer.info(...describeCheck(check));
  const asked = { mode: settings.mode, invalidRows: settings.check.invalidRows };
  const plan = check && (await run.step(() => acceptCheck(check, asked, run.warn)));
  if (plan === undefined || settings.mode === 'validate') return { visibility, check };
  const delivery = await run.step(async () => {
    // Imported lazily: validation does not need it.
    const { deliver } = await import('./delivery.ts');
    return deliver(run, settings, plan);
  });
  return { visibility, check, delivery };
}

/** Stops where HR data does not belong, before a file is read. */
async function guard(run: Run, settings: Settings): Promise<Visibility> {
  const tools = {
    http: interruptible(run.http, run.cancelled),
    token: settings.githubToken,
    signal: run.cancelled,
  };
  const { visibility, warnings } = await guardRepository(run.context, settings, tools);
  run.warn(warnings);
  return visibility;
}
