import { marked } from 'marked';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Suggestion } from '../../src/check/suggest/suggestion.ts';
import { OUTPUTS } from '../../src/report/outputs.ts';
import { describeSuggestion } from '../../src/report/suggestion-lines.ts';
import { renderSummary } from '../../src/report/summary.ts';
import { formatYamlMapping } from '../../src/report/yaml.ts';
import { base } from './run-reports.ts';

const SUGGESTION: Suggestion = {
  inputs: [
    { name: 'encoding', value: 'windows-1252' },
    { name: 'header-line', value: '3' },
    { name: 'columns', value: 'EmailAddress: <column 3>\nResignationDate: Kündigung am' },
    { name: 'date-format', value: 'dd.MM.yyyy' },
  ],
  errorsBefore: 44,
  errorsAfter: 2,
  isDecided: true,
  notes: ['Set `time-zone` to the zone of the system.'],
};

describe('YAML', () => {
  it.each([
    'windows-1252',
    '3',
    'true',
    'no',
    'null',
    '',
    '~',
    'Total*',
    '*rows',
    "plan d'été",
    'a: b',
    'a #b',
    '- a',
    '|',
    '@x',
    '<column 3>',
    'EmailAddress: UPN',
    'a\nb: c',
    "yyyy-MM-dd'T'HH",
    '"quoted"',
    'Ünï',
    '=',
    'a\\b',
    '# a\n- b',
    '\u0001',
    '1e3',
    'one\n\ntwo',
    'h:mm tt',
    '0x10',
    '2026-01-01',
    "'",
    '%',
    '&a',
    '!x',
    '{a}',
    '[a]',
    '?',
  ])('%j is read back as it is', (value) => {
    expect(parse(formatYamlMapping([{ name: 'columns', value }]).join('\n'))).toEqual({ columns: value });
  });
});

describe('suggested inputs', () => {
  it('are an output that is a mapping of texts', () => {
    const output = OUTPUTS['suggested-inputs']!(base({ suggestion: SUGGESTION })) as string;
    expect(parse(output)).toEqual(
      Object.fromEntries(SUGGESTION.inputs.map(({ name, value }) => [name, value])),
    );
    expect(OUTPUTS['suggested-inputs']!(base({}))).toBe('');
  });

  it('are a block of YAML in the summary, with what remains and what is to be decided', () => {
    const page = renderSummary(base({ status: 'failed', suggestion: SUGGESTION }));
    const block = marked.lexer(page).find((token) => token.type === 'code')!;
    expect(block).toMatchObject({ lang: 'yaml' });
    expect(parse((block as { text: string }).text)['header-line']).toBe('3');
    expect(page).toContain('finds 2 errors instead of 44');
    expect(page).toContain('Set `time-zone`');
  });

  it('are lines of the log', () => {
    const lines = describeSuggestion(SUGGESTION);
    expect(lines).toContain('  EmailAddress: <column 3>');
    expect(lines.at(-1)).toBe('- Set `time-zone` to the zone of the system.');
  });

  it('may be none, with something to decide', () => {
    const lines = describeSuggestion({ ...SUGGESTION, inputs: [] });
    expect(lines).toEqual(['- Set `time-zone` to the zone of the system.']);
  });
});
