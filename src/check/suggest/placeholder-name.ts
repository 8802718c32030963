/** What stands for the name of a column that may not be shown. @param position From 1. */
export function placeholderName(position: number): string {
  return `<column ${position}>`;
}

/** The position in such a placeholder, from 1; undefined for other names. */
export function placeholderPosition(name: string): number | undefined {
  const [, digits] = /^<column (\d{1,4})>$/i.exec(name.trim()) ?? [];
  return digits === undefined ? undefined : Number(digits);
}
