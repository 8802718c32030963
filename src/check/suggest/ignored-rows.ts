import { wildcardMatcher } from '../../text/wildcards.ts';

/**
 * Beginnings of rows that are no records, as reports write them: totals, counts, the end. Never taken from a file, so a
 * pattern tells of a file only that a row begins so.
 */
const PATTERNS: readonly string[] = [
  'Total*|Grand total*|Subtotal*|Sub-total*|Sum|Sum:*|Count*|Records*|Rows*|Number of*|End of*',
  'Report*|Generated*|Printed*|Created on*|Exported*|Page *|Trailer*|TRL*|Footer*|Summary*',
  'Overall*|Confidential*|*rows selected*|*record(s)*|* records|* rows|Summe*|Gesamt*',
  'Zwischensumme*|Anzahl*|Ende *|Ende|Erstellt*|Stand*|Seite *|Datensätze*|Totaux*|Somme*',
  'Nombre*|Fin *|Effectif total*|Suma*|Totales*|Número*|Totale*|Somma*|Numero*|Totaal*|Aantal*',
  'Totais*|Soma*|Summa*|Totalt*|Antal*|I alt*|Antall*|Yhteensä*|Razem*|Łącznie*|Ogółem*|Liczba*',
  'Celkem*|Součet*|Počet*|Spolu*|Összesen*|Ukupno*|Skupaj*|Iš viso*|Kopā*|Kokku*|Итого*|Всего*',
  'Количество*|Разом*|Общо*|Σύνολο*|Toplam*|Genel toplam*|合計*|総計*|小計*|件数*|合计*|总计*|总数*|總計*|小计*',
  '합계*|총계*|총*|T *|T|===*',
].flatMap((line) => line.split('|'));

function folded(text: string): string {
  return text.normalize('NFC').toLowerCase();
}

const MATCHERS = PATTERNS.map((pattern) => ({
  pattern,
  isMatch: wildcardMatcher(folded(pattern)),
}));

/**
 * The narrowest pattern of the list for the first cell of a row: `Total` for `Total`, `Total *` for `Total 2026`, and
 * `Total*` only where the word continues. So a person called Totally is not ignored because there is a total.
 * @returns undefined for a cell that no pattern matches.
 */
export function ignorePattern(firstCell: string): string | undefined {
  const text = folded(firstCell);
  if (text.length > 200) return undefined;
  const matching = MATCHERS.filter(({ isMatch }) => isMatch(text)).map(({ pattern }) => pattern);
  const pattern = matching.toSorted((a, b) => b.length - a.length)[0];
  const word = /^([^*]+)\*$/.exec(pattern ?? '')?.[1]?.trimEnd();
  if (word === undefined) return pattern;
  const after = text.slice(word.length);
  if (after === '') return word;
  return /^[ :]/.test(after) ? `${word}${after[0]}*` : pattern;
}

/** Whether a pattern matches one of the first cells, as the input `ignore-rows` does. */
export function matchesAny(pattern: string, firstCells: readonly string[]): boolean {
  const isMatch = wildcardMatcher(folded(pattern));
  return firstCells.some((first) => isMatch(folded(first)));
}
