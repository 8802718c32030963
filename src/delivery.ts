import { uploadPlan } from './connector/upload.ts';
import type { UploadResult } from './connector/upload-result.ts';
import type { UploadPlan } from './csv/upload-plan.ts';
import { createSignIn, type SignIn } from './entra/sign-in.ts';
import type { Settings } from './inputs/settings.ts';
import { createProgress } from './report/progress.ts';
import type { Run } from './run.ts';

/** What came of sign-in and upload. */
export interface Delivery {
  /** Once there was a token. */
  readonly signIn?: SignIn | undefined;
  /** With the failure that ended it, if one did. */
  readonly upload?: UploadResult | undefined;
}

/**
 * Signs in and, unless it is only a preflight, makes the calls. An upload without records signs in nowhere.
 * @throws {ActionError} when a preflight cannot sign in; the failure of an upload is in its result.
 */
export async function deliver(run: Run, settings: Settings, plan: UploadPlan): Promise<Delivery> {
  const { connector, delivery } = settings;
  if (settings.mode === 'upload' && plan.records === 0) return {};
  const hostsToAllow = [connector.authorityHost, new URL(connector.ingestionUrl).host];
  // At the first token: an upload that turns out to be complete needs none.
  let signIn: Promise<SignIn> | undefined;
  let signedIn: SignIn | undefined;
  const getToken = async (options?: { readonly refused?: string; readonly signal?: AbortSignal }) => {
    signIn ??= signInNow(run, settings, hostsToAllow);
    signedIn = await signIn;
    return await signedIn.source.getToken(options);
  };
  if (settings.mode === 'preflight') {
    await getToken({ signal: run.cancelled });
    return { signIn: signedIn };
  }
  const upload = await uploadPlan(
    plan,
    { ...connector, ...delivery, hostsToAllow, ...checkpointOf(run, settings) },
    {
      http: run.http,
      tokenSource: { getToken },
      onProgress: createProgress(run.printer),
      signal: run.cancelled,
    },
  );
  // Without a sign-in the only thing to report of an upload is what earlier runs had done.
  const hasHistory = upload.resumed > 0 || upload.calls.some(({ ambiguous }) => ambiguous);
  if (signedIn === undefined && !hasHistory && upload.failure !== undefined) throw upload.failure;
  return { signIn: signedIn, upload };
}

async function signInNow(run: Run, settings: Settings, hostsToAllow: readonly string[]): Promise<SignIn> {
  const signIn = await createSignIn(
    { ...settings.connector, credential: settings.credential, hostsToAllow },
    {
      http: run.http,
      mask: run.printer.mask,
      environment: run.environment,
      platform: process.platform,
      defaultBranch: run.context.defaultBranch,
      signal: run.cancelled,
    },
  );
  run.warn(signIn.warnings);
  await signIn.source.getToken({ signal: run.cancelled });
  run.printer.info(`Signed in to Microsoft Entra (${signIn.method}).`);
  return signIn;
}

function checkpointOf({ context }: Run, { connector, delivery }: Settings) {
  if (delivery.checkpointPath === '') return {};
  return {
    checkpoint: {
      path: delivery.checkpointPath,
      cloud: connector.cloud,
      tenantId: connector.tenantId,
      runId: context.runId ?? '',
      runAttempt: String(context.runAttempt ?? ''),
    },
  };
}
