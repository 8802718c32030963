import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CloudName } from '../../src/clouds.ts';
import { CLIENT_ID, JOB_IDS, registerDefaults, TENANT_ID } from '../sandbox/default-setup.ts';
import { type Sandbox, startSandbox } from '../sandbox/sandbox.ts';

/** A sandbox with one app and a connector in every cloud, and the inputs for it. */
export interface SetUp {
  readonly sandbox: Sandbox;
  /** The certificate and its key, for the input `certificate`. */
  readonly pem: string;
  /** The `with:` of an upload by certificate. */
  upload(changes?: Record<string, string>, cloud?: CloudName): Record<string, string>;
}

export async function setUp(): Promise<SetUp> {
  const sandbox = await startSandbox();
  const { pem } = registerDefaults(sandbox);
  return {
    sandbox,
    pem,
    upload: (changes = {}, cloud = 'commercial') => ({
      'csv-path': 'hr.csv',
      'tenant-id': TENANT_ID,
      'client-id': CLIENT_ID,
      'job-id': JOB_IDS[cloud],
      certificate: pem,
      cloud,
      ...changes,
    }),
  };
}

/** One of Microsoft's sample files. */
export function sample(name: string): Buffer {
  return readFileSync(join(import.meta.dirname, '../../samples/microsoft', `${name}.csv`));
}
