import { UnreadableTextError } from '../content-fault.ts';
import { LineCounter } from './line-counter.ts';

/** A zero byte in the first bytes means that the file is not text. */
const SNIFFED_BYTES = 4096;

/** Signatures of files that are not text, and the messages for them. */
const NOT_TEXT: readonly {
  readonly signature: string;
  /** Offset of the signature; 0 by default. */
  readonly at?: number;
  readonly explanation: string;
}[] = [
  ...['PK\x03\x04', 'PK\x05\x06', 'PK\x07\x08'].map((signature) => ({
    signature,
    explanation:
      'This is an Excel workbook or another ZIP archive, not a CSV file, despite its name. If it is a workbook, open it in Excel and save it as "CSV UTF-8 (Comma delimited)". If it is an archive, extract it in an earlier step.',
  })),
  {
    signature: '\xd0\xcf\x11\xe0',
    explanation:
      'This is an old Excel workbook (.xls), not a CSV file, despite its name. Open it in Excel and save it as "CSV UTF-8 (Comma delimited)".',
  },
  { signature: '\x1f\x8b', explanation: archive('gzip') },
  { signature: '\x1f\x9d', explanation: archive('compress (.Z)') },
  { signature: 'BZh', explanation: archive('bzip2') },
  { signature: '\xfd7zXZ\0', explanation: archive('xz') },
  { signature: '\x28\xb5\x2f\xfd', explanation: archive('Zstandard') },
  { signature: '\x04\x22\x4d\x18', explanation: archive('LZ4') },
  { signature: '7z\xbc\xaf\x27\x1c', explanation: archive('7-Zip') },
  { signature: 'Rar!\x1a\x07', explanation: archive('RAR') },
  { signature: 'MSCF\0', explanation: archive('cabinet (.cab)') },
  { signature: 'ustar', at: 257, explanation: archive('tar') },
  { signature: '%PDF-', explanation: other('a PDF document') },
  { signature: '{\\rtf', explanation: other('an RTF document') },
  { signature: 'SQLite format 3\0', explanation: other('an SQLite database') },
  { signature: 'PAR1', explanation: other('an Apache Parquet file') },
  { signature: 'Obj\x01', explanation: other('an Apache Avro file') },
  { signature: '\x89PNG', explanation: other('an image') },
  { signature: '\xff\xd8\xff', explanation: other('an image') },
  { signature: 'GIF8', explanation: other('an image') },
  { signature: 'age-encryption.org/v1', explanation: encrypted('age') },
];

function archive(kind: string): string {
  return `This is an archive (${kind}), not a CSV file. Extract it in an earlier step.`;
}

function other(kind: string): string {
  return `This is ${kind}, not a CSV file. Change the export to write CSV.`;
}

function encrypted(program: string): string {
  return `This file is encrypted (${program}). Decrypt it in an earlier step, and set \`csv-path\` to the result.`;
}

/**
 * Whether the bytes start like a binary OpenPGP message: a session key encrypted with a key (packet tag 1) or a password
 * (tag 3), with the old or the new packet header, followed by the packet's length and a version number.
 * Source: RFC 9580, sections 4.2, 5.1 and 5.3.
 */
function isOpenPgp(bytes: Buffer): boolean {
  const lengthBytes: Readonly<Record<number, number>> = {
    132: 1,
    133: 2,
    134: 4,
    140: 1,
    141: 2,
    193: 1,
    195: 1,
  };
  const length = lengthBytes[bytes[0] ?? 0];
  if (length === undefined) return false;
  const isLong = bytes[0]! >= 0xc0 && bytes[1]! >= 0xc0;
  const version = bytes[1 + (isLong ? 2 : length)];
  return version !== undefined && version >= 2 && version <= 6;
}

/**
 * @param start The first bytes of a file without a byte order mark.
 * @param encoding The input `encoding`: `auto` or a label.
 * @param found The encoding that the file would be read with.
 * @returns Why they are not text; undefined if they may be.
 */
export function findNonText(start: Buffer, encoding: string, found: string): UnreadableTextError | undefined {
  const text = start.toString('latin1', 0, SNIFFED_BYTES);
  const known = NOT_TEXT.find(({ signature, at = 0 }) => text.startsWith(signature, at));
  if (known !== undefined) return new UnreadableTextError(1, known.explanation);
  if (isOpenPgp(start)) return new UnreadableTextError(1, encrypted('PGP'));
  const zeroAt = found.startsWith('utf-16') ? -1 : text.indexOf('\0');
  if (zeroAt === -1) return undefined;
  const hint =
    encoding === 'auto' ? ' If it is UTF-16 without a byte order mark, set `encoding: utf-16le`.' : '';
  const lines = new LineCounter();
  lines.add(text.slice(0, zeroAt));
  return new UnreadableTextError(
    lines.line,
    `The file contains zero bytes, so it is not a CSV file in ${found}.${hint}`,
  );
}
