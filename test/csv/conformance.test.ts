import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readAll, readFile, sourceOf } from './reading.ts';

/** Cases that every CSV reader must handle, similar to public collections of such files. */
const FILES: readonly { name: string; csv: string; rows: string[][]; delimiter?: string }[] = [
  {
    name: 'simple',
    csv: 'a,b,c\n1,2,3\n',
    rows: [
      ['a', 'b', 'c'],
      ['1', '2', '3'],
    ],
  },
  {
    name: 'simple, CRLF',
    csv: 'a,b,c\r\n1,2,3\r\n',
    rows: [
      ['a', 'b', 'c'],
      ['1', '2', '3'],
    ],
  },
  {
    name: 'no line end after the last row',
    csv: 'a,b\n1,2',
    rows: [
      ['a', 'b'],
      ['1', '2'],
    ],
  },
  { name: 'one cell', csv: 'a', rows: [['a']] },
  { name: 'one column', csv: 'a\nb\nc\n', rows: [['a'], ['b'], ['c']] },
  {
    name: 'comma in quotes',
    csv: 'name,place\nAna,"Springfield, Illinois"\n',
    rows: [
      ['name', 'place'],
      ['Ana', 'Springfield, Illinois'],
    ],
  },
  {
    name: 'escaped quotes',
    csv: 'a,b\n1,"she said ""no"""\n',
    rows: [
      ['a', 'b'],
      ['1', 'she said "no"'],
    ],
  },
  { name: 'nothing but an escaped quote', csv: 'a,""""\n', rows: [['a', '"']] },
  {
    name: 'JSON in a value',
    csv: 'id,data\n1,"{""type"": ""Point"", ""at"": [7.5, 47.1]}"\n',
    rows: [
      ['id', 'data'],
      ['1', '{"type": "Point", "at": [7.5, 47.1]}'],
    ],
  },
  {
    name: 'line feeds in values',
    csv: 'a,b\n"one\ntwo\n",3\n',
    rows: [
      ['a', 'b'],
      ['one\ntwo\n', '3'],
    ],
  },
  {
    name: 'CRLF in values',
    csv: 'a,b\r\n"one\r\ntwo",3\r\n',
    rows: [
      ['a', 'b'],
      ['one\r\ntwo', '3'],
    ],
  },
  {
    name: 'lone CR in values and as line ends',
    csv: 'a,b\r"one\rtwo",3\r',
    rows: [
      ['a', 'b'],
      ['one\rtwo', '3'],
    ],
  },
  {
    name: 'quotes and line breaks',
    csv: 'a,b\n"say ""hi""\nand ""bye""","x"\n',
    rows: [
      ['a', 'b'],
      ['say "hi"\nand "bye"', 'x'],
    ],
  },
  {
    name: 'empty values',
    csv: 'a,b,c\n1,"",\n,,\n"","",""\n',
    rows: [
      ['a', 'b', 'c'],
      ['1', '', ''],
      ['', '', ''],
      ['', '', ''],
    ],
  },
  {
    name: 'an empty value at the end of the file',
    csv: 'a,b\n1,',
    rows: [
      ['a', 'b'],
      ['1', ''],
    ],
  },
  {
    name: 'letters of all lengths',
    csv: 'a,b\né,ʤ\n中,😀\n',
    rows: [
      ['a', 'b'],
      ['é', 'ʤ'],
      ['中', '😀'],
    ],
  },
  {
    name: 'coordinates',
    csv: 'place,lat,lon\n"Zürich, CH","47°22\'39"" N","8°32\'30"" E"\n',
    rows: [
      ['place', 'lat', 'lon'],
      ['Zürich, CH', '47°22\'39" N', '8°32\'30" E'],
    ],
  },
  {
    name: 'ragged rows',
    csv: 'a,b,c\n1\n1,2\n1,2,3,4\n',
    rows: [['a', 'b', 'c'], ['1'], ['1', '2'], ['1', '2', '3', '4']],
  },
  { name: 'blank lines', csv: '\na,b\n\n1,2\n\n', rows: [[''], ['a', 'b'], [''], ['1', '2'], ['']] },
  {
    name: 'spaces are part of values',
    csv: ' a , b\n" 1 ", 2 \n',
    rows: [
      [' a ', ' b'],
      [' 1 ', ' 2 '],
    ],
  },
  {
    name: 'spaces outside of quotes are not part of values',
    csv: 'a, "b" ,"c"\n "1,0"\t,"2" , "3\n"\n',
    rows: [
      ['a', 'b', 'c'],
      ['1,0', '2', '3\n'],
    ],
  },
  {
    name: 'a tab as delimiter is not white space',
    csv: '"a" \t "b"\n\t"2"\n',
    rows: [
      ['a', 'b'],
      ['', '2'],
    ],
    delimiter: '\t',
  },
  {
    name: 'texts written as formulas',
    csv: 'a,b\n="007",="say ""hi"""\n"=""007""",x\n',
    rows: [
      ['a', 'b'],
      ['007', 'say "hi"'],
      ['007', 'x'],
    ],
  },
  {
    name: 'every value in quotes',
    csv: '"a","b"\n"1","2"\n',
    rows: [
      ['a', 'b'],
      ['1', '2'],
    ],
  },
  {
    name: 'apostrophes are letters',
    csv: "a,b\n'x,y',2\n",
    rows: [
      ['a', 'b'],
      ["'x", "y'", '2'],
    ],
  },
  {
    name: 'backslashes escape nothing',
    csv: 'a,b\n\\n,\\"\n'.replace('\\"', '\\\\'),
    rows: [
      ['a', 'b'],
      ['\\n', '\\\\'],
    ],
  },
  {
    name: 'semicolons, with commas in values',
    csv: 'a;b\n1,5;"x;y"\n',
    rows: [
      ['a', 'b'],
      ['1,5', 'x;y'],
    ],
    delimiter: ';',
  },
  {
    name: 'tabs',
    csv: 'a\tb\n1\t"x\ty"\n',
    rows: [
      ['a', 'b'],
      ['1', 'x\ty'],
    ],
    delimiter: '\t',
  },
  {
    name: 'other line separators of Unicode are letters',
    csv: 'a\u2028b,c\u0085d\ne\u000bf,g\u000ch\n',
    rows: [
      ['a\u2028b', 'c\u0085d'],
      ['e\u000bf', 'g\u000ch'],
    ],
  },
  { name: 'zeros before numbers', csv: 'zip\n01234\n', rows: [['zip'], ['01234']] },
  {
    name: 'formulas',
    csv: 'a,b\n=1+1,"=HYPERLINK(""x"")"\n',
    rows: [
      ['a', 'b'],
      ['=1+1', '=HYPERLINK("x")'],
    ],
  },
];

const folder = mkdtempSync(join(tmpdir(), 'conformance-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it.each(FILES)('$name', async ({ csv, rows, delimiter = ',' }) => {
  const path = join(folder, 'file.csv');
  for (const mark of ['', '\ufeff']) {
    writeFileSync(path, mark + csv);
    expect((await readFile(path, delimiter)).map(({ cells }) => cells)).toEqual(rows);
  }
  expect((await readAll(sourceOf(csv, 1), delimiter)).map(({ cells }) => cells)).toEqual(rows);
});

it.each([
  ['a quote in the middle of a value', 'a,b\n1,x"y\n', 2],
  ['text after a closing quote', 'a,b\n"x"y,2\n', 2],
  ['text and spaces after a closing quote', 'a,b\n"x" y,2\n', 2],
  ['two values between two delimiters', 'a,b\n"x" "y",2\n', 2],
  ['a formula that is more than a text', 'a,b\n="x"&"y",2\n', 2],
  ['a quote escaped by a backslash', 'a,b\n1,"x\\"y"\n', 2],
  ['an open quote', 'a,b\n1,"x\n3,4\n', 2],
  ['an open quote in the last value of the file', 'a,b\n1,2\n3,"', 3],
])('rejects %s, with its line', async (_name, csv, line) => {
  await expect(readAll(sourceOf(csv, 100), ',')).rejects.toMatchObject({ name: 'BrokenQuotingError', line });
  await expect(readAll(sourceOf(csv, 1), ',')).rejects.toMatchObject({ name: 'BrokenQuotingError', line });
});
