import { byteLength } from './markdown.ts';
import type { RunReport } from './run-report.ts';
import * as sections from './summary-sections.ts';
import * as tables from './summary-tables.ts';

/** GitHub drops a step's whole summary above 1 MiB; a little is left for its own measure. */
export const MAX_SUMMARY_BYTES = 1_000_000;

/** A part of the summary. */
interface Part {
  /** @param rows Most rows of its tables; empty when there is nothing to say. */
  readonly render: (report: RunReport, rows: number) => string;
  /** What is made shorter first when there is too much: the lowest. Parts without a rank stay whole. */
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
  { render: tables.calls, rank: 1 },
  { render: tables.mapping, rank: 2 },
  { render: sections.runDetails },
];

/** Rows of a table at first, and each time that the page is still too long. A longer page helps no one. */
const ROWS = [200, 50, 10, 0] as const;

/**
 * The job summary in GitHub's Markdown: for a manager the headline, for an admin the mistake and its fix, for an
 * auditor the numbers. Never above `MAX_SUMMARY_BYTES`: the least important tables become shorter first.
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
  '\n\n> This summary was too long for GitHub and was shortened. Everything is in the files of the outputs `findings-path` and `receipt-path`.\n';

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

/** The last resort: whole lines from the start, as many as fit. */
function cutToBytes(page: string, room: number): string {
  if (byteLength(page) <= room) return page.trimEnd();
  const kept: string[] = [];
  let bytes = 0;
  for (const line of page.split('\n')) {
    bytes += byteLength(line) + 1;
    // Room for the ends of folded parts that the cut leaves open.
    if (bytes > room - CLOSING_ROOM) break;
    kept.push(line);
  }
  const open = kept.filter((line) => /^<details( open)?>$/.test(line)).length;
  const closed = kept.filter((line) => line === '</details>').length;
  return `${kept.join('\n')}${'\n\n</details>'.repeat(open - closed)}`;
}

const CLOSING_ROOM = 100;
