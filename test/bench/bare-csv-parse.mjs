import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { parse } from 'csv-parse';

/**
 * The baseline of the check: csv-parse reads the files and hands out every record, and nothing is done with them.
 * Arguments: the delimiter, the encoding, the files. What is not UTF-8 is decoded first, since csv-parse cannot.
 */
const [delimiter, encoding = 'utf-8', ...paths] = process.argv.slice(2);
let records = 0;
for (const path of paths) {
  const parser = parse({ delimiter, relax_column_count: true, bom: true });
  const text = encoding === 'utf-8' ? createReadStream(path) : decoded(path, encoding);
  for await (const _record of text.pipe(parser)) records += 1;
}
process.stdout.write(`${records}\n`);

/** @param {string} path @param {string} label */
function decoded(path, label) {
  const decoder = new TextDecoder(label);
  return Readable.from(
    createReadStream(path).map((/** @type {Buffer} */ bytes) => decoder.decode(bytes, { stream: true })),
  );
}
