import type { SandboxRequest, ServiceName } from './exchange.ts';

/** What goes wrong. Names are those of the command line. */
export type FaultAction =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly reason?: string;
      readonly headers?: Record<string, string>;
      readonly body?: string;
    }
  | { readonly kind: 'delay'; readonly ms: number }
  | { readonly kind: 'silent' }
  | { readonly kind: 'reset-before-body' }
  | { readonly kind: 'reset-in-body' }
  | { readonly kind: 'reset-after-body' }
  | { readonly kind: 'reset-after-store' }
  | { readonly kind: 'truncated-answer' }
  | { readonly kind: 'no-http' }
  | { readonly kind: 'slow-read'; readonly bytesPerSecond: number }
  | { readonly kind: 'connect-refused'; readonly status: number }
  | { readonly kind: 'connect-closed' }
  | { readonly kind: 'untrusted' }
  | { readonly kind: 'wrong-host' };

/** A fault for some requests to one service. */
export interface Fault {
  readonly service: ServiceName | 'any';
  /** Numbers of the requests (or, for faults of the connection, of the connections) from 1. */
  readonly from: number;
  readonly to: number;
  readonly action: FaultAction;
  /** In process: a further condition. */
  readonly when?: (request: SandboxRequest) => boolean;
}

/** Faults that strike while a connection is made. */
const CONNECTION_FAULTS: ReadonlySet<FaultAction['kind']> = new Set([
  'connect-refused',
  'connect-closed',
  'untrusted',
  'wrong-host',
]);

export function isConnectionFault({ action }: Fault): boolean {
  return CONNECTION_FAULTS.has(action.kind);
}

const GRAMMAR = `A fault is SERVICE:WHAT[@FROM[-TO]], for example webhook:500@1-3.
SERVICE  token, webhook, oidc, github or any
WHAT     a status, with options in brackets: 503, 503(retry-after=5), 403(reason=Forbidden), 500(html)
         delay=MS, silent, reset-before-body, reset-in-body, reset-after-body (nothing stored),
         reset-after-store (stored, the answer is lost), truncated-answer, no-http, slow-read=BYTES_PER_SECOND,
         connect-refused=STATUS, connect-closed, untrusted, wrong-host
FROM-TO  numbers of the requests, from 1; without it all, "@3" only the third, "@3-" from the third on`;

/** Reads a fault from a command line. @throws {Error} with the grammar. */
export function parseFault(text: string): Fault {
  const [, service, what, range] =
    /^(token|webhook|oidc|github|any):([^@]+?)(?:@([\d-]+))?$/.exec(text) ?? [];
  const action = what === undefined ? undefined : parseAction(what);
  if (service === undefined || action === undefined) throw new Error(`"${text}" is no fault.\n${GRAMMAR}`);
  const [first, last] = (range ?? '1-').split('-');
  const from = Number(first);
  return {
    service: service as Fault['service'],
    from,
    to: last === undefined ? from : last === '' ? Number.POSITIVE_INFINITY : Number(last),
    action,
  };
}

function parseAction(what: string): FaultAction | undefined {
  const answer = /^(\d{3})(?:\((.*)\))?$/.exec(what);
  if (answer !== null) return parseAnswer(Number(answer[1]), answer[2] ?? '');
  const [name, value] = what.split('=');
  switch (name) {
    case 'delay':
      return { kind: 'delay', ms: Number(value) };
    case 'slow-read':
      return { kind: 'slow-read', bytesPerSecond: Number(value) };
    case 'connect-refused':
      return { kind: 'connect-refused', status: Number(value ?? 502) };
    case 'silent':
    case 'reset-before-body':
    case 'reset-in-body':
    case 'reset-after-body':
    case 'reset-after-store':
    case 'truncated-answer':
    case 'no-http':
    case 'connect-closed':
    case 'untrusted':
    case 'wrong-host':
      return { kind: name };
    default:
      return undefined;
  }
}

function parseAnswer(status: number, options: string): FaultAction {
  const entries = new Map<string, string>();
  for (const option of options.split(',')) {
    const [name = '', value = ''] = option.split('=');
    entries.set(name, value);
  }
  const headers: Record<string, string> = {};
  const retryAfter = entries.get('retry-after');
  if (retryAfter !== undefined) headers['retry-after'] = retryAfter;
  if (entries.has('html')) headers['content-type'] = 'text/html';
  const reason = entries.get('reason');
  return {
    kind: 'answer',
    status,
    headers,
    ...(reason === undefined ? {} : { reason }),
    ...(entries.has('html') ? { body: '<html><body><h1>Service unavailable</h1></body></html>' } : {}),
  };
}

/** Chooses the faults for a request or connection. */
export class FaultPlan {
  #faults: Fault[] = [];

  add(...faults: readonly Fault[]): void {
    this.#faults.push(...faults);
  }

  clear(): void {
    this.#faults = [];
  }

  forRequest(request: SandboxRequest): FaultAction[] {
    return this.#faults
      .filter((fault) => !isConnectionFault(fault) && strikes(fault, request.service, request.number))
      .filter((fault) => fault.when === undefined || fault.when(request))
      .map(({ action }) => action);
  }

  forConnection(service: ServiceName, number: number): FaultAction | undefined {
    return this.#faults.find((fault) => isConnectionFault(fault) && strikes(fault, service, number))?.action;
  }
}

function strikes(fault: Fault, service: ServiceName, number: number): boolean {
  return (fault.service === 'any' || fault.service === service) && number >= fault.from && number <= fault.to;
}
