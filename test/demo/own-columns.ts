import { isFieldName, isScenarioColumnName, looseName } from '../../src/check/columns/column-names.ts';
import { hasUser } from '../../src/check/users.ts';
import { DELIMITERS } from '../../src/csv/delimiter.ts';
import { detectDialect } from '../../src/csv/dialect.ts';
import { parseRecords } from '../../src/csv/quoted-records.ts';
import { printable } from '../../src/text/printable.ts';

/** Characters of a file in which its header ends. */
const MAX_START = 256 * 1024;

/**
 * The names of a file's columns, for the person whose file it is: the action shows only names that it knows.
 * @param inputs The inputs of the step, by name.
 */
export async function ownColumns(
  content: Buffer,
  inputs: Readonly<Record<string, string>>,
): Promise<readonly string[]> {
  const text = decode(content.subarray(0, MAX_START), inputs.encoding);
  const given = inputs.delimiter ?? 'auto';
  const mapped = new Set(
    (inputs.columns ?? '').split('\n').map((line) => looseName(line.replace(/^[^:]*:/, ''))),
  );
  const { delimiter, headerLine } = await detectDialect(
    text,
    { delimiter: DELIMITERS[given] ?? given, headerLine: Number(inputs['header-line']) || 'auto' },
    {
      isKnownColumn: (cell) => isFieldName(cell) || isScenarioColumnName(cell) || mapped.has(looseName(cell)),
      hasUser,
    },
  );
  const lines = text.split(/\r\n|\r|\n/).slice(headerLine - 1);
  return (parseRecords(lines.join('\n'), delimiter, 1)?.[0] ?? []).map(plain);
}

/** A name may be anything: it goes to a terminal, and into a page. */
function plain(name: string): string {
  return printable(name)
    .replace(/[`|<>&]/g, '·')
    .trim();
}

function decode(bytes: Buffer, encoding = 'auto'): string {
  const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
  const label = encoding !== 'auto' && encoding !== '' ? encoding : isUtf16 ? 'utf-16le' : 'utf-8';
  return new TextDecoder(label).decode(bytes);
}

/** A text in which `column 3` is followed by the name of that column. */
export function withOwnColumns(text: string, columns: readonly string[]): string {
  return text.replace(/(?<![<-])\bcolumn (\d+)\b/g, (label, position) => {
    const name = columns[Number(position) - 1];
    return name ? `${label} (${name})` : label;
  });
}
