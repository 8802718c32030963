import type { SandboxRequest, ServiceName } from './exchange.ts';

/** An injected response. */
export interface AnswerFault {
  readonly kind: 'answer';
  readonly status: number;
  readonly reason?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
  /** The request is served first, and only its response is replaced. */
  readonly stored?: boolean;
}

/** The kinds of faults, by their names on the command line. */
export type FaultAction =
  | AnswerFault
  | { readonly kind: 'delay'; readonly ms: number }
  | { readonly kind: 'silent' }
  | { readonly kind: 'silent-after-store' }
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
  /** Numbers of the affected requests (or connections, for connection faults), from 1. */
  readonly from: number;
  readonly to: number;
  /** Every n-th from the first; 1 if omitted. */
  readonly step?: number;
  readonly action: FaultAction;
  /** An additional condition, only in process. */
  readonly when?: (request: SandboxRequest) => boolean;
}

/** Faults that affect the start of a connection. */
const CONNECTION_FAULTS: ReadonlySet<FaultAction['kind']> = new Set([
  'connect-refused',
  'connect-closed',
  'untrusted',
  'wrong-host',
]);

export function isConnectionFault({ action }: Fault): boolean {
  return CONNECTION_FAULTS.has(action.kind);
}

/** The grammar of faults, as a help text. */
export const FAULT_GRAMMAR = `A fault is SERVICE:WHAT[@FROM[-TO][/STEP]], for example webhook:500@1-3.
SERVICE  token, webhook, oidc, github, identity, graph, graph-item (one request of a batch) or any
WHAT     a status, with options in brackets: 503, 503(retry-after=5), 403(reason=Forbidden), 500(html),
         500(stored): served although the answer does not say so
         delay=MS, silent, silent-after-store, reset-before-body, reset-in-body, reset-after-body (nothing stored),
         reset-after-store (stored, the answer is lost), truncated-answer, no-http, slow-read=BYTES_PER_SECOND,
         connect-refused=STATUS, connect-closed, untrusted, wrong-host
FROM-TO  numbers of the requests, from 1; without it all, "@3" only the third, "@3-" from the third on,
         "@5-/5" every fifth`;

/** Reads a fault from a command line. @throws {Error} with the grammar. */
export function parseFault(text: string): Fault {
  const [, service, what, range] =
    /^(token|webhook|oidc|github|identity|graph|graph-item|any):([^@]+?)(?:@([\d/-]+))?$/.exec(text) ?? [];
  const action = what === undefined ? undefined : parseAction(what);
  const numbers = parseRange(range ?? '1-');
  if (service === undefined || action === undefined || numbers === undefined)
    throw new Error(`"${text}" is not a fault.\n${FAULT_GRAMMAR}`);
  return { service: service as Fault['service'], ...numbers, action };
}

function parseRange(text: string): Pick<Fault, 'from' | 'to' | 'step'> | undefined {
  const [, first, dash, last, step] = /^([1-9]\d*)(?:(-)([1-9]\d*)?(?:\/([1-9]\d*))?)?$/.exec(text) ?? [];
  if (first === undefined) return undefined;
  const from = Number(first);
  const to = dash === undefined ? from : last === undefined ? Number.POSITIVE_INFINITY : Number(last);
  return to < from ? undefined : { from, to, ...(step === undefined ? {} : { step: Number(step) }) };
}

function parseAction(what: string): FaultAction | undefined {
  const answer = /^([2-5]\d\d)(?:\((.+)\))?$/.exec(what);
  if (answer !== null) return parseAnswer(Number(answer[1]), answer[2] ?? '');
  const [, name, value] = /^([a-z-]+)(?:=([1-9]\d*))?$/.exec(what) ?? [];
  const number = Number(value);
  switch (name) {
    case 'delay':
      return value === undefined ? undefined : { kind: name, ms: number };
    case 'slow-read':
      return value === undefined ? undefined : { kind: name, bytesPerSecond: number };
    case 'connect-refused':
      if (value === undefined) return { kind: name, status: 502 };
      return number >= 300 && number <= 599 ? { kind: name, status: number } : undefined;
    case 'silent':
    case 'silent-after-store':
    case 'reset-before-body':
    case 'reset-in-body':
    case 'reset-after-body':
    case 'reset-after-store':
    case 'truncated-answer':
    case 'no-http':
    case 'connect-closed':
    case 'untrusted':
    case 'wrong-host':
      return value === undefined ? { kind: name } : undefined;
    default:
      return undefined;
  }
}

function parseAnswer(status: number, options: string): FaultAction | undefined {
  const entries = new Map<string, string>();
  for (const option of options === '' ? [] : options.split(',')) {
    const [, name, value] = /^(retry-after|reason)=(.+)$/.exec(option) ?? [];
    const isFlag = option === 'html' || option === 'stored';
    if ((name === undefined && !isFlag) || entries.has(name ?? option)) return undefined;
    entries.set(name ?? option, value ?? '');
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
    ...(entries.has('stored') ? { stored: true } : {}),
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

  /** The response that replaces that of one request of a batch, by its number. */
  forItem(number: number): AnswerFault | undefined {
    return this.#faults
      .filter((fault) => strikes(fault, 'graph-item', number))
      .map(({ action }) => action)
      .find((action) => action.kind === 'answer');
  }

  forConnection(service: ServiceName, number: number): FaultAction | undefined {
    return this.#faults.find((fault) => isConnectionFault(fault) && strikes(fault, service, number))?.action;
  }
}

function strikes(fault: Fault, service: ServiceName, number: number): boolean {
  const { from, to, step = 1 } = fault;
  const isMeant = fault.service === 'any' || fault.service === service;
  return isMeant && number >= from && number <= to && (number - from) % step === 0;
}
