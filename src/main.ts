import { getInput } from '@actions/core';
import { checkFiles } from './check/check.ts';
import type { CheckSettings } from './check/check-settings.ts';
import { collectUsers } from './check/collect-users.ts';
import { acceptCheck } from './check/refusal.ts';
import type { Suggestion } from './check/suggest/suggestion.ts';
import { withoutLookup } from './check/values/user-lookup.ts';
import type { SourceFile } from './csv/source-files.ts';
import type { ResolvedUsers } from './delivery.ts';
import { finishRun, type Outcome } from './finish-run.ts';
import { guardRepository } from './github/repository-guard.ts';
import { openHistory } from './history/open-history.ts';
import { InputReader } from './inputs/input-reader.ts';
import { readReportingInputs, readSettings, type Settings, sourceFilesOf } from './inputs/settings.ts';
import type { FailedCheck } from './inputs/suggest-inputs.ts';
import { describeCheck } from './report/check-lines.ts';
import { describeSuggestion } from './report/suggestion-lines.ts';
import { type Run, startRun } from './run.ts';
import type { Visibility } from './vocabulary.ts';

const run = await startRun();
const inputs = new InputReader((name) => getInput(name, { trimWhitespace: false }));
const reporting = readReportingInputs(inputs);
const settings = await run.step(() => readSettings(inputs, reporting, run));
const { folder } = run;
const outcome = settings === undefined || folder === undefined ? {} : await work(run, settings, folder);
await finishRun(run, reporting, settings, outcome);

/** The steps from valid inputs to the upload. Each takes the results of earlier steps; after a failure, the rest are skipped. */
async function work(run: Run, settings: Settings, folder: string): Promise<Outcome> {
  run.warn(settings.warnings);
  const visibility = await run.step(() => guard(run, settings));
  const files = await run.step(() => sourceFilesOf(settings, run.folders, run.cancelled));
  const history = await run.step(() => openHistory(settings, run));
  if (files === undefined || history === undefined) return { visibility };
  run.warn(history.warnings);
  const directory = await run.step(() => resolveUsers(run, settings, files, folder));
  const users = directory?.report;
  const checkSettings = withLookup(settings, directory);
  const check = await run.step(() =>
    checkFiles(files, checkSettings, folder, {
      preparesCalls: settings.mode === 'upload' || settings.history.path !== '',
      findUnusual: history.findUnusual,
      signal: run.cancelled,
    }),
  );
  if (check === undefined) return { visibility, users };
  if (settings.csvPath.length > 0) run.printer.info(...describeCheck(check));
  const comparison = history.compare(check.numbers);
  const suggestion = await run.step(() => suggest(run, checkSettings, { files, check, folder }));
  if (suggestion !== undefined) run.printer.info(...describeSuggestion(suggestion));
  const asked = {
    mode: settings.mode,
    invalidRows: settings.check.invalidRows,
    hasSuggestion: suggestion !== undefined && suggestion.inputs.length > 0,
  };
  const accepted = await run.step(() => acceptCheck(check, asked, run.warn));
  if (accepted === undefined || settings.mode === 'validate')
    return { visibility, users, check, suggestion, comparison };
  const delivery = await run.step(async () => {
    // Imported lazily: validation does not need it.
    const { deliver, trySignIn } = await import('./delivery.ts');
    return settings.mode === 'preflight' ? trySignIn(run, settings) : deliver(run, settings, accepted.plan);
  });
  if (delivery !== undefined && settings.mode === 'upload') {
    await run.step(async () => run.warn(await history.remember(check.numbers, delivery.upload)));
  }
  return { visibility, users, check, comparison, delivery };
}

/** Suggests inputs after a failed check. */
async function suggest(
  run: Run,
  settings: CheckSettings,
  failed: FailedCheck,
): Promise<Suggestion | undefined> {
  if (failed.check.isAccepted) return undefined;
  // Imported lazily: a check that passes does not need it.
  const { suggestFor } = await import('./inputs/suggest-inputs.ts');
  return suggestFor(inputs, settings, failed, { now: run.startedAt, signal: run.cancelled });
}

/** Stops in repositories that must not process HR data, before a file is read. */
async function guard(run: Run, settings: Settings): Promise<Visibility> {
  const tools = {
    http: run.http,
    token: settings.githubToken,
    signal: run.cancelled,
  };
  const { visibility, warnings } = await guardRepository(run.context, settings, tools);
  run.warn(warnings);
  return visibility;
}

/** Looks up the users of the files in the directory; undefined without `resolve-users`. */
async function resolveUsers(
  run: Run,
  settings: Settings,
  files: readonly SourceFile[],
  folder: string,
): Promise<ResolvedUsers | undefined> {
  const { properties } = settings.directory;
  if (properties.length === 0) return undefined;
  if (settings.mode === 'validate') return { lookup: withoutLookup(properties), report: 'not-looked-up' };
  const users = await collectUsers(files, settings.check, folder, run.cancelled);
  const { askDirectory } = await import('./delivery.ts');
  return askDirectory(run, settings, users);
}

function withLookup({ check }: Settings, directory: ResolvedUsers | undefined): CheckSettings {
  if (directory === undefined) return check;
  return { ...check, values: { ...check.values, userLookup: directory.lookup } };
}
