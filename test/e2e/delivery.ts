import { randomUUID } from 'node:crypto';
import type { Receipt, ReceiptRange } from '../../src/report/receipt.ts';
import { CLIENT_ID, registerDefaults, TENANT_ID } from '../sandbox/default-setup.ts';
import type { RecordedRequest, SandboxRequest } from '../sandbox/exchange.ts';
import { type Fault, parseFault } from '../sandbox/faults.ts';
import { type Sandbox, startSandbox } from '../sandbox/sandbox.ts';
import type { Connector, ConnectorSetup } from '../sandbox/webhook/connector.ts';
import { type ActionResult, type ActionStep, runAction } from './run-action.ts';

/** The user of record `n`, from 1, which identifies the record. */
export function userOf(n: number): string {
  return `user${n}@contoso.com`;
}

/** The users of the records `from` to `to`, both included. */
export function users(from: number, to: number): string[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => userOf(from + i));
}

/** A file with this number of records, without findings. */
export function levelChanges(records: number, level = 61): string {
  const rows = users(1, records).map((user) => `${user},2026-11-01T00:00:00Z,60,${level}\n`);
  return `EmailAddress,EffectiveDate,OldLevel,NewLevel\n${rows.join('')}`;
}

/** The HR connector of one test, in a sandbox that many tests share. */
export class Destination {
  readonly sandbox: Sandbox;
  readonly connector: Connector;
  readonly #inputs: Readonly<Record<string, string>>;
  /** Numbers that the sandbox gave to this connector's calls, in order. */
  readonly #numbers: number[] = [];

  constructor(sandbox: Sandbox, inputs: Readonly<Record<string, string>>, limits: Partial<ConnectorSetup>) {
    this.sandbox = sandbox;
    const jobId = randomUUID();
    this.connector = sandbox.registerConnector({
      cloud: 'commercial',
      tenantId: TENANT_ID,
      clientId: CLIENT_ID,
      jobId,
      ...limits,
    });
    this.#inputs = { ...inputs, 'job-id': jobId };
  }

  get jobId(): string {
    return this.connector.setup.jobId;
  }

  /**
   * A fault for some calls to this connector only.
   * @param fault What happens, in the grammar of the sandbox, without service and range.
   * @param strikes Whether it affects the n-th request, from 1.
   */
  fault(fault: string, strikes: (nth: number) => boolean = () => true): void {
    this.onCall((nth) => strikes(nth), parseFault(`webhook:${fault}`).action);
  }

  /** Called for each call when its headers have arrived. @returns Whether the fault applies. */
  onCall(
    strikes: (nth: number, request: SandboxRequest) => boolean,
    action: Fault['action'] = { kind: 'delay', ms: 0 },
  ): void {
    this.sandbox.addFault({
      service: 'webhook',
      from: 1,
      to: Number.POSITIVE_INFINITY,
      action,
      when: (request) => {
        const { number, query } = request;
        if (query.get('jobid') !== this.jobId) return false;
        if (!this.#numbers.includes(number)) this.#numbers.push(number);
        return strikes(this.#numbers.indexOf(number) + 1, request);
      },
    });
  }

  /** Uploads `hr.csv` to this connector. */
  upload(
    changes: Readonly<Record<string, string>>,
    step: Omit<ActionStep, 'with' | 'sandbox'>,
  ): Promise<ActionResult> {
    return runAction({ ...step, sandbox: this.sandbox, with: { ...this.#inputs, ...changes } });
  }

  /** Users of the records that the connector stored, in order; a record that was stored twice is there twice. */
  get stored(): string[] {
    return this.connector.records.map((record) => record.EmailAddress!);
  }

  /** Requests to this connector, in order. */
  get requests(): RecordedRequest[] {
    return this.sandbox.requests.filter(
      ({ service, query }) => service === 'webhook' && query.includes(this.jobId),
    );
  }
}

/** One sandbox for a test file, with any number of connectors. */
export async function startDestinations() {
  const sandbox = await startSandbox();
  const { pem } = registerDefaults(sandbox);
  const inputs = {
    'csv-path': 'hr.csv',
    'tenant-id': TENANT_ID,
    'client-id': CLIENT_ID,
    certificate: pem,
  };
  return {
    sandbox,
    destination: (limits: Partial<ConnectorSetup> = {}) => new Destination(sandbox, inputs, limits),
  };
}

/** The records in a receipt, by their users. */
export function account(receipt: Receipt) {
  const inDoubt = receipt.calls.filter(({ index }) => receipt.ambiguousCalls.includes(index));
  return {
    ambiguous: usersIn(inDoubt),
    notSent: usersIn(receipt.calls.filter(({ outcome }) => outcome === 'not-sent')),
    maybeTwice: usersIn(receipt.resumed.maybeTwice ?? []),
    accepted: usersIn(receipt.calls.filter(({ outcome }) => outcome === 'accepted')),
  };
}

function usersIn(ranges: readonly ReceiptRange[]): string[] {
  return ranges.flatMap(({ firstRecord, records }) => users(firstRecord, firstRecord + records - 1));
}
