/** When the files of `samples/` were written. */
const WRITTEN = Date.UTC(2026, 10, 26);
const DAY_MS = 86_400_000;

/**
 * A sample file with its dates moved by whole days, as if it had been written today: `LastWorkingDate` may not be older
 * than six months. Other bytes stay, whatever the encoding.
 */
export function asOfToday(content: Buffer, today: Date): Buffer {
  const shift = Math.floor((today.getTime() - WRITTEN) / DAY_MS) * DAY_MS;
  const moved = (year: string, month: string, day: string): [string, string, string] => {
    const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)) + shift);
    const [newYear = '', newMonth = '', newDay = ''] = date.toISOString().slice(0, 10).split('-');
    return [newYear, newMonth, newDay];
  };
  const text = content
    .toString('latin1')
    .replace(/\b(\d{4})-(\d\d)-(\d\d)/g, (_, year, month, day) => moved(year, month, day).join('-'))
    .replace(/\b(\d\d)\.(\d\d)\.(\d{4})\b/g, (_, day, month, year) =>
      moved(year, month, day).toReversed().join('.'),
    );
  return Buffer.from(text, 'latin1');
}
