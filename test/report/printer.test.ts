import { describe, expect, it } from 'vitest';
import { fitMessage, linesToMask } from '../../src/report/printer.ts';

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
