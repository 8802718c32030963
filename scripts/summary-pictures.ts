import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { renderSummaryPage } from '../test/demo/summary-page.ts';
import { runAction } from '../test/e2e/run-action.ts';
import { setUp } from '../test/e2e/steps.ts';

/**
 * Draws the README's pictures of a job summary, light and dark: a real run of `dist/` against the stand-in on a made-up
 * file. Needs Chromium: `CHROMIUM=/path/to/chromium npm run pictures`.
 */
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const WIDTH = 900;
const FOLDER = join(import.meta.dirname, '../docs/images');
/** The page's height without the margin below. */
const MEASURE =
  "document.documentElement.dataset.height = Math.ceil(document.querySelector('main').getBoundingClientRect().bottom + 24)";

const markdown = await uploadSummary();
const work = mkdtempSync(join(tmpdir(), 'summary-pictures-'));
try {
  mkdirSync(FOLDER, { recursive: true });
  for (const scheme of ['light', 'dark'] as const) draw(scheme);
} finally {
  rmSync(work, { recursive: true, force: true });
}

/** The summary of an upload with a few warnings. */
async function uploadSummary(): Promise<string> {
  const { sandbox, upload } = await setUp();
  try {
    const { summary } = await runAction({
      with: upload({ 'csv-path': 'hr-events.csv', certificate: '' }),
      files: { 'hr-events.csv': hrEvents() },
      sandbox,
      oidc: true,
    });
    return summary;
  } finally {
    await sandbox.stop();
  }
}

/** 412 records of two scenarios, among them two that deserve a warning. */
function hrEvents(): string {
  const day = (offset: number): string =>
    new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
  const resignation = (i: number): string => {
    const lastDay = i === 40 ? day(-400) : day(20 + (i % 40));
    const resigned = i === 40 ? day(-430) : day(-(i % 30) - 1);
    return `Resignation,user${i}@contoso.com,${resigned}T09:00:00Z,${lastDay}T17:00:00Z,,`;
  };
  const review = (i: number): string =>
    `Performance review,staff${i}@contoso.com,,,${day(-(i % 25) - 1)}T10:00:00Z${i === 7 ? '' : `,${(i % 5) + 1}`}`;
  const header = 'HRScenario,UserPrincipalName,ResignationDate,LastWorkingDate,EffectiveDate,Rating';
  const rows = [
    ...Array.from({ length: 96 }, (_, i) => resignation(i)),
    ...Array.from({ length: 316 }, (_, i) => review(i)),
  ];
  return `${[header, ...rows].join('\n')}\n`;
}

function draw(scheme: 'light' | 'dark'): void {
  // The page follows the reader's system; here it is told.
  const html = renderSummaryPage(markdown, 'upload summary').replaceAll(
    /@media \(prefers-color-scheme: (light|dark)\)/g,
    (_, wanted) => (wanted === scheme ? '@media all' : '@media not all'),
  );
  const path = join(work, `${scheme}.html`);
  writeFileSync(path, html.replace('</body>', `<script>${MEASURE}</script></body>`));
  const target = join(FOLDER, `summary-${scheme}.png`);
  const dom = chromium('--virtual-time-budget=2000', '--dump-dom', pathToFileURL(path).href);
  const height = /<html[^>]* data-height="(\d+)"/.exec(dom)?.[1];
  if (height === undefined) throw new Error('Chromium did not measure the page');
  chromium(`--screenshot=${target}`, `--window-size=${WIDTH},${height}`, pathToFileURL(path).href);
  process.stdout.write(`${target}: ${WIDTH} × ${height}\n`);
}

function chromium(...options: readonly string[]): string {
  const common = [
    '--headless=new',
    '--no-sandbox',
    '--disable-gpu',
    '--hide-scrollbars',
    `--user-data-dir=${join(work, 'profile')}`,
  ];
  // A window-size given twice: the last one counts.
  return execFileSync(CHROMIUM, [...common, `--window-size=${WIDTH},1200`, ...options], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}
