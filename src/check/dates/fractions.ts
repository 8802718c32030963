/** .NET, and so the connector, has a precision of 100 ns: seven digits. Further digits are cut off. */
const MAX_DIGITS = 7;

/** A fraction's digits as sent, with the point; empty if there are none. */
export function formatFraction(digits: string): string {
  return digits === '' ? '' : `.${digits.slice(0, MAX_DIGITS)}`;
}

/** A fraction's digits in units of 100 ns. */
export function ticksOf(digits: string): number {
  return digits === '' ? 0 : Number(digits.slice(0, MAX_DIGITS).padEnd(MAX_DIGITS, '0'));
}
