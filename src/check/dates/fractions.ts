/** .NET, and so the connector, keeps 100 ns: seven digits. What is more is cut off. */
const MAX_DIGITS = 7;

/** A fraction's digits as they are sent, with the point; empty for none. */
export function formatFraction(digits: string): string {
  return digits === '' ? '' : `.${digits.slice(0, MAX_DIGITS)}`;
}

/** The units of 100 ns that a fraction's digits stand for. */
export function ticksOf(digits: string): number {
  return digits === '' ? 0 : Number(digits.slice(0, MAX_DIGITS).padEnd(MAX_DIGITS, '0'));
}
