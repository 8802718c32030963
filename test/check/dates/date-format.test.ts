import { expect, it } from 'vitest';
import { type Relation, relationOf } from '../../../src/check/dates/date-format.ts';

it.each<[string, string, Relation | undefined]>([
  // The same texts, read as the same dates.
  ['dd/MM/yyyy', 'dd/MM/yyyy', 'same'],
  ['d/M/yyyy', 'dd/MM/yyyy', 'same'],
  ['dd/MM/yyyy H:m:s', 'dd/MM/yyyy HH:mm:ss', 'same'],
  ['dd/MM/yyyy h tt', 'dd/MM/yyyy hh tt', 'same'],
  ['dd/MM/yyyy HH:mm:ss.FFF', 'dd/MM/yyyy HH:mm:ss.fff', 'same'],
  ['dd/MM/yyyy HH:mm zzz', 'dd/MM/yyyy HH:mm K', 'same'],
  ["dd'/'MM\\/yyyy", 'dd/MM/yyyy', 'same'],
  ...['', 'THH:mm', 'THH:mm:ss', 'THH:mm:ss.F', ' HH:mm', ' HH:mm:ss', ' HH:mm:ss.F'].flatMap(
    (time): [string, string, Relation][] => [
      ['iso', `yyyy-MM-dd${time}`, 'same'],
      [`yyyy-MM-dd${time}zzz`, 'ISO', 'same'],
      ['iso', `yyyy-dd-MM${time}`, 'other'],
    ],
  ),
  ...['T', ' '].map((time): [string, string, Relation] => [`yyyy-MM-dd${time}HH:mm:ss.fff`, 'iso', 'same']),
  // The same texts, read as other dates.
  ['dd/MM/yyyy', 'MM/dd/yyyy', 'other'],
  ['yyyyMMdd', 'yyMMddHH', 'other'],
  ['dd/MM/yyyy HH:mm:ss.FFF', 'MM/dd/yyyy HH:mm:ss', 'other'],
  ['dd/MM/yyyy HH:mm:ss.FFF', 'MM/dd/yyyy HH:mm:ss.f', 'other'],
  ['dd/MM/yyyy HH:mm:ss,FFF', 'MM/dd/yyyy HH:mm:ss,', 'other'],
  ['dd/MM/yyyy HH:mm:ss,FFF', 'MM/dd/yyyy HH:mm:ss,f', 'other'],
  ['iso', 'yyyy-dd-MM HH:mm:ss.fff', 'other'],
  ['dd/MM/yyyy HH:mm:ss.FFFK', 'MM/dd/yyyy HH:mm:ss', 'other'],
  ['dd/MM/yyyy HH:mm:ss.FFFK', 'MM/dd/yyyy HH:mm:ss.fff', 'other'],
  ['dd/MM/yyyy HH:mm:ss.FFFK', 'MM/dd/yyyy HH:mm:sszzz', 'other'],
  ['dd/MM/yyyy HH:mmK', 'MM/dd/yyyy HH:mm', 'other'],
  ['dd/MM/yyyy HH:mmK', 'MM/dd/yyyy HH:mmzzz', 'other'],
  // Other texts.
  ['dd/MM/yyyy', 'MM.dd.yyyy', undefined],
  ['dd/MM/yyyy', 'MM/dd/yy', undefined],
  ['ddMMMyyyy', 'ddMMyy', undefined],
  ['ddMMMMyyyy', 'ddMMyy', undefined],
  ['ddMMMyyyy', 'MMMMddyyyy', undefined],
  ['dddMM/dd/yyyy', 'dd/MM/yyyy', undefined],
  ['ddddMM/dd/yyyy', 'dd/MM/yyyy', undefined],
  ['dd/MM/yyyy htt', 'MM/dd/yyyy H', undefined],
  ['dd/MM/yyyy HH:mmzzz', 'MM/dd/yyyy HH:mm', undefined],
  ['dd/MM/yyyy HH:mm:ss f', 'MM/dd/yyyy HH:mm:ss ', undefined],
  ['dd/MM/yyyy HH:mm:ss.F', 'MM/dd/yyyy HH:mm:ss.', undefined],
  ['iso', 'dd.MM.yyyy', undefined],
])('%s and %s read the same texts as dates that are: %s', (form, other, relation) => {
  expect(relationOf(form, other)).toBe(relation);
  expect(relationOf(other, form)).toBe(relation);
});
