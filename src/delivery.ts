import { uploadPlan } from './connector/upload.ts';
import { createSignIn, type SignIn } from './entra/sign-in.ts';
import type { TokenSource } from './entra/token.ts';
import type { Settings } from './inputs/settings.ts';
import { createProgress } from './report/progress.ts';
import type { Run } from './run.ts';

/** Signs in and, unless it is only a preflight, makes the calls. */
export async function signInAndUpload(run: Run, settings: Settings): Promise<void> {
  const { connector, delivery } = settings;
  const hostsToAllow = [connector.authorityHost, new URL(connector.ingestionUrl).host];
  const tokenSource = lateSignIn(run, settings, hostsToAllow);
  const plan = run.report.check?.plan;
  if (settings.mode !== 'upload' || plan === undefined) {
    await tokenSource.getToken({ signal: run.cancelled });
    return;
  }
  const result = await uploadPlan(
    plan,
    { ...connector, ...delivery, hostsToAllow, ...run.checkpoint(connector, delivery.checkpointPath) },
    { http: run.http, tokenSource, onProgress: createProgress(run.printer), signal: run.cancelled },
  );
  // Without a sign-in there is nothing to tell of an upload but what earlier runs had done.
  const hasHistory = result.resumed > 0 || result.calls.some(({ ambiguous }) => ambiguous);
  if (run.report.signIn !== undefined || hasHistory) run.know({ upload: result });
  if (result.failure !== undefined) throw result.failure;
}

/** Signs in when the first token is asked for: an upload that turns out to be complete needs none. */
function lateSignIn(run: Run, settings: Settings, hostsToAllow: readonly string[]): TokenSource {
  let signIn: Promise<SignIn> | undefined;
  return {
    getToken: async (options) => {
      signIn ??= signInNow(run, settings, hostsToAllow);
      return await (await signIn).source.getToken(options);
    },
  };
}

async function signInNow(run: Run, settings: Settings, hostsToAllow: readonly string[]): Promise<SignIn> {
  const signIn = await createSignIn(
    { ...settings.connector, credential: settings.credential, hostsToAllow },
    {
      http: run.http,
      mask: run.printer.mask,
      environment: process.env,
      platform: process.platform,
      defaultBranch: run.context.defaultBranch,
      signal: run.cancelled,
    },
  );
  run.warn(signIn.warnings);
  if (signIn.certificate !== undefined) run.know({ certificateEnd: signIn.certificate.notAfter });
  await signIn.source.getToken({ signal: run.cancelled });
  run.know({ signIn: signIn.method });
  run.printer.info(`Signed in to Microsoft Entra (${signIn.method}).`);
  return signIn;
}
