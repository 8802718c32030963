/** Text in a legacy encoding, by what the decoder of Node.js reads: Node.js writes none of them. */
export function encodeAs(text: string, encoding: string): Buffer {
  const table = tableOf(encoding);
  return Buffer.concat(
    Array.from(text, (character) => {
      const bytes = table.get(character);
      if (bytes === undefined) throw new RangeError(`${encoding} has no ${character}`);
      return Buffer.from(bytes);
    }),
  );
}

const TABLES = new Map<string, ReadonlyMap<string, readonly number[]>>();

function tableOf(encoding: string): ReadonlyMap<string, readonly number[]> {
  const known = TABLES.get(encoding);
  if (known !== undefined) return known;
  const table = new Map<string, readonly number[]>();
  const add = (...bytes: readonly number[]): void => {
    const decoder = new TextDecoder(encoding);
    // As a stream: in one piece, some versions of Node.js decode windows-1252 as Latin-1.
    const text = decoder.decode(Uint8Array.from(bytes), { stream: true }) + decoder.decode();
    if ([...text].length === 1 && text !== '\ufffd' && !table.has(text)) table.set(text, bytes);
  };
  for (let first = 0; first < 256; first += 1) add(first);
  if (DOUBLE_BYTE.has(encoding)) {
    for (let first = 0x81; first < 0xff; first += 1) {
      for (let second = 0x40; second < 0xff; second += 1) add(first, second);
    }
  }
  TABLES.set(encoding, table);
  return table;
}

const DOUBLE_BYTE = new Set(['shift_jis', 'euc-jp', 'gb18030', 'big5', 'euc-kr']);
