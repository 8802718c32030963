import { afterEach, describe, expect, it, vi } from 'vitest';
import { createPrinter, fitMessage, linesToMask } from '../../src/report/printer.ts';

describe('a message', () => {
  it('is unchanged if the runner shows it completely', () => {
    expect(fitMessage(['one', 'two'])).toBe('one\ntwo');
  });

  it('omits whole lines before its last one, and says so', () => {
    const lines = Array.from({ length: 90 }, (_, i) => `${i} ${'x'.repeat(60)}`);
    const message = fitMessage([...lines, 'Error code: check-failed.']);
    expect(message.length).toBeLessThanOrEqual(4_000);
    const shown = message.split('\n');
    expect(shown.at(-1)).toBe('Error code: check-failed.');
    expect(shown.at(-2)).toBe('The rest of this message is in the job summary.');
    expect(lines).toEqual(expect.arrayContaining(shown.slice(0, -2)));
  });

  it('is short enough with lines of any length', () => {
    const message = fitMessage(Array.from({ length: 9 }, () => '😀'.repeat(5_000)));
    expect(message.length).toBeLessThanOrEqual(4_000);
  });
});

describe('the lines of a secret that are masked', () => {
  it('are those of the base64, not the BEGIN and END lines and not a short last line', () => {
    const line = 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQ';
    const pem = `-----BEGIN PRIVATE KEY-----\r\n${line}\r\n=\r\n-----END PRIVATE KEY-----\r\n`;
    expect(linesToMask(pem)).toEqual([line]);
  });
});

describe('what is printed', () => {
  afterEach(() => {
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
  });

  function printed(isDebug: boolean, print: (printer: ReturnType<typeof createPrinter>) => void): string[] {
    vi.stubEnv('RUNNER_DEBUG', isDebug ? '1' : '');
    const lines: string[] = [];
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => lines.push(String(text).trimEnd()) > 0);
    print(createPrinter());
    return lines;
  }

  it('is every line of progress, each harmless', () => {
    expect(printed(false, ({ info }) => info('Uploaded 499.', '::error::x', '##[error]x'))).toEqual([
      'Uploaded 499.',
      ': :error: :x',
      '## [error]x',
    ]);
  });

  it('is every debug line with step debugging, each harmless, and none without', () => {
    const print = ({ debug }: ReturnType<typeof createPrinter>): void => debug('POST 200', 'a\n::error::x');
    expect(printed(true, print)).toEqual(['::debug::POST 200', '::debug::a : :error: :x']);
    expect(printed(false, print)).toEqual([]);
  });
});
