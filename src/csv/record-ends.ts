import { parse } from 'csv-parse/sync';

/** Where each record ends, its line end included, as offsets into the bytes. */
export function recordEnds(bytes: Buffer): number[] {
  const ends: number[] = [];
  parse(bytes, {
    delimiter: ',',
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    on_record: (_record, context) => {
      ends.push(context.bytes);
      return null;
    },
  });
  // The last record may end without a line end.
  if (ends.length > 0) ends[ends.length - 1] = bytes.byteLength;
  return ends;
}
