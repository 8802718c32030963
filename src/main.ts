import { getInput } from '@actions/core';
import { checkFiles } from './check/check.ts';
import { acceptCheck } from './check/refusal.ts';
import { finishRun, type Outcome } from './finish-run.ts';
import { guardRepository } from './github/repository-guard.ts';
import { openHistory } from './history/history.ts';
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
const { folder } = run;
const outcome = settings === undefined || folder === undefined ? {} : await work(run, settings, folder);
await finishRun(run, reporting, settings, outcome);

/** The steps from valid inputs to the upload. Each takes what those before it found; after a failure none is taken. */
async function work(run: Run, settings: Settings, folder: string): Promise<Outcome> {
  run.warn(settings.warnings);
  const visibility = await run.step(() => guard(run, settings));
  const files = await run.step(() => sourceFilesOf(settings, run.folders, run.cancelled));
  const history = await run.step(() => openHistory(settings, run));
  if (files === undefined || history === undefined) return { visibility };
  run.warn(history.warnings);
  const check = await run.step(() =>
    checkFiles(files, settings.check, folder, run.cancelled, history.findUnusual),
  );
  if (check === undefined) return { visibility };
  if (settings.csvPath.length > 0) run.printer.info(...describeCheck(check));
  const comparison = history.compare(check.numbers);
  const asked = { mode: settings.mode, invalidRows: settings.check.invalidRows };
  const plan = await run.step(() => acceptCheck(check, asked, run.warn));
  if (plan === undefined || settings.mode === 'validate') return { visibility, check, comparison };
  const delivery = await run.step(async () => {
    // Imported lazily: validation does not need it.
    const { deliver } = await import('./delivery.ts');
    return deliver(run, settings, plan);
  });
  if (delivery !== undefined && settings.mode === 'upload') {
    await run.step(async () => run.warn(await history.remember(check.numbers, delivery.upload)));
  }
  return { visibility, check, comparison, delivery };
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
