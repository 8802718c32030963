const QUOTATION_MARK = 0x22;
const LF = 0x0a;
const CR = 0x0d;

/**
 * The end of each record, line end included, as offsets into the bytes.
 * @param bytes Prepared records, which are well-formed: regardless of the delimiter, a record ends at the first line end
 *   with an even number of quotation marks before it.
 */
export function recordEnds(bytes: Buffer): number[] {
  const ends: number[] = [];
  let isQuoted = false;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === QUOTATION_MARK) isQuoted = !isQuoted;
    else if (!isQuoted && (byte === LF || (byte === CR && bytes[at + 1] !== LF))) ends.push(at + 1);
  }
  // The last record may have no line end.
  if (bytes.length > (ends.at(-1) ?? 0)) ends.push(bytes.length);
  return ends;
}
