import { closeSync, existsSync, mkdirSync, openSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const FOLDER = join(tmpdir(), 'purview-hr-upload-bench');
const HEADER =
  'HRScenario,EmailAddress,ResignationDate,LastWorkingDate,EffectiveDate,Remarks,Rating,OldLevel,NewLevel\n';

/** A file of valid records, about 120 bytes each, of two scenarios. Made once and kept in the temporary folder. */
export function recordsFile(records: number): string {
  mkdirSync(FOLDER, { recursive: true });
  const path = join(FOLDER, `records-${records}.csv`);
  if (existsSync(path) && statSync(path).size > records * 100) return path;
  const descriptor = openSync(path, 'w');
  let piece = HEADER;
  for (let i = 0; i < records; i += 1) {
    piece += i % 5 === 0 ? reviewRow(i) : resignationRow(i);
    if (piece.length > 1 << 20) {
      writeSync(descriptor, piece);
      piece = '';
    }
  }
  writeSync(descriptor, piece);
  closeSync(descriptor);
  return path;
}

/** Dates stay inside the window of last working days, whenever the bench runs. */
const NEXT_MONTH = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 8);

function resignationRow(i: number): string {
  const day = String(1 + (i % 28)).padStart(2, '0');
  const date = `${NEXT_MONTH}${day}T15:18:02.4675041+05:30`;
  return `Resignation,person.${i}@contoso.com,${date},${date},,,,,\n`;
}

function reviewRow(i: number): string {
  const day = String(1 + (i % 28)).padStart(2, '0');
  return `Performance review,person.${i}@contoso.com,,,${NEXT_MONTH}${day}T09:00:00Z,Meets the expectations of the role,3,,\n`;
}
