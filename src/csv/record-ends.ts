const QUOTATION_MARK = 0x22;
const LF = 0x0a;
const CR = 0x0d;

/**
 * Where each record ends, its line end included, as offsets into the bytes.
 * @param bytes Prepared records, which are well-formed: a record ends at the first line end before which the number of
 *   quotation marks is even, whatever the delimiter is.
 */
export function recordEnds(bytes: Buffer): number[] {
  const ends: number[] = [];
  let isQuoted = false;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === QUOTATION_MARK) isQuoted = !isQuoted;
    else if (!isQuoted && (byte === LF || (byte === CR && bytes[at + 1] !== LF))) ends.push(at + 1);
  }
  // The last record may end without a line end.
  if (bytes.length > (ends.at(-1) ?? 0)) ends.push(bytes.length);
  return ends;
}
