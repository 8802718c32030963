import { createHash } from 'node:crypto';
import { CLOUDS, type CloudName } from '../../../src/clouds.ts';

/** File formats that the portal offers when a connector is created, by delimiter. */
export const DELIMITERS = { comma: ',', tab: '\t', pipe: '|' } as const;

export type Delimiter = keyof typeof DELIMITERS;

/** An HR connector's settings. */
export interface ConnectorSetup {
  readonly cloud: CloudName;
  readonly tenantId: string;
  readonly clientId: string;
  readonly jobId: string;
  /** The file format; comma if omitted. A file with another delimiter is refused with 500. */
  readonly delimiter?: Delimiter;
  /** Maximum records per call, otherwise 413. Microsoft documents 500, its script sends 5,000, earlier 50,000. */
  readonly rowLimit?: number;
  /** Maximum bytes of a call, otherwise 413. */
  readonly byteLimit?: number;
}

/** One accepted call, with the fields of the connector's log in the portal and others. */
export interface AcceptedCall {
  readonly at: string;
  readonly recordsSaved: number;
  readonly sha256: string;
  readonly fileName: string;
  readonly columns: readonly string[];
  readonly clientRequestId: string;
}

/** One call that was refused because of the content of its file. */
export interface RefusedCall {
  readonly at: string;
  readonly reason: Refusal;
  readonly clientRequestId: string;
}

export type Refusal = 'another delimiter' | 'unreadable rows' | 'too many records';

/** What a connector has stored and refused. */
export class Connector {
  readonly setup: ConnectorSetup;
  readonly calls: AcceptedCall[] = [];
  readonly refusals: RefusedCall[] = [];
  /** The stored records, as objects by column name; empty if the sandbox runs fast. */
  readonly records: Record<string, string>[] = [];
  recordsSaved = 0;

  constructor(setup: ConnectorSetup) {
    this.setup = setup;
  }

  get host(): string {
    return new URL(CLOUDS[this.setup.cloud].ingestionUrl).host;
  }

  store(
    call: Omit<AcceptedCall, 'at' | 'sha256'>,
    content: Buffer,
    records: readonly Record<string, string>[],
  ): void {
    this.calls.push({
      ...call,
      at: new Date().toISOString(),
      sha256: createHash('sha256').update(content).digest('hex'),
    });
    this.records.push(...records);
    this.recordsSaved += call.recordsSaved;
  }

  refuse(reason: Refusal, clientRequestId: string): void {
    this.refusals.push({ at: new Date().toISOString(), reason, clientRequestId });
  }

  /** How often each record was stored, by its content. */
  countRecords(): Map<string, number> {
    const counts = new Map<string, number>();
    for (const record of this.records) {
      const key = JSON.stringify(record);
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    return counts;
  }

  clear(): void {
    this.calls.length = 0;
    this.refusals.length = 0;
    this.records.length = 0;
    this.recordsSaved = 0;
  }
}
