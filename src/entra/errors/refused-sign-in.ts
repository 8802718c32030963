import { ActionError } from '../../errors.ts';
import type { HttpResponse } from '../../http/client.ts';
import type { FederatedClaims } from '../federated.ts';
import { adviseFederatedCredential } from '../federated-credential.ts';
import { statusMayPass } from '../passing.ts';
import { type EntraAnswer, readEntraAnswer } from './entra-answer.ts';
import { ENTRA_ERRORS, type Extra } from './error-catalogue.ts';

/** What the explanation of a refused sign-in depends on. Everything but the claims is from inputs. */
export interface SignInContext {
  readonly tenantId: string;
  readonly clientId: string;
  readonly authorityHost: string;
  readonly resource: string;
  /** Of GitHub's token that was presented, when that was the way. */
  readonly claims?: FederatedClaims | undefined;
  readonly defaultBranch?: string | undefined;
  /** Of the certificate that was used, when that was the way. */
  readonly thumbprintSha1?: string | undefined;
  /** Our own clock when the answer came. */
  readonly now: Date;
}

/** A refusal, explained. */
export interface RefusedSignIn {
  readonly failure: ActionError;
  /** Whether another attempt may succeed. */
  readonly mayPass: boolean;
}

/** Explains an answer of the token endpoint that brought no token. Nothing of the server's prose is shown. */
export function explainRefusal(response: HttpResponse, context: SignInContext): RefusedSignIn {
  const answer = readEntraAnswer(response);
  const mayPass = statusMayPass(answer.status);
  if (!answer.isFromEntra) return { failure: notFromEntra(answer, context), mayPass };
  const known = answer.code === undefined ? undefined : ENTRA_ERRORS[answer.code];
  if (known === undefined) return { failure: unknownError(answer, mayPass), mayPass };
  const fill = filler(context);
  const explanation = {
    code: known.code,
    what: `Microsoft Entra refused the sign-in: ${known.what} (AADSTS${answer.code}).`,
    ...(known.means === undefined ? {} : { means: fill(known.means) }),
    fix: [
      ...known.fix.map(fill),
      ...(known.extra === undefined ? [] : EXTRAS[known.extra](answer, context)),
      ...supportIds(answer),
    ],
  };
  return { failure: new ActionError(explanation), mayPass: mayPass || known.mayPass === true };
}

function filler(context: SignInContext): (line: string) => string {
  const values: Readonly<Record<string, string>> = {
    tenant: context.tenantId,
    client: context.clientId,
    host: context.authorityHost,
    resource: context.resource,
  };
  return (line) => line.replace(/\{(\w+)\}/g, (placeholder, name: string) => values[name] ?? placeholder);
}

/** Lines that take more than a text to make. */
const EXTRAS: Readonly<Record<Extra, (answer: EntraAnswer, context: SignInContext) => string[]>> = {
  'federated-credential': (_answer, context) =>
    context.claims === undefined
      ? [
          'This run did not sign in by OIDC; look at the federated credentials of the application all the same.',
        ]
      : adviseFederatedCredential({
          clientId: context.clientId,
          claims: context.claims,
          defaultBranch: context.defaultBranch,
        }),
  clocks: ({ serverTime }, { now }) =>
    serverTime === undefined ? [clock('this runner', now)] : compared(now, serverTime),
  certificate: (_answer, { thumbprintSha1 }) =>
    thumbprintSha1 === undefined ? [] : [`Thumbprint of the certificate that was used: ${thumbprintSha1}`],
};

function clock(whose: string, time: Date): string {
  return `Clock of ${whose}: ${time.toISOString().slice(0, 19)}Z`;
}

function compared(now: Date, serverTime: Date): string[] {
  const seconds = Math.round((now.getTime() - serverTime.getTime()) / 1000);
  const difference =
    seconds === 0 ? 'the same' : `this runner is ${Math.abs(seconds)} s ${seconds > 0 ? 'ahead' : 'behind'}`;
  return [clock('this runner', now), clock('Microsoft Entra', serverTime), `Difference: ${difference}.`];
}

/** Without a row in the catalogue: the number, and what Microsoft's support asks for. */
function unknownError(answer: EntraAnswer, mayPass: boolean): ActionError {
  const name =
    answer.code === undefined ? (answer.oauthError ?? `status ${answer.status}`) : `AADSTS${answer.code}`;
  const lookUp =
    answer.code === undefined
      ? []
      : [`Look it up: https://login.microsoftonline.com/error?code=${answer.code}`];
  return new ActionError({
    code: 'entra-refused',
    what: `Microsoft Entra refused the sign-in: ${name}, status ${answer.status}.`,
    fix: [...lookUp, ...(mayPass ? ['Run the job again later.'] : []), ...supportIds(answer)],
  });
}

function supportIds({ traceId, correlationId, serverTime }: EntraAnswer): string[] {
  const parts = [
    traceId === undefined ? [] : [`trace ID ${traceId}`],
    correlationId === undefined ? [] : [`correlation ID ${correlationId}`],
    serverTime === undefined ? [] : [`time ${serverTime.toISOString().slice(0, 19)}Z`],
  ].flat();
  return parts.length === 0 ? [] : [`For Microsoft's support: ${parts.join(', ')}.`];
}

function notFromEntra(answer: EntraAnswer, { authorityHost }: SignInContext): ActionError {
  const isBusy = statusMayPass(answer.status);
  return new ActionError({
    code: 'entra-unexpected-response',
    what: `${authorityHost} answered the sign-in with status ${answer.status} and something that is not an answer of Microsoft Entra.`,
    means: isBusy
      ? 'The service, or a gateway before it, is in trouble.'
      : 'Probably a proxy or firewall answers in its place, or `authority-host` is wrong.',
    fix: isBusy
      ? ['Run the job again later.', 'If it stays, check the proxy of the runner and `authority-host`.']
      : [`Check \`authority-host\`, and let the proxy pass requests to ${authorityHost} unchanged.`],
  });
}
