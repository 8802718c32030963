import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { marked } from 'marked';
import { drawFlow } from './flow-chart.ts';

const STYLE = readFileSync(
  createRequire(import.meta.url).resolve('github-markdown-css/github-markdown.css'),
  'utf8',
);

const FRAME = `
  body { margin: 0; background: #ffffff; }
  .page { max-width: 1012px; margin: 24px auto; padding: 0 16px; }
  .box { border: 1px solid #d1d9e0; border-radius: 6px; overflow: hidden; }
  .box > header { padding: 12px 16px; border-bottom: 1px solid #d1d9e0; background: #f6f8fa;
    font: 600 14px -apple-system, BlinkMacSystemFont, "Segoe UI", "Noto Sans", Helvetica, Arial, sans-serif; color: #1f2328; }
  .box > .markdown-body { padding: 24px 32px; }
  @media (max-width: 600px) {
    .page { padding: 0; margin: 8px auto; }
    .box > .markdown-body { padding: 16px; }
  }
  details + details, table + details { margin-top: 8px; }
  .markdown-body summary { cursor: pointer; margin-bottom: 8px; }
  @media (prefers-color-scheme: dark) {
    body { background: #0d1117; }
    .box { border-color: #3d444d; }
    .box > header { background: #151b23; border-color: #3d444d; color: #f0f6fc; }
  }
`;

/** Turns a job summary into one page that looks as GitHub shows it, light or dark as the reader's system is. */
export function renderSummaryPage(markdown: string, title = 'Job summary'): string {
  const body = withSigns(withAlerts(withPictures(marked.parse(markdown, { gfm: true, async: false }))));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
<style>${STYLE}${FRAME}</style>
</head>
<body>
<main class="page"><div class="box"><header>${escapeHtml(title)}</header>
<article class="markdown-body">
${body}
</article></div></main>
</body>
</html>
`;
}

/** GitHub draws Mermaid diagrams; here our own flow charts are drawn, without its megabytes. */
function withPictures(html: string): string {
  return html.replace(
    /<pre><code class="language-mermaid">([\s\S]*?)<\/code><\/pre>/g,
    (_, diagram) => `<p>${drawFlow(diagram)}</p>`,
  );
}

/** Boxes such as `> [!CAUTION]`, which GitHub draws from quotations. */
function withAlerts(html: string): string {
  return html.replace(
    /<blockquote>\s*<p>\[!([A-Z]+)\]\s*([\s\S]*?)<\/blockquote>/g,
    (_, kind: string, content) => {
      const title = `${kind[0]}${kind.slice(1).toLowerCase()}`;
      return `<div class="markdown-alert markdown-alert-${kind.toLowerCase()}"><p class="markdown-alert-title">${title}</p><p>${content}</div>`;
    },
  );
}

/** Drawn signs, since a machine that makes pictures of this page may have no font with emojis. */
function withSigns(html: string): string {
  return html.replace(/✅|❌|⚠️/gu, (sign) => SIGNS[sign] ?? sign);
}

const sign = (name: string, shape: string): string =>
  `<svg role="img" aria-label="${name}" width="22" height="22" viewBox="0 0 22 22" style="vertical-align:-4px">${shape}</svg>`;
const stroke = 'fill="none" stroke="#fff" stroke-width="2.6" stroke-linecap="round" stroke-linejoin="round"';

const SIGNS: Readonly<Record<string, string>> = {
  '✅': sign(
    'done',
    `<rect x="1" y="1" width="20" height="20" rx="4" fill="#1a7f37"/><path d="M6 11.5l3.5 3.5L16 8" ${stroke}/>`,
  ),
  '❌': sign(
    'failed',
    '<path d="M4 4l14 14M18 4L4 18" stroke="#d1242f" stroke-width="4" stroke-linecap="round"/>',
  ),
  '⚠️': sign(
    'attention',
    '<path d="M11 2l10 18H1z" fill="#d4a72c" stroke="#d4a72c" stroke-width="1.5" stroke-linejoin="round"/><path d="M11 8.5v5M11 16.6v.3" stroke="#1f2328" stroke-width="2" stroke-linecap="round"/>',
  ),
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
