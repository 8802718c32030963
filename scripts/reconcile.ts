/**
 * Adds up receipts by day and connector: `npm run reconcile -- receipts/`. Arguments are receipts, or folders that are
 * searched for them. Exits with 1 if a file in the arguments is not a receipt.
 */
import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Receipt } from '../src/report/receipt.ts';
import { formatReconciliation } from './reconciliation.ts';

const schema: object = JSON.parse(
  readFileSync(new URL('../schema/receipt.schema.json', import.meta.url), 'utf8'),
);
const isReceipt = new Ajv2020({ allowUnionTypes: true }).compile<Receipt>(schema);

const receipts = new Map<string, Receipt>();
for (const argument of process.argv.slice(2)) {
  for (const path of filesOf(argument)) {
    const receipt = readReceipt(path);
    if (receipt !== undefined) receipts.set(JSON.stringify(receipt), receipt);
    else if (path === argument) refuse(path);
  }
}
if (receipts.size === 0) refuse('(nothing)');
else console.log(formatReconciliation([...receipts.values()]));

function filesOf(argument: string): string[] {
  const status = statSync(argument, { throwIfNoEntry: false });
  if (status?.isDirectory() !== true) return [argument];
  return globSync('**/*.json', { cwd: argument })
    .sort()
    .map((name) => join(argument, name));
}

/** @returns undefined for a file that is not a receipt of this version. */
function readReceipt(path: string): Receipt | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return isReceipt(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function refuse(path: string): void {
  console.error(`${path} is not a receipt of this version. Pass receipts, or folders that contain them.`);
  process.exitCode = 1;
}
