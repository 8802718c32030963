import { normalize, type RecordRanges, size, subtract } from '../src/connector/checkpoint/record-ranges.ts';
import type { Receipt, ReceiptCall } from '../src/report/receipt.ts';

/** One day of one connector. */
export interface ReconciledDay {
  /** `2026-11-23`, in UTC, by the start of each call. */
  readonly day: string;
  readonly connector: string;
  /** Records of accepted calls. */
  readonly sent: number;
  /** Records that a receipt of this day lists as uploaded by runs without a receipt. */
  readonly withoutReceipt: number;
  /** The expected sum of `RecordsSaved` on this day, except for records in doubt. */
  readonly expected: number;
  /** Records that may be stored more than once, or stored without being counted. */
  readonly inDoubt: number;
}

export interface Reconciliation {
  /** By connector, then by day. */
  readonly days: readonly ReconciledDay[];
  /** One sentence for each call in doubt and each run without a receipt. */
  readonly notes: readonly string[];
}

/**
 * Adds up receipts, to compare them with `RecordsSaved` in the log of the connector. Each receipt counts what its own run
 * sent, so a resumed upload is counted once. A killed run leaves no receipt; what it uploaded is taken from the receipt of
 * the run that resumed it.
 */
export function reconcile(receipts: readonly Receipt[]): Reconciliation {
  const inOrder = receipts.toSorted((a, b) => (a.startedAt < b.startedAt ? -1 : 1));
  const entries = inOrder.flatMap((receipt) => [...sentBy(receipt), ...doubtsOf(receipt, inOrder)]);
  const lost = inOrder.flatMap((receipt) => withoutReceipt(receipt, inOrder));
  const all = [...entries, ...lost];
  return { days: addUp(all), notes: all.flatMap(({ note }) => (note === undefined ? [] : [note])) };
}

/** A number of records that belongs to a day of a connector. */
interface Entry {
  readonly day: string;
  readonly connector: string;
  readonly kind: 'sent' | 'withoutReceipt' | 'inDoubt';
  readonly records: number;
  readonly note?: string;
}

function sentBy(receipt: Receipt): Entry[] {
  return receipt.calls
    .filter(({ outcome }) => outcome === 'accepted')
    .map((call) => ({ ...placeOf(receipt, call), kind: 'sent', records: call.records }));
}

/** Calls in doubt. A doubt that a run took over from an earlier one counts once, in the receipt that listed it first. */
function doubtsOf(receipt: Receipt, all: readonly Receipt[]): Entry[] {
  const earlier = earlierThan(receipt, all);
  return ambiguousCalls(receipt).flatMap((call) => {
    const records = isOwnDoubt(call) ? call.records : newlyInDoubt(call, earlier);
    if (records === 0) return [];
    const because = receipt.ambiguous?.find((one) => one.call === call.index)?.because ?? '';
    const risk = call.outcome === 'accepted' ? 'may be stored more than once' : 'may be stored';
    const note = `${nameOf(receipt)}, call ${call.index}: ${records} records ${risk}. ${because}`.trim();
    return [{ ...placeOf(receipt, call), kind: 'inDoubt' as const, records, note }];
  });
}

function ambiguousCalls({ calls, ambiguousCalls: indexes }: Receipt): ReceiptCall[] {
  return calls.filter(({ index }) => indexes.includes(index));
}

/** An attempt of this run may have stored the records; otherwise the doubt is that of an earlier run. */
function isOwnDoubt({ outcome, attempts }: ReceiptCall): boolean {
  return outcome === 'unknown' || (outcome === 'accepted' && attempts > 1);
}

function newlyInDoubt(call: ReceiptCall, earlier: readonly Receipt[]): number {
  const known = earlier
    .flatMap(ambiguousCalls)
    .filter(({ file }) => file === call.file)
    .map(rangeOf);
  return size(subtract([rangeOf(call)], normalize(known)));
}

function rangeOf({ firstRecord, records }: ReceiptCall): RecordRanges[number] {
  return [firstRecord - 1, firstRecord - 1 + records];
}

/** Records of resumed runs that are in no receipt of these runs. */
function withoutReceipt(receipt: Receipt, all: readonly Receipt[]): Entry[] {
  return receipt.resumed.runs.flatMap(({ id, records }) => {
    const missing = missingOf(receipt, id, records, all);
    // An earlier receipt may have listed the same records.
    const named = earlierThan(receipt, all).flatMap((earlier) =>
      earlier.resumed.runs
        .filter((run) => run.id === id)
        .map((run) => missingOf(earlier, id, run.records, all)),
    );
    const added = missing - Math.max(0, ...named);
    if (added <= 0) return [];
    const note = `${nameOf(receipt)} resumed ${records} records of run ${id ?? 'outside GitHub'}, of which ${added} are in no receipt here.`;
    return [{ ...placeOf(receipt), kind: 'withoutReceipt' as const, records: added, note }];
  });
}

/** Records of a resumed run, minus those in the receipts of that run. */
function missingOf(receipt: Receipt, id: string | null, records: number, all: readonly Receipt[]): number {
  const known = earlierThan(receipt, all)
    .filter(({ run }) => run.id === id)
    .reduce((sum, { totals }) => sum + totals.sent, 0);
  return Math.max(0, records - known);
}

/** Earlier receipts of the same content for the same connector. */
function earlierThan(receipt: Receipt, all: readonly Receipt[]): Receipt[] {
  return all
    .slice(0, all.indexOf(receipt))
    .filter(
      (other) => connectorOf(other) === connectorOf(receipt) && contentOf(other) === contentOf(receipt),
    );
}

function contentOf({ files }: Receipt): string {
  return files.map(({ sha256 }) => sha256).join();
}

function connectorOf({ connector: { cloud, jobId } }: Receipt): string {
  return `${cloud ?? '(no cloud)'} ${jobId ?? '(no job ID)'}`;
}

/** A call that was not sent, and a run without a receipt, count on the day of the receipt. */
function placeOf(receipt: Receipt, call?: ReceiptCall): Pick<Entry, 'day' | 'connector'> {
  return { day: (call?.startedAt ?? receipt.startedAt).slice(0, 10), connector: connectorOf(receipt) };
}

function nameOf({ run, startedAt }: Receipt): string {
  return run.id === null ? `The run of ${startedAt}` : `Run ${run.id} (attempt ${run.attempt ?? 1})`;
}

function addUp(entries: readonly Entry[]): ReconciledDay[] {
  const days = new Map<string, Entry[]>();
  for (const entry of entries) {
    const key = `${entry.connector} ${entry.day}`;
    days.set(key, [...(days.get(key) ?? []), entry]);
  }
  return [...days.keys()].sort().map((key) => {
    const ofDay = days.get(key)!;
    const sum = (kind: Entry['kind']): number =>
      ofDay.filter((entry) => entry.kind === kind).reduce((total, { records }) => total + records, 0);
    const { day, connector } = ofDay[0]!;
    const [sent, lost] = [sum('sent'), sum('withoutReceipt')];
    return { day, connector, sent, withoutReceipt: lost, expected: sent + lost, inDoubt: sum('inDoubt') };
  });
}

/** The sums as a table for a terminal, which is also Markdown, and what to check by hand. */
export function formatReconciliation(receipts: readonly Receipt[]): string {
  const { days, notes } = reconcile(receipts);
  const count = `${receipts.length} ${receipts.length === 1 ? 'receipt' : 'receipts'}`;
  return [
    `${count}. Compare the column RecordsSaved with the log of the connector, day by day.`,
    asTable(days),
    ...(notes.length === 0
      ? []
      : [`In doubt, or without a receipt:\n${notes.map((note) => `- ${note}`).join('\n')}`]),
  ].join('\n\n');
}

/** A table for a terminal, which is also Markdown. Days in doubt are marked. */
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
