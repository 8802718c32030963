import { uploadPlan } from './connector/upload.ts';
import { createSignIn } from './entra/sign-in.ts';
import { guardRepository } from './github/repository-guard.ts';
import { readSettings, type Settings, sourceFiles } from './inputs/settings.ts';
import { annotateFindings } from './report/annotations.ts';
import { describeCheck } from './report/check-lines.ts';
import { createProgress } from './report/progress.ts';
import { finishRun, type Run, startRun } from './run.ts';
import { checkFiles } from './scenarios/check.ts';
import { refuseErrors } from './scenarios/refusal.ts';

/** What the action does, from the first input to the last line. */
async function main(run: Run): Promise<void> {
  const settings = readSettings(run.startedAt);
  run.accept(settings);
  await guard(run, settings);
  await check(run, settings);
  // An empty night (`allow-empty`) signs in nowhere, but a preflight is asked for the sign-in itself.
  const hasRecords = (run.report.check?.plan?.records ?? 0) > 0;
  if (settings.mode === 'preflight' || (settings.mode === 'upload' && hasRecords))
    await upload(run, settings);
}

/** Stops where HR data does not belong. */
async function guard(run: Run, settings: Settings): Promise<void> {
  const tools = { http: run.http, token: settings.githubToken };
  const { visibility, warnings } = await guardRepository(run.context, settings, tools);
  run.know({ visibility });
  run.warn(warnings);
}

/** Checks all records; nothing is sent before this is done. */
async function check(run: Run, settings: Settings): Promise<void> {
  const files = sourceFiles(settings, run.folders);
  const result = await checkFiles(files, settings.check, run.folder, run.cancelled);
  run.know({ check: result });
  run.printer.info(...describeCheck(result));
  annotateFindings(run.printer, result.findings, result.files);
  refuseErrors(result, settings.mode);
}

/** Signs in and, unless it is only a preflight, makes the calls. */
async function upload(run: Run, settings: Settings): Promise<void> {
  const { connector, delivery } = settings;
  run.warn(connector.warnings);
  const hostsToAllow = [connector.authorityHost, new URL(connector.ingestionUrl).host];
  const signIn = await createSignIn(
    { ...connector, credential: settings.credential, hostsToAllow },
    {
      http: run.http,
      printer: run.printer,
      environment: process.env,
      platform: process.platform,
      defaultBranch: run.context.defaultBranch,
      signal: run.cancelled,
    },
  );
  run.warn(signIn.warnings);
  if (signIn.certificate !== undefined) run.know({ certificateEnd: signIn.certificate.notAfter });
  await signIn.source.getToken({ signal: run.cancelled });
  run.know({ signIn: signIn.source.method });
  run.printer.info(`Signed in to Microsoft Entra (${signIn.source.method}).`);
  const plan = run.report.check?.plan;
  if (settings.mode !== 'upload' || plan === undefined) return;
  const result = await uploadPlan(
    plan,
    { ...connector, ...delivery, hostsToAllow, ...run.checkpoint(connector, delivery.checkpointPath) },
    {
      http: run.http,
      tokenSource: signIn.source,
      onProgress: createProgress(run.printer),
      signal: run.cancelled,
    },
  );
  run.know({ upload: result });
  if (result.failure !== undefined) throw result.failure;
}

const run = await startRun();
try {
  await main(run);
} catch (error) {
  run.fail(error);
}
await finishRun(run);
