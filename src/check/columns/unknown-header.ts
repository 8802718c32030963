import { printable } from '../../text/printable.ts';
import { normalName, trimmed } from '../../text/white-space.ts';
import { lookOf } from '../dates/hints/date-look.ts';
import { isUser } from '../users.ts';
import { isPlainName } from './column-label.ts';
import { describeSeen } from './seen-columns.ts';

/** Records that must follow before a cell of the first line counts as the name of a column. */
const MIN_RECORDS = 3;

/** A date as people and programs write one, with or without a time. */
const DATE_FORM =
  /^(?:\d{4}([-/.])\d{1,2}\1\d{1,2}|\d{1,2}([-/.])\d{1,2}\2(?:\d{4}|\d{2})|\d{1,2}[- .]?\p{L}{3,9}[- .,]*\d{2,4}|(?:19|20)\d{6})(?:(?:T| {1,2})\d{1,2}:\d{2}[\d:.]{0,16} ?(?:[AP]M|Z|UTC|[+-]\d{2}(?::?\d{2})?)?)?$/iu;
const MAX_DATE = 48;

/**
 * Looks for columns of users and of dates in a file whose header has no known name, to say which lines of `columns` would
 * do. The names of such columns may be shown: below a name of a person there is no column of other people's users.
 */
export class UnknownHeader {
  readonly #names: readonly string[];
  readonly #holdsUsers: boolean[];
  readonly #holdsDates: boolean[];
  #records = 0;

  constructor(cells: readonly string[]) {
    this.#names = cells.map(normalName);
    const isName = cells.map((cell) => isPlainName(cell.trim()) && !isDate(cell.trim()));
    this.#holdsUsers = [...isName];
    this.#holdsDates = [...isName];
  }

  /** Every record below the header must be shown. */
  observe(cells: readonly string[]): void {
    this.#records += 1;
    for (const i of this.#names.keys()) {
      const value = trimmed(cells[i] ?? '');
      this.#holdsUsers[i] &&= isUser(value);
      this.#holdsDates[i] &&= isDate(value);
    }
  }

  /** No column can be one of users, or none of dates: what follows changes nothing. */
  get isSettled(): boolean {
    return !this.#holdsUsers.includes(true) || !this.#holdsDates.includes(true);
  }

  /** Positions of the columns whose names may be shown: columns of users and of dates, where the file has both. */
  shownPositions(): ReadonlySet<number> {
    if (this.#records < MIN_RECORDS || this.isSettled) return new Set();
    return new Set([...this.#names.keys()].filter((i) => this.#holdsUsers[i] || this.#holdsDates[i]));
  }

  /** What may be shown of the columns, for people: users and dates by name, others by number. */
  describe(): string {
    const shown = this.shownPositions();
    return describeSeen(this.#names.map((name, i) => (shown.has(i) ? name : `column ${i + 1}`)));
  }

  /** Says which columns hold users and dates; empty where that is not known or may not be shown. */
  advice(): string {
    if (this.#records < MIN_RECORDS || this.isSettled) return '';
    const users = this.#quoted(this.#holdsUsers);
    const dates = this.#quoted(this.#holdsDates);
    return `${users.join(', ')} contains users, and ${dates.join(', ')} dates: map them with lines of \`columns\`, such as \`EmailAddress: ${users[0]!.slice(1)}, and set \`scenario\` if it is not clear then.`;
  }

  #quoted(flags: readonly boolean[]): string[] {
    return this.#names.filter((_, i) => flags[i]).map((name) => `\`${printable(name)}\``);
  }
}

function isDate(value: string): boolean {
  if (value.length > MAX_DATE) return false;
  // Eight digits alone may be a number of any kind.
  return DATE_FORM.test(value) || (/\D/.test(value) && lookOf(value) !== undefined);
}
