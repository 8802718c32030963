import fc from 'fast-check';
import { marked, type Token } from 'marked';
import { describe, expect, it } from 'vitest';
import { byteLength, code, details, link, prose, table } from '../../src/report/markdown.ts';
import { formatCount } from '../../src/text/numbers.ts';
import { printable } from '../../src/text/printable.ts';

import { HOSTILE } from '../text/hostile.ts';

/** The kinds of markup that Markdown is rendered to, except plain text. */
function kinds(markdown: string): string[] {
  const found: string[] = [];
  marked.walkTokens(marked.lexer(markdown), (token: Token) => {
    const isHarmlessHtml = token.type === 'html' && /^(<!-- -->|<span>|<\/span>)$/.test(token.raw.trim());
    if (!['text', 'paragraph', 'space', 'escape'].includes(token.type) && !isHarmlessHtml)
      found.push(token.type);
  });
  return found;
}

/** What a reader sees. */
function rendered(markdown: string): string {
  return marked
    .parse(markdown, { async: false })
    .replace(/<!-- -->|<[^>]*>/g, '')
    .replace(/&#(\d+);/g, (_, point) => String.fromCharCode(Number(point)))
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&amp;/g, '&');
}

const markdownish = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ...'`|<>@#*_[]()!~\\&:$-+=.\n \t^{}"\'',
        '1.',
        'http://a.b',
        'www.a.b',
        '&amp;',
        '&#35;',
        '#12',
        '@me',
      ),
      fc.string({ unit: 'grapheme', maxLength: 3 }),
    ),
    { maxLength: 30 },
  )
  .map((parts) => parts.join(''));

const squeezed = (text: string): string => text.replace(/\s+/g, ' ').trim();

describe('prose', () => {
  it.each(HOSTILE.map((text) => [text.slice(0, 60), text]))('leaves %j as text', (_, text) => {
    expect(kinds(prose(text)).filter((kind) => kind !== 'codespan')).toEqual([]);
  });

  it('keeps any text as text, also in a list, and changes nothing visible', () => {
    fc.assert(
      fc.property(markdownish, (text) => {
        const safe = prose(text);
        expect(kinds(safe).filter((kind) => kind !== 'codespan')).toEqual([]);
        expect(
          kinds(`- ${safe}`)
            .filter((kind) => kind !== 'codespan')
            .sort(),
        ).toEqual(['list', 'list_item']);
        const bare = text.replaceAll('`', '');
        expect(squeezed(rendered(prose(bare)))).toBe(squeezed(printable(bare)));
      }),
      { numRuns: 3000 },
    );
  });

  it('shows the names of inputs as code', () => {
    expect(prose('Set `date-format: yyyy-MM-dd` or `a|b`.')).toBe('Set `date-format: yyyy-MM-dd` or `a|b`.');
  });

  it('separates what GitHub detects in rendered text', () => {
    const safe = prose('@octocat #12 GH-3 https://a.b www.a.b ann@a.b :tada: $x$ octo/repo#5');
    const text = safe.replaceAll('<!-- -->', '\u0000').replace(/<\/?span>/g, '\u0000');
    expect(text).not.toMatch(/@\w|#\d|GH-\d|:\/\/|www\.|:tada:|\$x\$/);
  });
});

describe('code', () => {
  it('is one code span with the text in it, whatever it is', () => {
    fc.assert(
      fc.property(fc.oneof(markdownish, fc.constantFrom(...HOSTILE)), (text) => {
        const span = code(text);
        expect(kinds(span)).toEqual(['codespan']);
        const shown = squeezed(printable(text));
        if (shown.length <= 500) expect(squeezed(rendered(span))).toBe(shown);
        expect(byteLength(span)).toBeLessThan(3100);
      }),
      { numRuns: 3000 },
    );
  });
});

describe('table', () => {
  it('keeps its shape with hostile cells', () => {
    fc.assert(
      fc.property(fc.oneof(markdownish, fc.constantFrom(...HOSTILE)), (text) => {
        const markdown = table(
          ['A', 'B'],
          [
            [code(text), prose(text)],
            ['x', 'y'],
          ],
        );
        const [token, ...others] = marked.lexer(markdown);
        expect(others).toEqual([]);
        expect(token?.type).toBe('table');
        const { rows } = token as unknown as { rows: { text: string }[][] };
        expect(rows.map((row) => row.length)).toEqual([2, 2]);
        expect(rows[1]?.map((cell) => cell.text)).toEqual(['x', 'y']);
      }),
      { numRuns: 3000 },
    );
  });

  it('aligns numbers to the right', () => {
    expect(table(['A', { title: 'N', align: 'right' }], [['x', '1']])).toBe(
      '| A | N |\n| --- | ---: |\n| x | 1 |',
    );
  });
});

describe('the rest', () => {
  it('has the blank lines that Markdown inside HTML needs in collapsible sections', () => {
    expect(details('More', '**x**')).toBe('<details>\n<summary>More</summary>\n\n**x**\n\n</details>');
  });

  it('links only to plain URLs', () => {
    expect(link('run', 'https://github.com/a/b/actions/runs/1')).toBe(
      '[run](https://github.com/a/b/actions/runs/1)',
    );
    for (const url of [
      'javascript:alert(1)',
      'https://a/b)c',
      'https://a/<b>',
      'https://a/b c',
      null,
      undefined,
    ]) {
      expect(link('run', url)).toBe('run');
    }
  });

  it('counts with the noun', () => {
    expect([formatCount(1, 'record'), formatCount(0, 'record'), formatCount(12345, 'record')]).toEqual([
      '1 record',
      '0 records',
      '12,345 records',
    ]);
  });
});
