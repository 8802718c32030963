import { checkFiles } from './check/check.ts';
import { refuseErrors, warnOfLeftOut } from './check/refusal.ts';
import { guardRepository } from './github/repository-guard.ts';
import { interruptible } from './http/client.ts';
import { readSettings, refuseAsCheckpoint, type Settings, sourceFiles } from './inputs/settings.ts';
import { describeCheck } from './report/check-lines.ts';
import { finishRun, type Run, startRun } from './run.ts';

/** What the action does, from the first input to the last line. */
async function main(run: Run): Promise<void> {
  const settings = await readSettings(run.startedAt, run.printer.mask);
  run.accept(settings);
  run.warn(settings.warnings);
  await guard(run, settings);
  await check(run, settings);
  // An empty night (`allow-empty`) signs in nowhere, but a preflight is asked for the sign-in itself.
  const hasRecords = (run.report.check?.plan?.records ?? 0) > 0;
  if (settings.mode === 'preflight' || (settings.mode === 'upload' && hasRecords)) {
    // Loaded late: a check needs nothing of it.
    const { signInAndUpload } = await import('./delivery.ts');
    await signInAndUpload(run, settings);
  }
}

/** Stops where HR data does not belong. */
async function guard(run: Run, settings: Settings): Promise<void> {
  const tools = { http: interruptible(run.http, run.cancelled), token: settings.githubToken };
  const { visibility, warnings } = await guardRepository(run.context, settings, tools);
  run.know({ visibility });
  run.warn(warnings);
}

/** Checks all records; nothing is sent before this is done. */
async function check(run: Run, settings: Settings): Promise<void> {
  const files = sourceFiles(settings, run.folders);
  refuseAsCheckpoint(settings, files);
  const result = await checkFiles(files, settings.check, run.folder, run.cancelled);
  run.know({ check: result });
  // A preflight may have no file to tell of.
  if (settings.csvPath.length > 0) run.printer.info(...describeCheck(result));
  refuseErrors(result, { mode: settings.mode, invalidRows: settings.check.invalidRows });
  run.warn(warnOfLeftOut(result));
}

const run = await startRun();
try {
  await main(run);
} catch (error) {
  run.fail(error);
}
await finishRun(run);
