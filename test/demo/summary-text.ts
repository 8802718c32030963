import { marked, type Token, type Tokens } from 'marked';

/** Turns a job summary into text for a terminal: tables aligned, markup taken away, folded parts opened. */
export function renderSummaryText(markdown: string, width = 100): string {
  return `${blocks(marked.lexer(markdown), width)
    .join('\n\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()}\n`;
}

function blocks(tokens: readonly Token[], width: number): string[] {
  return tokens.map((token) => block(token, width)).filter((text) => text.trim() !== '');
}

function block(token: Token, width: number): string {
  switch (token.type) {
    case 'heading': {
      const text = inline(token.tokens ?? []);
      return `${text}\n${(token.depth < 3 ? '═' : '─').repeat(columns(text))}`;
    }
    case 'table':
      return tableText(token as Tokens.Table, width);
    case 'list':
      return (token as Tokens.List).items
        .map((item) => wrap(blocks(item.tokens, width - 4).join('\n'), width, '  • ', '    '))
        .join('\n');
    case 'code':
      return token.lang === 'mermaid' ? flowText(token.text) : token.text;
    case 'html':
      return htmlText(token.text);
    case 'space':
      return '';
    default:
      return wrap('tokens' in token && token.tokens ? inline(token.tokens) : decode(token.raw), width);
  }
}

/** Of HTML only the titles of folded parts are read. */
function htmlText(html: string): string {
  const title = /<summary>(.*?)<\/summary>/s.exec(html)?.[1];
  return title === undefined ? '' : `▾ ${decode(title)}`;
}

function inline(tokens: readonly Token[]): string {
  return tokens
    .map((token): string => {
      if (token.type === 'html') return '';
      if (token.type === 'codespan') return decode(token.text);
      return 'tokens' in token && token.tokens
        ? inline(token.tokens)
        : decode('text' in token ? token.text : token.raw);
    })
    .join('');
}

function decode(text: string): string {
  return text
    .replace(/<[^>]*>/g, '')
    .replace(/&#(\d+);/g, (_, point) => String.fromCodePoint(Number(point)))
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&amp;/g, '&');
}

/** The arrows of our own flow charts, one a line. */
function flowText(diagram: string): string {
  const labels = new Map<string, string>();
  for (const [, name, label] of diagram.matchAll(/(\w+)\["([^"]*)"\]/g)) labels.set(name!, label!);
  return [...diagram.matchAll(/^\s*(\w+)(?:\[[^\]]*\])? --> (\w+)/gm)]
    .map(([, from, to]) => `  ${labels.get(from!) ?? from} → ${labels.get(to!) ?? to}`)
    .join('\n');
}

const LONGEST_CELL = 60;

function tableText(table: Tokens.Table, width: number): string {
  const rows = [table.header, ...table.rows].map((row) => row.map((cell) => inline(cell.tokens)));
  const widths = table.header.map((_, column) =>
    Math.min(LONGEST_CELL, Math.max(...rows.map((row) => columns(row[column] ?? '')))),
  );
  // The last column of words takes what is left of the line.
  const others = widths.slice(0, -1).reduce((sum, one) => sum + one + 2, 2);
  widths[widths.length - 1] = Math.max(20, Math.min(widths.at(-1)!, width - others));
  const texts = rows.map((row) => rowText(row, widths, table.align));
  const hasTitles = rows[0]!.some((title) => title !== '');
  if (!hasTitles) return texts.slice(1).join('\n');
  const rule = `  ${widths.map((one) => '─'.repeat(one)).join('  ')}`;
  return [texts[0], rule, ...texts.slice(1)].join('\n');
}

/** One row; a cell that is too long goes on below itself. */
function rowText(cells: readonly string[], widths: readonly number[], align: Tokens.Table['align']): string {
  const lines = cells.map((cell, column) => fold(cell, widths[column]!));
  const height = Math.max(1, ...lines.map((one) => one.length));
  return Array.from({ length: height }, (_, line) =>
    `  ${widths
      .map((one, column) => pad(lines[column]?.[line] ?? '', one, align[column] === 'right'))
      .join('  ')}`.trimEnd(),
  ).join('\n');
}

function pad(text: string, width: number, toTheRight: boolean): string {
  const blanks = ' '.repeat(Math.max(0, width - columns(text)));
  return toTheRight ? `${blanks}${text}` : `${text}${blanks}`;
}

function wrap(text: string, width: number, first = '', others = first): string {
  return text
    .split('\n')
    .flatMap((line) => fold(line, width - columns(first)))
    .map((line, position) => `${position === 0 ? first : others}${line}`)
    .join('\n');
}

/** Breaks a line at blanks; a word that is too long is cut. */
function fold(text: string, width: number): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1)!;
    if (line !== '' && columns(line) + 1 + columns(word) > width) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
    while (columns(lines.at(-1)!) > width) {
      const characters = [...lines.pop()!];
      lines.push(characters.slice(0, width).join(''), characters.slice(width).join(''));
    }
  }
  return lines;
}

/** Columns that a text takes in a terminal, nearly: signs and letters of East Asia take two. */
function columns(text: string): number {
  let sum = 0;
  for (const character of text) {
    if (/\p{M}|\ufe0f/u.test(character)) continue;
    sum += /\p{Emoji_Presentation}|\p{sc=Han}|\p{sc=Hiragana}|\p{sc=Katakana}|\p{sc=Hangul}/u.test(character)
      ? 2
      : 1;
  }
  return sum;
}
