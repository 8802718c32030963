import { type CheckCase, latin1, leaver, lines, PROFILE, RESIGNATION, REVIEW } from './case.ts';

const GOOD = lines(RESIGNATION, leaver('ana'), leaver('ben'));
const other = (name: string, csv: string | Uint8Array, ...told: string[]): CheckCase => ({
  name,
  csv,
  findings: ['1 error missing-header'],
  told,
});
const noText = (name: string, csv: Uint8Array, ...told: string[]): CheckCase => ({
  ...other(name, csv, ...told),
  findings: ['1 error unreadable-encoding'],
});
const bytes = (...values: number[]): Uint8Array => Buffer.from(values);
const SHIFT_JIS = Buffer.concat([
  Buffer.from(`${PROFILE}\nhanako@contoso.com,`),
  // 花子,山田,東京都千代田区1
  bytes(0x89, 0xd4, 0x8e, 0x71, 0x2c, 0x8e, 0x52, 0x93, 0x63, 0x2c, 0x93, 0x8c, 0x8b, 0x9e, 0x93, 0x73),
  bytes(0x90, 0xe7, 0x91, 0xe3, 0x93, 0x63, 0x8b, 0xe6),
  Buffer.from('1,1000001\n'),
]);
const JAPANESE = lines(PROFILE, 'hanako@contoso.com,花子,山田,東京都千代田区1,1000001');

/** Files that are something else, or text in another encoding. */
export const OTHER_CONTENT_CASES: readonly CheckCase[] = [
  other(
    'a pointer of Git LFS',
    'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a2146\nsize 12345\n',
    '`lfs: true`',
  ),
  other(
    'a pointer of git-annex',
    '../.git/annex/objects/zW/6K/SHA256E-s1--4d7a.csv/SHA256E-s1--4d7a.csv\n',
    'git-annex',
  ),
  other(
    'a PGP message',
    '-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----\n',
    'encrypted (PGP)',
  ),
  noText('a binary PGP message', bytes(0x85, 0x01, 0x0c, 0x03, 0x8f, 0xff, 0x80, 0x0a), 'encrypted (PGP)'),
  noText(
    'a binary PGP message in the new form',
    bytes(0xc1, 0xc0, 0x4c, 0x03, 0x8f, 0xff),
    'encrypted (PGP)',
  ),
  other('an S/MIME message', '-----BEGIN PKCS7-----\nMIIB\n', 'encrypted'),
  other('a certificate', '-----BEGIN CERTIFICATE-----\nMIIB\n', 'a key or certificate'),
  other(
    'an HTML table saved as .xls',
    '<table border=1><tr><th>EmailAddress</th></tr></table>',
    'web page or XML',
  ),
  other('a web page that begins with a comment', '<!-- x -->\n<html>', 'web page or XML'),
  other('a merge conflict', `<<<<<<< HEAD\n${GOOD}=======\n`, 'merge conflict'),
  other('a 404 in place of the file', '404: Not Found', 'error of a server'),
  noText('7-Zip', Buffer.concat([latin1('7z\xbc\xaf\x27\x1c'), bytes(0, 4)]), '7-Zip'),
  noText('RAR', latin1('Rar!\x1a\x07\x00'), 'RAR'),
  noText('bzip2', latin1('BZh91AY&SY'), 'bzip2'),
  noText('xz', latin1('\xfd7zXZ\0'), 'xz'),
  noText('Zstandard', latin1('\x28\xb5\x2f\xfd'), 'Zstandard'),
  noText('tar', Buffer.concat([Buffer.alloc(257, 0x61), Buffer.from('ustar\0')]), 'tar'),
  noText('an empty ZIP archive', latin1('PK\x05\x06'), 'ZIP archive'),
  noText('Parquet', latin1('PAR1\x15\x04'), 'Parquet'),
  {
    name: 'whole lines in quotation marks',
    csv: GOOD.replaceAll(/.+/g, '"$&"'),
    findings: ['1 error missing-header'],
    told: ['Each line as a whole is enclosed in quotation marks'],
  },
  {
    name: 'records in quotation marks as a whole below a header that is not',
    csv: lines(RESIGNATION, `"${leaver('ana')}"`),
    findings: [
      '2 warning row-too-short',
      '2 error invalid-user EmailAddress',
      '2 error missing-value ResignationDate',
      '2 error missing-value LastWorkingDate',
    ],
    told: ['The entire line is enclosed in quotation marks'],
  },
  {
    name: 'another delimiter than any that is tried',
    csv: GOOD.replaceAll(',', '^'),
    findings: ['1 error missing-header'],
    told: ['separated by the character U+005E'],
  },
  {
    name: 'another delimiter than the one that was given',
    csv: GOOD,
    inputs: { delimiter: 'semicolon' },
    findings: ['1 error missing-header'],
    told: ['separated by `comma`'],
  },
  {
    name: 'one cell without a sign of another delimiter',
    csv: 'Names\nMallory\n',
    findings: ['1 error missing-header'],
    told: ['contains no known column name.'],
    hidden: ['delimiter', 'Mallory'],
  },
  {
    name: 'Shift_JIS that is read as windows-1252',
    csv: SHIFT_JIS,
    inputs: { encoding: 'windows-1252' },
    findings: ['2 error wrong-encoding'],
    told: ['shift_jis (Japan)', 'open the file in an editor'],
  },
  {
    name: 'Shift_JIS that is read as such',
    csv: SHIFT_JIS,
    inputs: { encoding: 'shift_jis' },
    sent: JAPANESE,
  },
  {
    name: 'Shift_JIS without an encoding: the advice is for scripts that are not Latin',
    csv: SHIFT_JIS,
    findings: ['2 error unreadable-encoding'],
    told: ['shift_jis (Japan)', 'big5 (Taiwan and Hong Kong)'],
    hidden: ['windows-1252'],
  },
  {
    name: 'windows-1252 without an encoding: the advice is for Latin scripts',
    csv: latin1(lines(PROFILE, 'zoe@contoso.com,Zoë,Müller,1 Rue,75001')),
    findings: ['2 error unreadable-encoding'],
    told: ['windows-1252 (Western Europe and the Americas)'],
    hidden: ['shift_jis'],
  },
  {
    name: 'noise without an encoding: no advice of one',
    csv: Buffer.concat([Buffer.from(`${PROFILE}\n`), bytes(0x01, 0x02, 0xff, 0x03, 0x0a)]),
    findings: ['2 error unreadable-encoding'],
    told: ['binary data'],
    hidden: ['windows-1252'],
  },
  {
    name: 'control characters in UTF-8',
    csv: lines(REVIEW, 'ana@contoso.com,2026-03-31T17:00:00Z,a\u0093b,5'),
    findings: ['2 error wrong-encoding'],
  },
  {
    name: 'the line break of hosts is a character like others',
    csv: lines(REVIEW, 'ana@contoso.com,2026-03-31T17:00:00Z,a\u0085b,5'),
    sent: lines(REVIEW, 'ana@contoso.com,2026-03-31T17:00:00Z,a\u0085b,5'),
  },
  {
    name: 'private-use characters of Shift_JIS',
    csv: Buffer.concat([
      Buffer.from(`${REVIEW}\nana@contoso.com,2026-03-31T17:00:00Z,`),
      bytes(0xf0, 0x40),
      Buffer.from(',5\n'),
    ]),
    inputs: { encoding: 'shift_jis' },
    findings: ['2 error unreadable-encoding'],
    told: ['private-use'],
  },
  {
    name: 'a pair of bytes that the decoder of EUC-KR does not know',
    csv: Buffer.concat([
      Buffer.from(`${REVIEW}\nana@contoso.com,2026-03-31T17:00:00Z,`),
      bytes(0x85, 0x41),
      Buffer.from(',5\n'),
    ]),
    inputs: { encoding: 'euc-kr' },
    findings: ['2 error unreadable-encoding'],
  },
  {
    name: 'a byte that the decoder of Shift_JIS gives as a substitute',
    csv: Buffer.concat([
      Buffer.from(`${REVIEW}\nana@contoso.com,2026-03-31T17:00:00Z,`),
      bytes(0x7f),
      Buffer.from(',5\n'),
    ]),
    inputs: { encoding: 'shift_jis' },
    findings: ['2 error unreadable-encoding'],
  },
  {
    name: 'the end-of-file mark of DOS in windows-1252',
    csv: latin1(`${GOOD}\u001a`),
    inputs: { encoding: 'windows-1252' },
    sent: GOOD,
  },
  {
    name: 'private-use characters in UTF-8',
    csv: lines(
      REVIEW,
      'ana@contoso.com,2026-03-31T17:00:00Z,ok,5',
      'ben@contoso.com,2026-03-31T17:00:00Z,\u{f0000},5',
    ),
    findings: ['3 error unreadable-encoding'],
  },
];
