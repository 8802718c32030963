import { byteLength } from './markdown.ts';
import type { RunReport } from './run-report.ts';
import * as sections from './summary-sections.ts';
import * as tables from './summary-tables.ts';

/** GitHub rejects summaries above 1 MiB; this leaves a margin. */
export const MAX_SUMMARY_BYTES = 1_000_000;

/** A part of the summary. */
interface Part {
  /** @param rows Maximum rows of its tables. @returns Empty if there is nothing to say. */
  readonly render: (report: RunReport, rows: number) => string;
  /** If the page is too long, parts with the lowest rank are shortened first. Parts without a rank are never shortened. */
  readonly rank?: number;
}

/** The page from top to bottom. To add a part, add a row. */
const PARTS: readonly Part[] = [
  { render: sections.headline },
  { render: sections.users },
  { render: sections.caution },
  { render: sections.failure },
  { render: sections.suggestion },
  { render: sections.nextSteps },
  { render: tables.findings, rank: 4 },
  { render: sections.picture },
  { render: tables.files, rank: 3 },
  { render: sections.warnings, rank: 5 },
  { render: sections.notes, rank: 5 },
  { render: tables.calls, rank: 1 },
  { render: tables.mapping, rank: 2 },
  { render: sections.runDetails },
];

/** Rows of a table initially, and each time that the page is still too long. */
const ROWS = [200, 50, 10, 0] as const;

/**
 * The job summary in GitHub's Markdown: the headline for a manager, the mistake and its fix for an admin, the numbers for
 * an auditor. Never above `MAX_SUMMARY_BYTES`: the least important tables are shortened first.
 */
export function renderSummary(report: RunReport, limit: number = MAX_SUMMARY_BYTES): string {
  const room = limit - byteLength(CUT_NOTE);
  const rows = PARTS.map((): number => ROWS[0]);
  const texts = PARTS.map((part, position) => part.render(report, rows[position]!));
  let total = size(texts);
  let isCut = false;
  for (const step of ROWS.slice(1)) {
    for (const position of LEAST_IMPORTANT_FIRST) {
      if (total <= room) break;
      rows[position] = step;
      texts[position] = PARTS[position]!.render(report, step);
      total = size(texts);
      isCut = true;
    }
  }
  const page = join(texts);
  if (!isCut && byteLength(page) <= room) return page;
  return `${cutToBytes(page, room)}${CUT_NOTE}`;
}

const CUT_NOTE =
  '\n\n> This summary was too long for GitHub and was shortened. To keep everything, keep the files whose paths are in the outputs `findings-path` and `receipt-path`.\n';

const LEAST_IMPORTANT_FIRST = PARTS.map((part, position) => ({ rank: part.rank, position }))
  .filter((part): part is { rank: number; position: number } => part.rank !== undefined)
  .sort((a, b) => a.rank - b.rank)
  .map((part) => part.position);

function join(texts: readonly string[]): string {
  return `${texts.filter((text) => text !== '').join('\n\n')}\n`;
}

function size(texts: readonly string[]): number {
  return byteLength(join(texts));
}

/** The last resort: as many complete lines from the start as fit. */
function cutToBytes(page: string, room: number): string {
  if (byteLength(page) <= room) return page.trimEnd();
  const kept: string[] = [];
  let bytes = 0;
  for (const line of page.split('\n')) {
    bytes += byteLength(line) + 1;
    // Leaves room for the closing tags of collapsible sections.
    if (bytes > room - CLOSING_ROOM) break;
    kept.push(line);
  }
  const open = kept.filter((line) => /^<details( open)?>$/.test(line)).length;
  const closed = kept.filter((line) => line === '</details>').length;
  return `${kept.join('\n')}${'\n\n</details>'.repeat(open - closed)}`;
}

const CLOSING_ROOM = 100;
