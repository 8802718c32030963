import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { renderSummaryPage } from '../test/demo/summary-page.ts';
import { runAction } from '../test/e2e/run-action.ts';
import { setUp } from '../test/e2e/steps.ts';

/**
 * Draws pictures of job summaries for the documentation, light and dark: real runs of `dist/` against the sandbox with
 * example files. Requires Chromium. To draw them for a narrow window:
 *   CHROMIUM=/path/to/chromium npm run pictures -- --width 390 --folder FOLDER
 */
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const { values: options } = parseArgs({
  options: {
    width: { type: 'string', default: '900' },
    folder: { type: 'string', default: join(import.meta.dirname, '../docs/images') },
  },
});
/** Measures the page's height without the bottom margin. */
const MEASURE =
  "document.documentElement.dataset.height = Math.ceil(document.querySelector('main').getBoundingClientRect().bottom + 24)";

/** What a picture shows. */
interface Picture {
  readonly name: string;
  readonly csv: string;
  /** Injected faults. */
  readonly faults: readonly string[];
  readonly inputs: Readonly<Record<string, string>>;
}

const PICTURES: readonly Picture[] = [
  { name: 'summary', csv: hrEvents(), faults: [], inputs: {} },
  { name: 'refused', csv: hrEvents(true), faults: [], inputs: {} },
  {
    name: 'partial',
    csv: hrEvents(),
    // The third call and all after it.
    faults: ['webhook:503@3-'],
    inputs: { 'records-per-call': '100', 'max-attempts': '2' },
  },
];

const work = mkdtempSync(join(tmpdir(), 'summary-pictures-'));
try {
  mkdirSync(options.folder, { recursive: true });
  for (const picture of PICTURES) {
    const markdown = await summaryOf(picture);
    for (const scheme of ['light', 'dark'] as const) draw(picture.name, markdown, scheme);
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}

async function summaryOf({ csv, faults, inputs }: Picture): Promise<string> {
  const { sandbox, upload } = await setUp();
  try {
    sandbox.addFault(...faults);
    const { summary } = await runAction({
      with: upload({ 'csv-path': 'hr-events.csv', certificate: '', ...inputs }),
      files: { 'hr-events.csv': csv },
      sandbox,
      oidc: true,
      env: { GITHUB_ACTOR: 'octocat', GITHUB_SHA: '7fd1a60b01f91b314f59955a4e4d4e80d8edf11d' },
    });
    return summary;
  } finally {
    await sandbox.stop();
  }
}

/** 412 records of two scenarios; with mistakes, three of them are invalid. */
function hrEvents(hasMistakes = false): string {
  const day = (offset: number): string =>
    new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
  const resignation = (i: number): string => {
    const lastDay = hasMistakes && i === 40 ? day(-400) : day(20 + (i % 40));
    const resigned = hasMistakes && i === 12 ? '31/13/2026' : `${day(-(i % 30) - 1)}T09:00:00Z`;
    return `Resignation,user${i}@contoso.com,${resigned},${lastDay}T17:00:00Z,,`;
  };
  const review = (i: number): string =>
    `Performance review,${hasMistakes && i === 7 ? '' : `staff${i}@contoso.com`},,,${day(-(i % 25) - 1)}T10:00:00Z,${(i % 5) + 1}`;
  const header = 'HRScenario,UserPrincipalName,ResignationDate,LastWorkingDate,EffectiveDate,Rating';
  const rows = [
    ...Array.from({ length: 96 }, (_, i) => resignation(i)),
    ...Array.from({ length: 316 }, (_, i) => review(i)),
  ];
  return `${[header, ...rows].join('\n')}\n`;
}

function draw(name: string, markdown: string, scheme: 'light' | 'dark'): void {
  // The page follows the color scheme of the system; a picture has one scheme.
  const html = renderSummaryPage(markdown, 'upload summary').replaceAll(
    /@media \(prefers-color-scheme: (light|dark)\)/g,
    (_, wanted) => (wanted === scheme ? '@media all' : '@media not all'),
  );
  const path = join(work, `${scheme}.html`);
  writeFileSync(path, html.replace('</body>', `<script>${MEASURE}</script></body>`));
  const target = join(options.folder, `${name}-${scheme}.png`);
  const dom = chromium('--virtual-time-budget=2000', '--dump-dom', pathToFileURL(path).href);
  const height = /<html[^>]* data-height="(\d+)"/.exec(dom)?.[1];
  if (height === undefined) throw new Error('Chromium did not measure the page');
  chromium(`--screenshot=${target}`, `--window-size=${options.width},${height}`, pathToFileURL(path).href);
  process.stdout.write(`${target}: ${options.width} × ${height}\n`);
}

function chromium(...flags: readonly string[]): string {
  const common = [
    '--headless=new',
    '--no-sandbox',
    '--disable-gpu',
    '--hide-scrollbars',
    `--user-data-dir=${join(work, 'profile')}`,
  ];
  // If `--window-size` is passed twice, the last one counts.
  return execFileSync(CHROMIUM, [...common, `--window-size=${options.width},1200`, ...flags], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}
