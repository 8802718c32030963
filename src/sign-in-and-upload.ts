import { uploadPlan } from './connector/upload.ts';
import { createSignIn } from './entra/sign-in.ts';
import type { Settings } from './inputs/settings.ts';
import { createProgress } from './report/progress.ts';
import type { Run } from './run.ts';

/** Signs in and, unless it is only a preflight, makes the calls. */
export async function signInAndUpload(run: Run, settings: Settings): Promise<void> {
  const { connector, delivery } = settings;
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
