import {
  AS_IT_IS,
  type CheckCase,
  latin1,
  leaver,
  lines,
  PROFILE,
  RESIGNATION,
  REVIEW,
  utf16be,
  utf16le,
} from './case.ts';

const GOOD = lines(RESIGNATION, leaver('ana'), leaver('ben'));
const SEMICOLONS = GOOD.replaceAll(',', ';');
const person = (name: string): string => `${name}@contoso.com,Zoë,Müller,1 Rue de l’Été,75001`;
const ACCENTS = lines(PROFILE, `zoe@contoso.com,Zoë,Müller,1 Rue de l'Été,75001`);

/** Encodings, line ends, delimiters, quoting: what Excel and payroll systems write. */
export const FORMAT_CASES: readonly CheckCase[] = [
  { name: 'a plain file', csv: GOOD, sent: AS_IT_IS },
  { name: 'no line end behind the last row', csv: GOOD.trimEnd(), sent: AS_IT_IS },
  { name: 'CRLF', csv: GOOD.replaceAll('\n', '\r\n'), sent: GOOD },
  { name: 'a lone CR', csv: GOOD.replaceAll('\n', '\r'), sent: GOOD },
  { name: 'a lone CR, none behind the last row', csv: GOOD.trimEnd().replaceAll('\n', '\r'), sent: GOOD },
  { name: 'mixed line ends', csv: `${RESIGNATION}\r${leaver('ana')}\r\n${leaver('ben')}\n`, sent: GOOD },
  { name: 'UTF-8 with BOM', csv: `\ufeff${GOOD}`, sent: GOOD },
  { name: 'UTF-8 with BOM and CRLF', csv: `\ufeff${GOOD.replaceAll('\n', '\r\n')}`, sent: GOOD },
  {
    name: 'a BOM before a quoted name',
    csv: `\ufeff${GOOD.replace('EmailAddress', '"EmailAddress"')}`,
    sent: GOOD,
  },
  { name: 'two BOMs, as of two programs one behind the other', csv: `\ufeff\ufeff${GOOD}`, sent: GOOD },
  {
    name: 'lines are counted across a BOM',
    csv: `\ufeff${lines(RESIGNATION, leaver('ana'), 'ben,2026-03-31T17:00:00Z,2026-04-30T17:00:00Z')}`,
    findings: ['3 error invalid-user EmailAddress'],
  },
  { name: 'UTF-16 LE with BOM', csv: utf16le(GOOD), sent: GOOD },
  { name: 'UTF-16 BE with BOM', csv: utf16be(GOOD), sent: GOOD },
  {
    name: 'UTF-16 LE with BOM, tabs and CRLF: "Unicode text" of Excel',
    csv: utf16le(GOOD.replaceAll(',', '\t').replaceAll('\n', '\r\n')),
    sent: GOOD,
  },
  {
    name: 'a UTF-16 BOM wins over the input',
    csv: utf16le(ACCENTS),
    inputs: { encoding: 'windows-1252' },
    sent: ACCENTS,
  },
  {
    name: 'UTF-16 LE without BOM, told',
    csv: Buffer.from(GOOD, 'utf16le'),
    inputs: { encoding: 'utf-16le' },
    sent: GOOD,
  },
  {
    name: 'UTF-16 LE without BOM, not told',
    csv: Buffer.from(GOOD, 'utf16le'),
    findings: ['1 error unreadable-encoding'],
    told: ['utf-16le'],
  },
  {
    name: 'UTF-16 that ends in half a character',
    csv: Buffer.concat([utf16le(GOOD), Buffer.from([0x41])]),
    findings: ['4 error unreadable-encoding'],
  },
  {
    name: 'UTF-16 with half a surrogate pair',
    csv: Buffer.concat([utf16le(lines(RESIGNATION, leaver('ana'))), Buffer.from([0x00, 0xd8, 0x0a, 0x00])]),
    findings: ['3 error unreadable-encoding'],
  },
  {
    name: 'UTF-8, but windows-1252 told: warned of, since names would arrive garbled',
    csv: ACCENTS,
    inputs: { encoding: 'windows-1252' },
    findings: ['1 warning looks-like-utf-8'],
    told: ['hardly ever'],
    sent: new TextDecoder('windows-1252').decode(Buffer.from(ACCENTS), { stream: true }),
  },
  {
    name: 'ASCII, windows-1252 told',
    csv: GOOD,
    inputs: { encoding: 'windows-1252' },
    sent: GOOD,
  },
  { name: 'windows-1252, told', csv: latin1(ACCENTS), inputs: { encoding: 'windows-1252' }, sent: ACCENTS },
  {
    name: 'windows-1252 by another label',
    csv: latin1(ACCENTS),
    inputs: { encoding: 'Latin1' },
    sent: ACCENTS,
  },
  {
    name: 'windows-1252 typographic signs, which ISO 8859-1 does not have',
    csv: Buffer.concat([
      latin1(lines(PROFILE)),
      latin1('zoe@contoso.com,Zoe,O'),
      Buffer.from([0x92]),
      latin1('Neil,1 Main St,75001\n'),
    ]),
    inputs: { encoding: 'windows-1252' },
    sent: lines(PROFILE, 'zoe@contoso.com,Zoe,O’Neil,1 Main St,75001'),
  },
  {
    name: 'windows-1252, not told',
    csv: latin1(
      lines(PROFILE, 'ana@contoso.com,Ana,Lopez,1 Main St,75001', 'zoe@contoso.com,Zoë,Müller,1 Rue,75001'),
    ),
    findings: ['3 error unreadable-encoding'],
    told: ['windows-1252'],
    hidden: ['Zo', 'ller'],
  },
  {
    name: 'bytes that are no UTF-8 behind lone CRs',
    csv: latin1(
      lines(
        PROFILE,
        'ana@contoso.com,Ana,Lopez,1 Main St,75001',
        'zoe@contoso.com,Zoë,X,1 Rue,75001',
      ).replaceAll('\n', '\r'),
    ),
    findings: ['3 error unreadable-encoding'],
  },
  {
    name: 'bytes that are no UTF-8 in a quoted value of several lines',
    csv: Buffer.concat([
      Buffer.from(`${PROFILE}\nana@contoso.com,Ana,Lopez,"1 Main\nSt`),
      Buffer.from([0xff]),
      Buffer.from('",75001\n'),
    ]),
    findings: ['3 error unreadable-encoding'],
  },
  {
    name: 'bytes that are no Shift_JIS',
    csv: Buffer.concat([Buffer.from(lines(PROFILE)), Buffer.from([0x83, 0x41, 0x0a, 0x81, 0x0a])]),
    inputs: { encoding: 'shift_jis' },
    findings: ['3 error unreadable-encoding'],
  },
  {
    name: 'letters beyond ASCII as they are',
    csv: lines(
      PROFILE,
      person('zoe'),
      'li@contoso.com,伟,李,中山路 1 号,100000',
      'max@contoso.com,Max,😀,1 Main St,1',
    ),
    sent: AS_IT_IS,
  },
  {
    name: 'a workbook renamed to .csv',
    csv: Buffer.from('PK\x03\x04\x14\x00\x06\x00', 'latin1'),
    findings: ['1 error unreadable-encoding'],
    told: ['Excel workbook'],
  },
  {
    name: 'an old workbook renamed to .csv',
    csv: Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]),
    findings: ['1 error unreadable-encoding'],
    told: ['(.xls)'],
  },
  {
    name: 'a gzip archive',
    csv: Buffer.from([0x1f, 0x8b, 8, 0]),
    findings: ['1 error unreadable-encoding'],
    told: ['gzip'],
  },
  { name: 'a PDF document', csv: '%PDF-1.7\n', findings: ['1 error unreadable-encoding'], told: ['PDF'] },
  { name: 'semicolons, as Excel writes where the comma is the decimal sign', csv: SEMICOLONS, sent: GOOD },
  { name: 'tabs', csv: GOOD.replaceAll(',', '\t'), sent: GOOD },
  { name: 'pipes', csv: GOOD.replaceAll(',', '|'), sent: GOOD },
  {
    name: 'semicolons with commas in values',
    csv: lines(PROFILE.replaceAll(',', ';'), 'ana@contoso.com;Ana;Lopez;Main St 1, 2nd floor;75001'),
    sent: lines(PROFILE, 'ana@contoso.com,Ana,Lopez,"Main St 1, 2nd floor",75001'),
  },
  {
    name: 'commas with semicolons in values',
    csv: lines(PROFILE, 'ana@contoso.com,Ana;Maria,Lopez;;;;,1 Main St;,7;'),
    sent: AS_IT_IS,
  },
  {
    name: 'a delimiter that is told by its name',
    csv: SEMICOLONS,
    inputs: { delimiter: 'Semicolon' },
    sent: GOOD,
  },
  {
    name: 'a delimiter that is told by its character',
    csv: GOOD.replaceAll(',', '~'),
    inputs: { delimiter: '~' },
    sent: GOOD,
  },
  { name: 'a tab that is told', csv: GOOD.replaceAll(',', '\t'), inputs: { delimiter: '\t' }, sent: GOOD },
  {
    name: 'a delimiter beyond ASCII',
    csv: GOOD.replaceAll(',', '§'),
    inputs: { delimiter: '§' },
    sent: GOOD,
  },
  {
    name: 'the wrong delimiter told',
    csv: GOOD,
    inputs: { delimiter: 'semicolon' },
    findings: ['1 error missing-header'],
    hidden: ['ana', 'EmailAddress'],
  },
  { name: "Excel's sep= line with semicolons", csv: `sep=;\r\n${SEMICOLONS}`, sent: GOOD },
  { name: "Excel's sep= line with commas", csv: `sep=,\n${GOOD}`, sent: GOOD },
  {
    name: "Excel's sep= line with a tab, behind a BOM",
    csv: `\ufeffsep=\t\r\n${GOOD.replaceAll(',', '\t')}`,
    sent: GOOD,
  },
  { name: "Excel's sep= line in quotation marks and capitals", csv: `"SEP=;"\r\n${SEMICOLONS}`, sent: GOOD },
  { name: 'sep= in a UTF-16 file', csv: utf16le(`sep=;\r\n${SEMICOLONS}`), sent: GOOD },
  { name: 'sep= with a lone CR', csv: `sep=;\r${SEMICOLONS.replaceAll('\n', '\r')}`, sent: GOOD },
  {
    name: 'sep= before another delimiter that is told',
    csv: `sep=,\n${SEMICOLONS}`,
    inputs: { delimiter: 'semicolon' },
    sent: GOOD,
  },
  { name: 'sep= with a quotation mark', csv: `sep="\n${GOOD}`, findings: ['1 error broken-quoting'] },
  {
    name: 'lines are counted behind a sep= line',
    csv: `sep=;\n${SEMICOLONS}cleo;;\n`,
    findings: [
      '5 error invalid-user EmailAddress',
      '5 error missing-value ResignationDate',
      '5 error missing-value LastWorkingDate',
    ],
  },
  { name: 'a sep= line alone', csv: 'sep=;\n', findings: ['1 error empty-file'] },
  { name: 'trailing rows of commas, as Excel leaves them', csv: `${GOOD},,\n,,\n , ,\n`, sent: GOOD },
  { name: 'rows of more commas than the header', csv: `${GOOD},,,,,\n`, sent: GOOD },
  {
    name: 'blank lines at the start, between and at the end',
    csv: `\n\n${lines(RESIGNATION)}\n${leaver('ana')}\n\n \n${leaver('ben')}\n\n`,
    sent: GOOD,
  },
  {
    name: 'lines are counted across blank ones',
    csv: `\n\n${lines(RESIGNATION)}\n,,\nana,,\n`,
    findings: [
      '6 error invalid-user EmailAddress',
      '6 error missing-value ResignationDate',
      '6 error missing-value LastWorkingDate',
    ],
  },
  {
    name: 'columns of Excel without a name and without values',
    csv: lines(`${RESIGNATION},,,`, `${leaver('ana')},,,`, `${leaver('ben')},,,`),
    sent: GOOD,
  },
  { name: 'everything in quotation marks', csv: GOOD.replaceAll(/[^,\n]+/g, '"$&"'), sent: GOOD },
  {
    name: 'quoted quotation marks',
    csv: lines(PROFILE, 'ana@contoso.com,"Ana ""Nita""",Lopez,"1 Main St, ""rear""",75001'),
    sent: AS_IT_IS,
  },
  {
    name: 'empty values in quotation marks',
    csv: lines(`${PROFILE},EmployeeCity`, 'ana@contoso.com,Ana,Lopez,1 Main St,75001,""'),
    sent: AS_IT_IS,
  },
  {
    name: 'physical lines behind quoted line breaks',
    csv: `${REVIEW}\nana@contoso.com,2026-03-31T17:00:00Z,"one\ntwo\r\nthree\rfour",5\nben,2026-03-31T17:00:00Z,x,5\n`,
    findings: ['6 error invalid-user EmailAddress'],
  },
  {
    name: 'quoted line breaks are sent',
    csv: `${REVIEW}\nana@contoso.com,2026-03-31T17:00:00Z,"one\n\ntwo",5\n`,
    sent: AS_IT_IS,
  },
  {
    name: 'a record is told by its first line',
    csv: `${REVIEW}\n"ana",2026-03-31T17:00:00Z,"one\ntwo",5\n`,
    findings: ['2 error invalid-user EmailAddress'],
  },
  {
    name: 'a header of several lines',
    csv: `EmailAddress,ResignationDate,LastWorkingDate,"Last\nday"\nana,2026-03-31T17:00:00Z,2026-04-30T17:00:00Z,x\n`,
    findings: ['1 warning unknown-column column 4', '3 error invalid-user EmailAddress'],
  },
  {
    name: 'a quotation mark that is never closed',
    csv: `${GOOD}"cleo@contoso.com,2026-03-31T17:00:00Z,\nx\ny\n`,
    findings: ['4 error broken-quoting'],
    told: ['never closed'],
  },
  {
    name: 'a quotation mark that opens on the second line of its record',
    csv: `${REVIEW}\nana@contoso.com,2026-03-31T17:00:00Z,"one\ntwo","open\nx\n`,
    findings: ['3 error broken-quoting'],
  },
  {
    name: 'a quotation mark that is never closed in the middle of a big file',
    csv: `${lines(RESIGNATION)}${manyLeavers(2000)}"${manyLeavers(40_000)}`,
    findings: ['2002 error broken-quoting'],
  },
  {
    name: 'a stray quotation mark in a value',
    csv: `${GOOD}cleo"x@contoso.com,2026-03-31T17:00:00Z,\n`,
    findings: ['4 error broken-quoting'],
    told: ['inside a value'],
  },
  {
    name: 'something behind a closing quotation mark',
    csv: `${GOOD}"cleo" x@contoso.com,2026-03-31T17:00:00Z,\n`,
    findings: ['4 error broken-quoting'],
    told: ['closing quotation mark'],
  },
  {
    name: 'inches that are not quoted',
    csv: `${PROFILE}\nana@contoso.com,Ana,Lopez,24" monitor,1\n`,
    findings: ['2 error broken-quoting'],
  },
  {
    name: 'a quotation mark that is never closed in the header',
    csv: `"EmailAddress,ResignationDate\n${leaver('ana')}\n`,
    findings: ['1 error broken-quoting'],
  },
  {
    name: 'a record of more than 1 MiB',
    csv: `${REVIEW}\nana@contoso.com,2026-03-31T17:00:00Z,ok,5\nben@contoso.com,2026-03-31T17:00:00Z,${'x'.repeat(1024 * 1024)},5\n`,
    findings: ['3 error broken-quoting'],
    told: ['larger than 1 MiB'],
  },
  {
    name: 'a quoted record of more than 1 MiB',
    csv: `${REVIEW}\nben@contoso.com,2026-03-31T17:00:00Z,"${'x\n'.repeat(600 * 1024)}",5\n`,
    findings: ['2 error broken-quoting'],
  },
  {
    name: 'a record of nearly 1 MiB',
    csv: `${REVIEW}\nben@contoso.com,2026-03-31T17:00:00Z,"${'x\n'.repeat(500 * 1024)}",5\n`,
    findings: ['2 error value-too-long Remarks'],
  },
  {
    name: 'a row with too many values',
    csv: `${GOOD}${leaver('cleo')},Main St\n`,
    findings: ['4 error row-too-long'],
  },
  {
    name: 'a row with more values that are empty',
    csv: `${GOOD}${leaver('cleo')},, \n`,
    sent: `${GOOD}${leaver('cleo')}\n`,
  },
  {
    name: 'a short row is padded',
    csv: `${REVIEW}\nana@contoso.com,2026-03-31T17:00:00Z\nben@contoso.com,2026-03-31T17:00:00Z,ok,5\n`,
    findings: ['2 warning row-too-short'],
    sent: `${REVIEW}\nana@contoso.com,2026-03-31T17:00:00Z,,\nben@contoso.com,2026-03-31T17:00:00Z,ok,5\n`,
  },
  {
    name: 'a short row as an error',
    csv: `${REVIEW}\nana@contoso.com,2026-03-31T17:00:00Z\n`,
    inputs: { rules: 'row-too-short: error' },
    findings: ['2 error row-too-short'],
  },
  {
    name: 'a short row, switched off, is padded all the same',
    csv: `${REVIEW}\nana@contoso.com,2026-03-31T17:00:00Z\n`,
    inputs: { rules: 'row-too-short: off' },
    sent: `${REVIEW}\nana@contoso.com,2026-03-31T17:00:00Z,,\n`,
  },
  { name: '0 bytes', csv: '', findings: ['1 error empty-file'] },
  { name: 'a BOM alone', csv: '\ufeff', findings: ['1 error empty-file'] },
  { name: 'blanks alone', csv: ' \n\n,,\n', findings: ['1 error empty-file'] },
  { name: 'a header alone', csv: `${RESIGNATION}\n`, findings: ['1 error empty-file'] },
  { name: 'a header alone, without a line end', csv: RESIGNATION, findings: ['1 error empty-file'] },
  { name: 'a header alone on the second line', csv: `\n${RESIGNATION}\n`, findings: ['2 error empty-file'] },
];

function manyLeavers(count: number): string {
  return Array.from({ length: count }, (_, i) => `${leaver(`u${i}`)}\n`).join('');
}
