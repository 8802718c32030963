import { ActionError } from '../../errors.ts';
import type { HttpResponse } from '../../http/client.ts';
import { isTransientStatus } from '../../http/retry.ts';
import type { Proof, TokenTarget } from '../credential.ts';
import { adviseFederatedCredential } from '../federated/advice.ts';
import { type EntraAnswer, readEntraAnswer } from './entra-answer.ts';
import { ENTRA_ERRORS, type Extra } from './error-catalogue.ts';

/** What the explanation of a refused sign-in depends on. Everything except the claims is from inputs. */
export interface SignInContext extends TokenTarget {
  /** The token of another issuer that was presented, if one was. */
  readonly federated?: Proof['federated'] | undefined;
  /** The certificate that was used, if one was. */
  readonly certificate?: Proof['certificate'] | undefined;
  readonly defaultBranch?: string | undefined;
  /** Time on the runner when the response arrived. */
  readonly now: Date;
}

/** A refusal, explained. */
export interface RefusedSignIn {
  readonly failure: ActionError;
  /** Another attempt may succeed. */
  readonly isTransient: boolean;
}

/** Explains a response of the token endpoint without a token. The server's prose is never shown. */
export function explainRefusal(response: HttpResponse, context: SignInContext): RefusedSignIn {
  const answer = readEntraAnswer(response);
  const isTransient = isTransientStatus(answer.status);
  if (!answer.isFromEntra) return { failure: notFromEntra(answer, context), isTransient };
  const known = answer.code === undefined ? undefined : ENTRA_ERRORS[answer.code];
  if (known === undefined) return { failure: unknownError(answer, isTransient), isTransient };
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
  return { failure: new ActionError(explanation), isTransient: isTransient || known.isTransient === true };
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

/** Lines that depend on the response or the credential. */
const EXTRAS: Readonly<Record<Extra, (answer: EntraAnswer, context: SignInContext) => string[]>> = {
  'federated-credential': ({ code }, context) =>
    context.federated === undefined
      ? ['This run presented no token of another issuer; check the federated credentials of the application.']
      : adviseFederatedCredential({ ...context, ...context.federated, error: code }),
  clocks: ({ serverTime }, { now }) =>
    serverTime === undefined ? [clock('this runner', now)] : compared(now, serverTime),
  certificate: (_answer, { certificate }) =>
    certificate === undefined
      ? []
      : [
          `Thumbprint of the certificate that was used: ${certificate.thumbprintSha1}`,
          ...(certificate.peculiarities ?? []).map((text) => `The certificate ${text}.`),
        ],
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

/** For an error without a row in the catalogue: the number, and what Microsoft's support asks for. */
function unknownError(answer: EntraAnswer, isTransient: boolean): ActionError {
  const name = answer.code === undefined ? answer.oauthError : `AADSTS${answer.code}`;
  const lookUp =
    answer.code === undefined
      ? []
      : [`Look it up: https://login.microsoftonline.com/error?code=${answer.code}`];
  return new ActionError({
    code: 'entra-refused',
    what: `Microsoft Entra refused the sign-in: ${name === undefined ? '' : `${name}, `}status ${answer.status}.`,
    fix: [...lookUp, ...(isTransient ? ['Run the job again later.'] : []), ...supportIds(answer)],
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
  const isBusy = isTransientStatus(answer.status);
  return new ActionError({
    code: 'entra-unexpected-response',
    what: `${authorityHost} sent a response (status ${answer.status}) that is not from Microsoft Entra.`,
    means: isBusy
      ? 'The service, or a gateway in front of it, has a problem.'
      : 'Probably a proxy or firewall responds in its place, or `authority-host` is wrong.',
    fix: isBusy
      ? [
          'Run the job again later.',
          'If the problem persists, check the proxy of the runner and `authority-host`.',
        ]
      : [`Check \`authority-host\`, and let the proxy pass requests to ${authorityHost} unchanged.`],
  });
}
