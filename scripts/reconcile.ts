/**
 * Adds up receipts by day and connector: `npm run reconcile -- receipts/`. Arguments are receipts, or folders that are
 * searched for them. Exits with 1 if a file that was named is not a receipt.
 */
import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Receipt } from '../src/report/receipt.ts';
import { type ReconciledDay, reconcile } from './reconciliation.ts';

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
else print([...receipts.values()]);

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
  console.error(`${path} is not a receipt of this version. Name receipts, or folders that contain them.`);
  process.exitCode = 1;
}

function print(all: readonly Receipt[]): void {
  const { days, notes } = reconcile(all);
  console.log(
    `${all.length} receipts. Compare the last but one column with RecordsSaved, by day and connector.\n`,
  );
  console.log(asTable(days));
  if (notes.length > 0)
    console.log(`\nIn doubt, or without a receipt:\n${notes.map((note) => `- ${note}`).join('\n')}`);
}

/** A table for a terminal, which is Markdown too. A day in doubt is marked. */
function asTable(days: readonly ReconciledDay[]): string {
  const total = (key: 'sent' | 'withoutReceipt' | 'expected' | 'inDoubt'): number =>
    days.reduce((sum, day) => sum + day[key], 0);
  const row = (day: string, connector: string, of: Omit<ReconciledDay, 'day' | 'connector'>): string[] => [
    day,
    connector,
    String(of.sent),
    of.withoutReceipt === 0 ? '' : String(of.withoutReceipt),
    String(of.expected),
    of.inDoubt === 0 ? '' : `+ ${of.inDoubt}`,
  ];
  const sums = {
    sent: total('sent'),
    withoutReceipt: total('withoutReceipt'),
    expected: total('expected'),
    inDoubt: total('inDoubt'),
  };
  const rows = [
    ['Day (UTC)', 'Connector (cloud, job ID)', 'Sent', 'Without receipt', 'RecordsSaved', 'In doubt'],
    ...days.map((day) => row(day.day, day.connector, day)),
    row('Total', '', sums),
  ];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((cells) => cells[column]!.length)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, i) => (i < 2 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join(' | ')} |`;
  const rule = `|${widths.map((width, i) => (i < 2 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`;
  return [line(rows[0]!), rule, ...rows.slice(1).map(line)].join('\n');
}
